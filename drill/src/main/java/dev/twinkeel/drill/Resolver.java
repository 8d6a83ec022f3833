package dev.twinkeel.drill;

import java.time.Duration;
import java.util.Optional;

/// How long a client trusts an answer of DNS.
enum Resolver {
    /// For the record's TTL, as a browser behind a caching resolver does.
    BROWSER(Optional.empty(), false),
    /// For 30 seconds whatever the record says (`networkaddress.cache.ttl`, the JDK's default).
    JVM(Optional.of(Duration.ofSeconds(30)), false),
    /// For the record's TTL, but it asks again as soon as no address can be connected to, and no
    /// cache stands between.
    EAGER(Optional.empty(), true);

    private final Optional<Duration> fixed;
    private final boolean asksAgainOnFailure;

    Resolver(Optional<Duration> fixed, boolean asksAgainOnFailure) {
        this.fixed = fixed;
        this.asksAgainOnFailure = asksAgainOnFailure;
    }

    long trustNanos(long ttlSeconds) {
        return fixed.orElseGet(() -> Duration.ofSeconds(Math.max(0, ttlSeconds))).toNanos();
    }

    boolean asksAgainOnFailure() {
        return asksAgainOnFailure;
    }
}
