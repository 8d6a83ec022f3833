package dev.twinkeel.twin.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the agents' journals from their files, so that those of dead agents are read too.
final class Journals {
    /// Events that waited for their turn are older than their neighbours by less than this.
    private static final Duration DISORDER = Duration.ofSeconds(5);

    private Journals() {}

    /// Every whole entry of every file in a folder whose event is not older than `since`, read from
    /// the newest back: who waits for news asks again and again. The first line of a file is not an
    /// entry.
    static List<JsonNode> read(Path folder, Instant since) {
        List<JsonNode> entries = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return entries;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(it -> it.toString().endsWith(".jsonl")).sorted().toList()) {
                if (!Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
                    entries.addAll(since(Files.readAllLines(file), since));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("read the journals in " + folder, e);
        }
        return entries;
    }

    private static List<JsonNode> since(List<String> lines, Instant since) {
        List<JsonNode> entries = new ArrayList<>();
        for (int i = lines.size() - 1; i > 0; i--) {
            Optional<JsonNode> entry = entry(lines.get(i));
            if (entry.filter(it -> at(it).isBefore(since.minus(DISORDER))).isPresent()) {
                break;
            }
            entry.filter(it -> !at(it).isBefore(since)).ifPresent(entries::add);
        }
        return entries.reversed();
    }

    /// A line that is being written is not whole yet.
    private static Optional<JsonNode> entry(String line) {
        try {
            return Optional.ofNullable(Json.mapper().readTree(line))
                    .filter(entry -> entry.hasNonNull("event"));
        } catch (JsonProcessingException e) {
            System.getLogger(Journals.class.getName())
                    .log(System.Logger.Level.DEBUG, "a line that is not whole", e);
            return Optional.empty();
        }
    }

    /// By the time of their events.
    static Comparator<JsonNode> byTime() {
        return Comparator.comparing(Journals::at);
    }

    private static Instant at(JsonNode entry) {
        return Instant.parse(entry.path("event").path("at").asText());
    }
}
