package dev.twinkeel.twin.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Reads the ends of logs.
final class Logs {
    private static final int TAIL_BYTES = 8192;

    private Logs() {}

    /// The last lines of a log, in one line; empty when it cannot be read.
    static String end(Path log, int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(file.length(), TAIL_BYTES)];
            file.seek(file.length() - tail.length);
            file.readFully(tail);
            List<String> all = new String(tail, StandardCharsets.UTF_8).strip().lines().toList();
            return String.join(" | ", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "";
        }
    }
}
