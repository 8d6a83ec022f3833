package dev.twinkeel.twin.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Reads the agents' journals from their files, so that those of dead agents are read too.
final class Journals {
    private Journals() {}

    /// Every whole entry of every file in a folder; the first line of a file is not an entry.
    static List<JsonNode> read(Path folder) {
        List<JsonNode> entries = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return entries;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(it -> it.toString().endsWith(".jsonl")).sorted().toList()) {
                Files.readAllLines(file).stream().skip(1).forEach(line -> add(entries, line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("read the journals in " + folder, e);
        }
        return entries;
    }

    /// A line that is being written is not whole yet.
    private static void add(List<JsonNode> entries, String line) {
        try {
            JsonNode entry = Json.mapper().readTree(line);
            if (entry != null && entry.hasNonNull("event")) {
                entries.add(entry);
            }
        } catch (JsonProcessingException e) {
            System.getLogger(Journals.class.getName())
                    .log(System.Logger.Level.DEBUG, "a line that is not whole", e);
        }
    }

    /// By the time of their events.
    static Comparator<JsonNode> byTime() {
        return Comparator.comparing(
                entry -> Instant.parse(entry.path("event").path("at").asText()));
    }
}
