package dev.twinkeel.twin.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Folders in the machine's memory for data that an engine writes through to the disk at each
/// commit, which costs tens of milliseconds on many disks. What is there survives the death of
/// every process, and `down`; it does not survive the machine's.
///
/// A folder of the twin's is a link to such a folder, so that it is gone with the state folder; the
/// memory is freed by the next start that finds its link gone.
final class MemoryFolder {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "twinkeel-";
    private static final String OWNER = "owner";

    private MemoryFolder() {}

    /// Makes `link` a folder in memory, if the machine has such; otherwise a folder of the disk.
    static void make(Path link) {
        try {
            Files.createDirectories(link.toAbsolutePath().getParent());
            if (!Files.isWritable(MEMORY)) {
                Files.createDirectories(link);
                return;
            }
            sweep();
            Path folder =
                    MEMORY.resolve(
                            PREFIX
                                    + Integer.toHexString(
                                            link.toAbsolutePath().toString().hashCode()));
            if (Files.isSymbolicLink(link) && !Files.exists(link)) {
                Files.delete(link);
            }
            if (!Files.exists(link)) {
                delete(folder);
                Files.createDirectory(folder, PRIVATE);
                Files.writeString(folder.resolve(OWNER), link.toAbsolutePath().toString());
                Files.createSymbolicLink(link, folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("make the folder in memory " + link, e);
        }
    }

    private static final java.nio.file.attribute.FileAttribute<?> PRIVATE =
            java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                    java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));

    /// Frees the memory of twins whose state folder is gone.
    private static void sweep() throws IOException {
        List<Path> folders;
        try (Stream<Path> files = Files.list(MEMORY)) {
            folders =
                    files.filter(it -> it.getFileName().toString().startsWith(PREFIX))
                            .filter(it -> Files.isReadable(it.resolve(OWNER)))
                            .toList();
        }
        for (Path folder : folders) {
            Path link = Path.of(Files.readString(folder.resolve(OWNER)).strip());
            if (!Files.isSymbolicLink(link)) {
                delete(folder);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
