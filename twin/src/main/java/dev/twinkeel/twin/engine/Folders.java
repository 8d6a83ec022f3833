package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.WholeFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// Whole folders: copied, deleted, protected.
final class Folders {
    private Folders() {}

    /// Deletes a folder with all in it; links are removed, not followed. Nothing there is fine.
    static void delete(Path folder) {
        try {
            WholeFolder.delete(folder);
        } catch (IOException failure) {
            throw failed("delete " + folder, folder, failure);
        }
    }

    /// Copies a folder into a new one, with permissions.
    static void copy(Path from, Path to) {
        try {
            Files.walkFileTree(from, new Copying(from, to));
        } catch (IOException failure) {
            throw failed("copy " + from + " to " + to, to, failure);
        }
    }

    /// Makes a folder that only its owner may enter.
    static void makePrivate(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException failure) {
            throw failed("make the folder " + folder, folder, failure);
        }
    }

    /// Says what failed, and how much room there is where that may be the reason.
    static EngineException failed(String doing, Path where, Throwable failure) {
        String reason = String.valueOf(failure.getMessage());
        if (reason.contains("No space left") || reason.contains("quota")) {
            return new EngineException(
                    "%s: the disk is full (%s left); make room there, or set TWINKEEL_CACHE to another disk"
                            .formatted(doing, room(where)),
                    failure);
        }
        return new EngineException(doing + ": " + failure, failure);
    }

    private static String room(Path where) {
        try {
            Path there = where;
            while (!Files.exists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            return Files.getFileStore(there).getUsableSpace() / 1_000_000 + " MB";
        } catch (IOException | UncheckedIOException _) {
            return "an unknown amount";
        }
    }

    private static final class Copying extends SimpleFileVisitor<Path> {
        private final Path from;
        private final Path to;

        Copying(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
            Path target = to.resolve(from.relativize(folder).toString());
            Files.createDirectory(target);
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(folder));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.copy(
                    file,
                    to.resolve(from.relativize(file).toString()),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
        }
    }
}
