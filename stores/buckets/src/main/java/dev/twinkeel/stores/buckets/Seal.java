package dev.twinkeel.stores.buckets;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import com.google.crypto.tink.util.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/// Envelope encryption of the objects at rest, as a key service does it.
///
/// - The **master key** is a generated secret of the twin, in a file that only its owner can read.
///   It encrypts nothing but the keyset.
/// - The **keyset** lies beside the data, encrypted under the master key (AES-256-GCM, with the
///   folder's name bound to it). Another master key needs only this file to be written again.
/// - Each file has a **key of its own**, derived from the keyset with a random salt (HKDF), and is
///   sealed in segments of 4 KiB (AES-256-GCM): a changed, shortened or reordered segment is found,
///   and a range can be read without the rest. The scheme is Tink's `AES256_GCM_HKDF_4KB`.
final class Seal {
    private static final int SEGMENT = 4096;

    /// Length, salt and the prefix of nonces, once at the start.
    private static final int HEADER = 40;

    private static final int TAG = 16;

    private static final byte[] NOTHING_BOUND = new byte[0];

    private final StreamingAead cipher;

    private Seal(StreamingAead cipher) {
        this.cipher = cipher;
    }

    /// Opens the keyset in a folder, or makes it.
    ///
    /// @throws IllegalStateException when the master key is not the one that sealed it
    static Seal open(Path masterKey, Path keyset) throws IOException {
        try {
            AeadConfig.register();
            StreamingAeadConfig.register();
            Aead master = master(Files.readString(masterKey).strip());
            byte[] bound = keyset.getFileName().toString().getBytes(StandardCharsets.UTF_8);
            KeysetHandle keys =
                    Files.exists(keyset)
                            ? TinkProtoKeysetFormat.parseEncryptedKeyset(
                                    Files.readAllBytes(keyset), master, bound)
                            : make(keyset, master, bound);
            return new Seal(keys.getPrimitive(RegistryConfiguration.get(), StreamingAead.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "open the keys of the objects in %s with the master key %s: they do not fit; put back the master key that made them, or delete both folders"
                            .formatted(keyset, masterKey),
                    e);
        }
    }

    private static KeysetHandle make(Path keyset, Aead master, byte[] bound)
            throws GeneralSecurityException, IOException {
        KeysetHandle made =
                KeysetHandle.generateNew(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_4KB);
        Files.createDirectories(keyset.getParent());
        Path beside = keyset.resolveSibling(keyset.getFileName() + ".new");
        Files.deleteIfExists(beside);
        Files.createFile(
                beside,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(beside, TinkProtoKeysetFormat.serializeEncryptedKeyset(made, master, bound));
        Files.move(beside, keyset);
        return made;
    }

    @AccessesPartialKey
    private static Aead master(String secret) throws GeneralSecurityException {
        byte[] key =
                MessageDigest.getInstance("SHA-256")
                        .digest(secret.getBytes(StandardCharsets.UTF_8));
        AesGcmParameters parameters =
                AesGcmParameters.builder()
                        .setKeySizeBytes(key.length)
                        .setIvSizeBytes(12)
                        .setTagSizeBytes(TAG)
                        .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                        .build();
        AesGcmKey aes =
                AesGcmKey.builder()
                        .setParameters(parameters)
                        .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                        .build();
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(aes).withRandomId().makePrimary())
                .build()
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    StreamingAead cipher() {
        return cipher;
    }

    byte[] bound() {
        return NOTHING_BOUND;
    }

    /// How many bytes are in a file of so many sealed ones. An empty file is empty.
    static long plain(long sealed) {
        if (sealed == 0) {
            return 0;
        }
        long segments = (sealed + SEGMENT - 1) / SEGMENT;
        return sealed - HEADER - segments * TAG;
    }
}
