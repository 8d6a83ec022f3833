package dev.twinkeel.storefront;

import java.time.Duration;
import java.util.Optional;

/// A place for what was read, which may be lost at any time. It never fails: what is away is a
/// miss, and what cannot be kept is not kept. Thread-safe.
interface Cache extends Part {
    /// What is kept under the key; empty when nothing is, or when the cache does not answer at
    /// once.
    Optional<byte[]> get(String key);

    /// Keeps a value for a while. Returns at once.
    void put(String key, byte[] value, Duration keep);
}
