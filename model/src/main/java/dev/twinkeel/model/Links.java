package dev.twinkeel.model;

import java.time.Duration;

/// The paths between places in the twin.
///
/// @param replication by which tables and buckets are replicated later than the path allows
public record Links(Link region, Link zone, Duration replication) {
    public static final Duration DEFAULT_REPLICATION = Duration.ZERO;

    /// Mumbai to Singapore.
    public static final Link DEFAULT_REGION = new Link(Duration.ofMillis(60), Duration.ofMillis(2));

    /// Two zones of a region are some tens of kilometres apart.
    public static final Link DEFAULT_ZONE =
            new Link(Duration.ofNanos(500_000), Duration.ofNanos(50_000));

    /// One kind of path.
    ///
    /// @param rtt there and back
    /// @param jitter by which a round trip may be longer
    public record Link(Duration rtt, Duration jitter) {}
}
