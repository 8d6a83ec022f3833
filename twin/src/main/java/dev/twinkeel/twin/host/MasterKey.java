package dev.twinkeel.twin.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

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
        String chosen = System.getenv("TWINKEEL_KEY");
        return new MasterKey(
                chosen == null || chosen.isBlank()
                        ? Path.of(
                                System.getProperty("user.home"),
                                ".local",
                                "share",
                                "twinkeel",
                                "key")
                        : Path.of(chosen).toAbsolutePath());
    }

    /// @throws TwinException when there is none
    byte[] read() {
        try {
            if (!Files.exists(file)) {
                throw new TwinException(
                        "open the twin's secrets: the key that sealed them is not there: " + file,
                        Vault.remedy());
            }
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
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path beside =
                    Files.createTempFile(
                            folder,
                            "key",
                            ".new",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(beside, key);
                // Whole or not at all, and never over one that is there: a link does not replace.
                Files.createLink(file, beside);
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
