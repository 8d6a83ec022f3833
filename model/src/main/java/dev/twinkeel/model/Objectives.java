package dev.twinkeel.model;

import java.time.Duration;

/// What the application must survive, and at what price. A drill's verdict is against these.
public record Objectives(Objective zone, Objective region, Latency latency) {

    /// From the fault to service restored as a client sees it (`rto`), and the greatest age of an
    /// acknowledged write that may be lost (`rpo`; zero: none may be).
    public record Objective(Duration rto, Duration rpo) {}

    /// How long requests take.
    ///
    /// @param p99 what 99 of 100 requests stay under when nothing is wrong
    public record Latency(Duration p99) {}

    /// A zone's loss is automatic and inside a region: well under a minute is what users forgive.
    public static final Duration DEFAULT_ZONE_RTO = Duration.ofSeconds(30);

    /// Commits wait for a second zone, so losing one loses nothing.
    public static final Duration DEFAULT_ZONE_RPO = Duration.ZERO;

    /// A region's loss is judged by three vantage points and waits for caches of DNS.
    public static final Duration DEFAULT_REGION_RTO = Duration.ofMinutes(15);

    /// Replication to the second region is asynchronous.
    public static final Duration DEFAULT_REGION_RPO = Duration.ofMinutes(5);

    /// Half a second is where a page starts to feel slow.
    public static final Duration DEFAULT_P99 = Duration.ofMillis(500);
}
