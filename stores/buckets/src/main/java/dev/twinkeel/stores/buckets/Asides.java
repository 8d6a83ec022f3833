package dev.twinkeel.stores.buckets;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which keys may have older versions or markers: those of the others need not be looked for among
/// all. Thread-safe.
final class Asides {
    /// As many bits of their names tell keys apart; two that are taken for one are looked for.
    private static final int DIGITS = 15;

    private final Set<Long> keys = ConcurrentHashMap.newKeySet();
    private volatile boolean complete;

    /// @param prefix of the names of the key's files
    void add(String bucket, String prefix) {
        keys.add(of(bucket, prefix));
    }

    /// All that are on the disk were added.
    void complete() {
        complete = true;
    }

    boolean has(String bucket, String prefix) {
        return !complete || keys.contains(of(bucket, prefix));
    }

    private static long of(String bucket, String prefix) {
        return Long.parseLong(prefix.substring(0, DIGITS), 16) ^ bucket.hashCode();
    }
}
