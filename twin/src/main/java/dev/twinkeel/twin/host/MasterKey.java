package dev.twinkeel.twin.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The key under which the secrets of all twins of a user are sealed: 32 bytes in a file that only
/// its owner can read, made on first use.
///
/// It lies in the user's home and not in a state folder, because a state folder is what is copied,
/// packed and sent. One a user and not one a twin, because keys of twins that are gone would pile
/// up, and whoever can read one could read them all.
record MasterKey(Path file) {
    private static final int BYTES = 32;

    /// Where `TWINKEEL_KEY` says, or in the user's home.
    static MasterKey ofUser() {
        return of(
                Objects.requireNonNullElse(System.getenv("TWINKEEL_KEY"), ""),
                Objects.requireNonNullElse(System.getenv("HOME"), ""),
                System.getProperty("user.home", ""));
    }

    /// A path that is not absolute would be another file in each folder, and another key.
    ///
    /// @param chosen empty when nothing is
    /// @param home as the user's shell says
    /// @param known the user's home as the system knows it
    static MasterKey of(String chosen, String home, String known) {
        if (!chosen.isBlank()) {
            if (!Path.of(chosen).isAbsolute()) {
                throw new TwinException(
                        "find the key of the secrets: TWINKEEL_KEY is not an absolute path: "
                                + chosen,
                        "Name it from the root: TWINKEEL_KEY=" + Path.of(chosen).toAbsolutePath());
            }
            return new MasterKey(Path.of(chosen));
        }
        List<Path> keys =
                Stream.of(home, known)
                        .map(Path::of)
                        .filter(Path::isAbsolute)
                        .map(it -> it.resolve(Path.of(".local", "share", "twinkeel", "key")))
                        .toList();
        if (keys.isEmpty()) {
            throw new TwinException(
                    "find the key of the secrets: this user has no home: HOME is '%s', the system says '%s'"
                            .formatted(home, known),
                    "Set HOME, or name a file of your own in TWINKEEL_KEY.");
        }
        return new MasterKey(
                keys.stream().filter(Files::exists).findFirst().orElse(keys.getFirst()));
    }

    /// @throws TwinException when there is none
    byte[] read() {
        try {
            if (!Files.exists(file)) {
                throw new TwinException(
                        "open the twin's secrets: the key that sealed them is not there: " + file,
                        Vault.remedy());
            }
            mustBePrivate();
            byte[] key = Files.readAllBytes(file);
            if (key.length != BYTES) {
                throw new TwinException(
                        "open the twin's secrets: %s is no key: it has %d bytes, not %d"
                                .formatted(file, key.length, BYTES),
                        Vault.remedy());
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException("read the key of the secrets " + file, e);
        }
    }

    /// A key that others may read opens the secrets of every twin to them; one that another user
    /// owns can be exchanged by that user.
    private void mustBePrivate() throws IOException {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        if (!mode.endsWith("------")) {
            throw new TwinException(
                    "open the twin's secrets: others may read their key %s (%s)"
                            .formatted(file, mode),
                    "Run `chmod 600 %s`. If others may have read it, delete the twins and it."
                            .formatted(file));
        }
        Path self = Path.of("/proc/self");
        if (Files.exists(self)
                && !Files.getAttribute(self, "unix:uid")
                        .equals(Files.getAttribute(file, "unix:uid"))) {
            throw new TwinException(
                    "open the twin's secrets: their key %s belongs to another user, %s"
                            .formatted(file, Files.getOwner(file).getName()),
                    "Run twinkeel as that user; or, if the key is yours, `chown` it to you and `chmod 600` it.");
        }
    }

    /// The same key for everybody who asks, also at the same time.
    byte[] readOrMake() {
        if (!Files.exists(file)) {
            make();
        }
        return read();
    }

    private void make() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Path folder = file.toAbsolutePath().resolveSibling("");
            Files.createDirectories(folder);
            Path beside =
                    Files.createTempFile(
                            folder,
                            "key",
                            ".new",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            try {
                Durable.write(beside, key);
                // Whole or not at all, and never over one that is there: a link does not replace.
                Files.createLink(file, beside);
                Durable.forceFolder(folder);
            } catch (FileAlreadyExistsException _) {
                // Another twin of this user was started at the same time: its key is the key.
            } finally {
                Files.delete(beside);
            }
        } catch (IOException e) {
            throw new TwinException(
                    "make the key of the secrets, %s: %s".formatted(file, e.getMessage()),
                    "Name a file that you may write in the environment variable TWINKEEL_KEY.");
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
