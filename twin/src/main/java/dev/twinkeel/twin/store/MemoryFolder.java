package dev.twinkeel.twin.store;

import dev.twinkeel.twin.WholeFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Folders in the machine's memory for data that an engine writes through to the disk at each
/// commit, which costs tens of milliseconds on many disks. What is there survives the death of
/// every process, and `down`; it does not survive the machine's.
///
/// It is also where secrets lie that must not reach the disk.
///
/// A folder of the twin's is a link to such a folder, so that it is gone with the state folder; the
/// memory is freed by the next start that finds its link gone. The folder says which link is its
/// owner: a copy of a state folder has a copy of the link, and is given a folder of its own.
public final class MemoryFolder {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "twinkeel-";

    /// No secret and no engine's file has a name with a dot in front.
    private static final String OWNER = ".owner";

    /// As an older version called it.
    private static final String FORMER_OWNER = "owner";

    /// One without an owner may be in the making by a version that takes no lock.
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<?> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private MemoryFolder() {}

    /// What is done to the folders of a user, by one process at a time.
    private interface Work {
        void run() throws IOException;
    }

    /// Makes `link` a folder in memory, if the machine has such; otherwise a folder of the disk.
    /// Only its owner can enter it.
    public static void make(Path link) {
        try {
            Files.createDirectories(link.toAbsolutePath().getParent());
            if (Files.isWritable(MEMORY)) {
                alone(() -> link(link));
            } else if (!Files.isDirectory(link)) {
                Files.deleteIfExists(link);
                Files.createDirectory(link, PRIVATE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("make the folder in memory " + link, e);
        }
    }

    private static void link(Path link) throws IOException {
        sweep();
        if (Files.isDirectory(link) && !(inMemory(link) && !owns(link, target(link)))) {
            return;
        }
        Files.deleteIfExists(link);
        Path folder = vacant(link);
        Files.createDirectory(folder, PRIVATE);
        Files.writeString(folder.resolve(OWNER), link.toAbsolutePath().toString());
        Files.createSymbolicLink(link, folder);
    }

    /// A name that no folder has. What its own link left under it is deleted.
    private static Path vacant(Path link) throws IOException {
        String name = PREFIX + Integer.toHexString(link.toAbsolutePath().toString().hashCode());
        Path folder = MEMORY.resolve(name);
        for (int i = 1; Files.exists(folder, LinkOption.NOFOLLOW_LINKS); i++) {
            if (own(folder) && owns(link, folder)) {
                WholeFolder.delete(folder);
            } else {
                folder = MEMORY.resolve(name + "-" + i);
            }
        }
        return folder;
    }

    /// Deletes what [#make] made, and the link; nothing when it is not there. Of a link that was
    /// copied, only the copy.
    public static void free(Path link) {
        try {
            if (inMemory(link)) {
                alone(
                        () -> {
                            if (inMemory(link) && owns(link, target(link))) {
                                WholeFolder.delete(target(link));
                            }
                            Files.deleteIfExists(link);
                        });
            } else if (Files.isSymbolicLink(link)) {
                Files.delete(link);
            } else if (Files.isDirectory(link)) {
                WholeFolder.delete(link);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("free the folder in memory " + link, e);
        }
    }

    private static boolean inMemory(Path link) throws IOException {
        return Files.isSymbolicLink(link)
                && MEMORY.equals(target(link).getParent())
                && target(link).getFileName().toString().startsWith(PREFIX);
    }

    private static Path target(Path link) throws IOException {
        return Files.readSymbolicLink(link);
    }

    private static boolean owns(Path link, Path folder) {
        return owner(folder).filter(link.toAbsolutePath()::equals).isPresent();
    }

    /// The link to a folder, as that says.
    private static Optional<Path> owner(Path folder) {
        for (String name : List.of(OWNER, FORMER_OWNER)) {
            try {
                String owner = Files.readString(folder.resolve(name)).strip();
                if (owner.startsWith("/")) {
                    return Optional.of(Path.of(owner));
                }
            } catch (IOException _) {
                // It has none, or is somebody else's.
            }
        }
        return Optional.empty();
    }

    /// Frees the memory of twins whose state folder is gone.
    private static void sweep() throws IOException {
        List<Path> folders;
        try (Stream<Path> files = Files.list(MEMORY)) {
            folders = files.filter(it -> it.getFileName().toString().startsWith(PREFIX)).toList();
        }
        for (Path folder : folders) {
            if (own(folder) && forsaken(folder)) {
                WholeFolder.delete(folder);
            }
        }
    }

    private static boolean forsaken(Path folder) throws IOException {
        Optional<Path> owner = owner(folder);
        if (owner.isPresent()) {
            return !Files.isSymbolicLink(owner.get());
        }
        try {
            Instant made = Files.getLastModifiedTime(folder).toInstant();
            return made.isBefore(Instant.now().minus(YOUNG));
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private static boolean own(Path folder) throws IOException {
        try {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && user().equals(Files.getAttribute(folder, "unix:uid"));
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private static Object user() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /// A file's lock is the process's: within it, threads take turns.
    private static synchronized void alone(Work work) throws IOException {
        Path file = MEMORY.resolve(PREFIX + user() + ".lock");
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                Set.of(
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE,
                                        LinkOption.NOFOLLOW_LINKS),
                                OWN);
                FileLock _ = channel.lock()) {
            work.run();
        }
    }
}
