package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The output of processes, in files that do not grow for ever: a new one a start, and the one
/// before kept beside it.
final class Logs {
    /// A standby that looks for its lost primary a hundred times a second writes that in minutes.
    private static final long MAX_BYTES = 16_000_000;

    private Logs() {}

    /// Keeps what is there as `<log>.1`.
    static void begin(Path log) throws IOException {
        Files.createDirectories(log.getParent());
        if (Files.exists(log)) {
            Files.move(log, former(log), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// Moves what is there to `<log>.1` when it is too much, under the writer, which appends.
    static void bound(Path log) {
        try {
            if (Files.size(log) > MAX_BYTES) {
                Files.copy(log, former(log), StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                    file.truncate(0);
                }
            }
        } catch (IOException _) {
            // Not there, or the disk is full: looked at again soon.
        }
    }

    private static Path former(Path log) {
        return log.resolveSibling(log.getFileName() + ".1");
    }
}
