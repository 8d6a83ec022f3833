package dev.twinkeel.twin.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a person can do about a failure of the machine.
final class Remedy {
    private static final int MEGABYTE = 1_000_000;

    /// How systems say that there is no room; the last is a limit on the size of files.
    private static final List<String> NO_ROOM =
            List.of("No space left", "uota exceeded", "File too large");

    private static final List<String> NOT_ALLOWED = List.of("Permission denied", "Read-only file");

    /// The class of a Java exception says nothing to a person whose disk is full.
    private static final Pattern CLASS = Pattern.compile("\\bjava\\.[a-z.]+\\.\\w+Exception: ");

    private Remedy() {}

    /// @param where the folder that is written to
    static Optional<String> of(Throwable failure, Path where) {
        for (Throwable it = failure; it != null; it = it.getCause()) {
            String words = String.valueOf(it.getMessage());
            if (NO_ROOM.stream().anyMatch(words::contains)) {
                return Optional.of(
                        "Make room where %s lies (%s free; no file may be larger than `ulimit -f` says), then run the command again."
                                .formatted(where, room(where)));
            }
            if (it instanceof AccessDeniedException
                    || NOT_ALLOWED.stream().anyMatch(words::contains)) {
                return Optional.of(
                        "Make %s writable for %s, then run the command again."
                                .formatted(where, System.getProperty("user.name")));
            }
            if (it instanceof FileAlreadyExistsException
                    || it instanceof NotDirectoryException
                    || words.contains("Not a directory")) {
                return Optional.of(
                        "Move away the file that stands where the folder %s must be."
                                .formatted(where));
            }
        }
        return Optional.empty();
    }

    /// A failure in one line, with the cause that a person needs.
    static String reason(Throwable failure) {
        String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        Throwable cause = failure.getCause();
        if (cause != null && cause.getMessage() != null && !why.contains(cause.getMessage())) {
            why = why + ": " + cause.getMessage();
        }
        return CLASS.matcher(why).replaceAll("");
    }

    private static String room(Path where) {
        try {
            Path there = where.toAbsolutePath();
            while (!Files.exists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            return Files.getFileStore(there).getUsableSpace() / MEGABYTE + " MB";
        } catch (IOException _) {
            return "an unknown amount";
        }
    }
}
