package dev.twinkeel.twin.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A twin's secrets at rest: a file each, sealed as a key service does it.
///
/// - The **master key** lies elsewhere ([MasterKey]) and seals nothing but data keys.
/// - Each secret has a random **data key**, sealed under the master key, at the head of its file.
/// - The secret is sealed under its data key. Both are AES-256-GCM, with the secret's name bound to
///   them: a file that was changed, or put in another's place, is refused.
///
/// Thread-safe; who writes the same secret at the same time must agree outside.
final class Vault {
    /// The first byte of a file.
    private static final byte FORM = 1;

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

    private final Path folder;
    private final MasterKey master;
    private final SecureRandom random = new SecureRandom();

    Vault(Path folder, MasterKey master) {
        this.folder = folder;
        this.master = master;
    }

    boolean isEmpty() {
        return !Files.isDirectory(folder);
    }

    /// @throws TwinException when it cannot be opened with the master key of this user
    Optional<String> read(String name) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            ByteBuffer sealed = ByteBuffer.wrap(Files.readAllBytes(file));
            if (sealed.remaining() < 1 + WRAPPED_BYTES || sealed.get() != FORM) {
                throw new GeneralSecurityException("it is no sealed secret");
            }
            byte[] wrapped = new byte[WRAPPED_BYTES];
            sealed.get(wrapped);
            byte[] rest = new byte[sealed.remaining()];
            sealed.get(rest);
            byte[] key = open(master.read(), wrapped, name);
            try {
                return Optional.of(new String(open(key, rest, name), StandardCharsets.UTF_8));
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        } catch (GeneralSecurityException e) {
            throw new TwinException(
                    "open the secret %s with the key %s: they do not fit".formatted(file, master),
                    remedy());
        } catch (IOException e) {
            throw new UncheckedIOException("read the sealed secret " + file, e);
        }
    }

    /// Writes a secret, replacing it in one step.
    void write(String name, String text) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        try {
            byte[] wrapped = seal(isEmpty() ? master.readOrMake() : master.read(), key, name);
            byte[] rest = seal(key, text.getBytes(StandardCharsets.UTF_8), name);
            ByteBuffer sealed = ByteBuffer.allocate(1 + wrapped.length + rest.length);
            sealed.put(FORM).put(wrapped).put(rest);
            StateFolder.privately(folder.resolve(name), sealed.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("seal the secret " + name, e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /// What a person can do who has lost the key.
    static String remedy() {
        return "Put back the key that was there when the twin was made (or name its file in"
                + " TWINKEEL_KEY), or delete the state folder if its data is not needed.";
    }

    private byte[] seal(byte[] key, byte[] plain, String name) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, name).doFinal(plain);
        return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    }

    private static byte[] open(byte[] key, byte[] sealed, String name)
            throws GeneralSecurityException {
        if (sealed.length < NONCE_BYTES + TAG_BYTES) {
            throw new GeneralSecurityException("it is cut short");
        }
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        return cipher(Cipher.DECRYPT_MODE, key, nonce, name)
                .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, String name)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
