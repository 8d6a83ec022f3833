package dev.twinkeel.traffic;

import java.util.List;

/// Says whether a thing is healthy, at once: the checking is done elsewhere, before. Thread-safe.
public interface Health {
    boolean healthy();

    /// What has no check is always healthy.
    static Health always() {
        return () -> true;
    }

    /// Healthy when all are.
    static Health all(Health... parts) {
        List<Health> all = List.of(parts);
        return () -> all.stream().allMatch(Health::healthy);
    }
}
