package dev.twinkeel.model;

import java.time.Duration;

/// How the outside finds the serving region.
///
/// @param ttl how long resolvers may keep an answer
/// @param accelerator whether there is also a fixed address that moves without DNS
public record Routing(Policy policy, Duration ttl, Health health, boolean accelerator) {

    public enum Policy {
        FAILOVER
    }

    /// One region serves, the other takes over: the only policy with one writer.
    public static final Policy DEFAULT_POLICY = Policy.FAILOVER;

    /// Short enough that clients follow soon; shorter, resolvers begin to ignore it.
    public static final Duration DEFAULT_TTL = Duration.ofSeconds(10);

    /// Clients that cache DNS for ever still follow.
    public static final boolean DEFAULT_ACCELERATOR = true;

    /// The check of a region's front door.
    ///
    /// @param every between two checks
    /// @param failures in a row, after which the region is unhealthy
    public record Health(String path, Duration every, int failures) {
        /// What a balancer answers by itself while it has a pod to send to.
        public static final String DEFAULT_PATH = "/health";

        /// Seen within seconds, and no load to speak of.
        public static final Duration DEFAULT_EVERY = Duration.ofSeconds(1);

        /// One lost packet must not move a region; three in a row are no accident.
        public static final int DEFAULT_FAILURES = 3;

        /// How long until a dead region is called unhealthy, at worst.
        public Duration detection() {
            return every.multipliedBy(failures);
        }
    }
}
