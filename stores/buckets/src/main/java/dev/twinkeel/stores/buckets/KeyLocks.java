package dev.twinkeel.stores.buckets;

import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// A lock a key: whoever makes another version what the key is holds it, while files are moved and
/// not while content is on its way. Some keys share one.
final class KeyLocks {
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(256).toArray(ReentrantLock[]::new);

    ReentrantLock of(String bucket, String key) {
        return locks[Math.floorMod((bucket + "/" + key).hashCode(), locks.length)];
    }
}
