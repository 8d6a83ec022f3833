package dev.twinkeel.storefront;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/// Who we are at a database, read again for each connection.
///
/// User and password come from one file where there is one (in the form of libpq's service file): a
/// rotation replaces it in one step, and what it said before is good until the next rotation, so
/// nothing that was read is ever refused. Thread-safe.
final class Login {
    private static final long LOOK_NANOS = 500_000_000L;

    private final Environment.Target target;
    private long lookedNanos = System.nanoTime();
    private FileTime seen;

    record Words(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    Login(Environment.Target target) {
        this.target = target;
        this.seen = written();
    }

    Words read() {
        try {
            if (target.loginFile().isEmpty()) {
                return new Words(target.user(), Files.readString(target.passwordFile()).strip());
            }
            List<String> lines = Files.readAllLines(target.loginFile().get());
            return new Words(value(lines, "user="), value(lines, "password="));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "read the password of %s for %s: check that the file %s exists and is readable"
                            .formatted(target.user(), target, file()),
                    unreadable);
        }
    }

    private static String value(List<String> lines, String key) throws IOException {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("it has no line that begins with " + key));
    }

    /// Whether it was rotated since the last look. Looks twice a second at most.
    synchronized boolean rotated() {
        long now = System.nanoTime();
        if (now - lookedNanos < LOOK_NANOS) {
            return false;
        }
        lookedNanos = now;
        FileTime last = written();
        boolean rotated = !last.equals(seen);
        seen = last;
        return rotated;
    }

    private FileTime written() {
        try {
            return Files.getLastModifiedTime(file());
        } catch (IOException _) {
            return FileTime.fromMillis(0);
        }
    }

    private Path file() {
        return target.loginFile().orElse(target.passwordFile());
    }
}
