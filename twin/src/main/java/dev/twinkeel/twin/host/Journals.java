package dev.twinkeel.twin.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
    private static final Duration DISORDER = Duration.ofSeconds(2);

    /// Some seconds of a busy engine's entries.
    private static final int TAIL_BYTES = 64 << 10;

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
                    entries.addAll(since(file, since));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("read the journals in " + folder, e);
        }
        return entries;
    }

    /// A longer and a longer end of the file, until it begins with something old enough.
    private static List<JsonNode> since(Path file, Instant since) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            for (long tail = TAIL_BYTES; ; tail *= 8) {
                long from = Math.max(0, size - tail);
                ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size - from));
                while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
                    // The rest comes with the next read.
                }
                List<JsonNode> entries = new ArrayList<>();
                String text = new String(bytes.array(), 0, bytes.position(), UTF_8);
                if (since(text.split("\n"), since, entries) || from == 0) {
                    return entries.reversed();
                }
            }
        }
    }

    /// Collects from the newest back. The first line is the file's head, or the end of a line.
    ///
    /// @return whether it came to an entry that is old enough
    private static boolean since(String[] lines, Instant since, List<JsonNode> entries) {
        for (int i = lines.length - 1; i > 0; i--) {
            Optional<JsonNode> entry = entry(lines[i]);
            if (entry.filter(it -> at(it).isBefore(since.minus(DISORDER))).isPresent()) {
                return true;
            }
            entry.filter(it -> !at(it).isBefore(since)).ifPresent(entries::add);
        }
        return false;
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
