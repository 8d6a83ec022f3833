package dev.twinkeel.stores.replication;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/// What an item was, in 16 bytes. Two different items have different ones.
record Digest(long high, long low) {
    /// Of no item: it was deleted, or never was.
    static final Digest NONE = new Digest(0, 0);

    static Digest of(byte @Nullable [] item) {
        if (item == null) {
            return NONE;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(item));
            return new Digest(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
