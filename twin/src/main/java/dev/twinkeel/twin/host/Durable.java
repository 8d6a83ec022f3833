package dev.twinkeel.twin.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that are whole, old or new, also after the machine has lost its power.
final class Durable {
    private Durable() {}

    /// Replaces a file in one step, and returns when the disk has it.
    ///
    /// @param mode as `rw-------`
    static void replace(Path file, byte[] content, String mode) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        Files.createFile(
                beside,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        write(beside, content);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(file.toAbsolutePath().resolveSibling(""));
    }

    /// Fills a file that is there.
    static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    /// The names in a folder.
    static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
