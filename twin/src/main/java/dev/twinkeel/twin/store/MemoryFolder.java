package dev.twinkeel.twin.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Folders in the machine's memory for data that an engine writes through to the disk at each
/// commit, which costs tens of milliseconds on many disks. What is there survives the death of
/// every process, and `down`; it does not survive the machine's.
///
/// It is also where secrets lie that must not reach the disk.
///
/// A folder of the twin's is a link to such a folder, so that it is gone with the state folder; the
/// memory is freed by the next start that finds its link gone.
public final class MemoryFolder {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "twinkeel-";
    private static final String OWNER = "owner";

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private MemoryFolder() {}

    /// Makes `link` a folder in memory, if the machine has such; otherwise a folder of the disk.
    /// Only its owner can enter it.
    public static void make(Path link) {
        try {
            Files.createDirectories(link.toAbsolutePath().getParent());
            if (!Files.isWritable(MEMORY)) {
                if (!Files.isDirectory(link)) {
                    Files.createDirectory(link, PRIVATE);
                }
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

    /// Deletes what [#make] made, and the link; nothing when it is not there.
    public static void free(Path link) {
        try {
            if (Files.isSymbolicLink(link)) {
                Path folder = Files.readSymbolicLink(link);
                Files.delete(link);
                if (MEMORY.equals(folder.getParent())) {
                    delete(folder);
                }
            } else {
                delete(link);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("free the folder in memory " + link, e);
        }
    }

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
