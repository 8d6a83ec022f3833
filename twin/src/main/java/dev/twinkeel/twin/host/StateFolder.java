package dev.twinkeel.twin.host;

import dev.twinkeel.twin.store.MemoryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// The one folder that holds everything of a twin: `.twinkeel/` beside the application's file.
public record StateFolder(Path root) {
    /// The layout of the folder. A folder of another format is never touched, except that secrets
    /// of [#PLAIN] are sealed.
    public static final int FORMAT = 2;

    /// The layout whose secrets lay on the disk as they are.
    static final int PLAIN = 1;

    /// Pods of one service start together, and ask for the same files.
    private static final Object WRITING = new Object();

    /// 24 random bytes: more than anybody can guess.
    private static final int SECRET_BYTES = 24;

    public StateFolder {
        root = root.toAbsolutePath().normalize();
    }

    /// What the host says about itself while it is up.
    public Path twin() {
        return root.resolve("twin.json");
    }

    /// Held by the host for as long as it lives.
    public Path lock() {
        return root.resolve("lock");
    }

    /// Number of the format, written when the folder is made.
    public Path format() {
        return root.resolve("format");
    }

    /// The secrets as the twin's processes read them, while it runs: in the machine's memory where
    /// it has `/dev/shm`, and gone with the host.
    public Path secrets() {
        return root.resolve("secrets");
    }

    /// The same secrets at rest.
    Path sealed() {
        return root.resolve("sealed");
    }

    Vault vault() {
        return new Vault(sealed(), MasterKey.ofUser());
    }

    public Path data(String name) {
        return root.resolve("data").resolve(name);
    }

    /// The certificate of the twin's authority, in PEM: what clients trust who come by TLS.
    public Path authority() {
        return root.resolve("authority.pem");
    }

    public Path aside() {
        return root.resolve("aside");
    }

    public Path journals(String place) {
        return root.resolve("journals").resolve(place);
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /// Where every connection through a link, a gate or an internal balancer is noted.
    public Path flows() {
        return root.resolve("flows");
    }

    /// The flow log of one process.
    Path flows(String process) {
        return flows().resolve(process + ".log");
    }

    /// What the host says for people who look for a defect.
    public Path hostLog() {
        return logs().resolve("host.log");
    }

    /// Which processes were started, for whoever has to end them.
    Path processes() {
        return root.resolve("processes");
    }

    static FileChannel openLock(StateFolder state) throws IOException {
        return FileChannel.open(state.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /// What a process is told at its start.
    public Path run(String process) {
        return root.resolve("run").resolve(process + ".json");
    }

    /// The secret of that name, made on first use; readable by its owner alone. Whoever asks at the
    /// same time gets the same.
    ///
    /// @throws UncheckedIOException when the folder cannot be written
    public Path secret(String name) {
        synchronized (WRITING) {
            return kept(name).orElseGet(() -> keep(name, random()));
        }
    }

    /// The secret of that name, if there is one.
    Optional<Path> kept(String name) {
        Path file = secrets().resolve(name);
        synchronized (WRITING) {
            return Files.exists(file)
                    ? Optional.of(file)
                    : vault().read(name).map(text -> privately(file, text));
        }
    }

    /// Keeps a secret, in the place of the one of that name: sealed first.
    Path keep(String name, String text) {
        synchronized (WRITING) {
            vault().write(name, text);
            return privately(secrets().resolve(name), text);
        }
    }

    /// A new secret, of letters, digits, `-` and `_`.
    static String random() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Writes a file that only its owner can read.
    public static Path privately(Path file, String text) {
        return privately(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static Path privately(Path file, byte[] content) {
        try {
            synchronized (WRITING) {
                makeFolder(file.toAbsolutePath().resolveSibling(""));
                Durable.replace(file, content, "rw-------");
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("write the secret " + file, e);
        }
    }

    /// A folder that only its owner can enter, if it is not there.
    private static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        mend(folder);
        Files.createDirectories(folder.resolveSibling(""));
        try {
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            // Either somebody else has just made it, or it is no folder.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /// The folder or one above it may be a link to memory that was freed: it is made again.
    private static void mend(Path folder) {
        for (Path each = folder; each != null; each = each.getParent()) {
            if (Files.isSymbolicLink(each) && !Files.exists(each)) {
                MemoryFolder.make(each);
            }
        }
    }
}
