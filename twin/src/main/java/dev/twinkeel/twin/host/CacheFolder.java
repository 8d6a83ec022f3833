package dev.twinkeel.twin.host;

import java.nio.file.Path;

/// Where things are kept that any twin of this user may use again: unpacked engines and
/// ahead-of-time caches.
final class CacheFolder {
    private CacheFolder() {}

    static Path path() {
        String chosen = System.getenv("TWINKEEL_CACHE");
        return chosen == null || chosen.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "twinkeel")
                : Path.of(chosen);
    }
}
