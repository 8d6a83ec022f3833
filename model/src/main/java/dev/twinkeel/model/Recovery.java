package dev.twinkeel.model;

import java.time.Duration;

/// How a lost region is given up.
///
/// @param lease how long the holder may accept writes after its last renewal
public record Recovery(Duration lease, Approval approval) {

    public enum Approval {
        AUTOMATIC,
        PERSON
    }

    /// Longer than a stop of a busy process, short enough to recover within seconds.
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(3);

    /// A drill on every pull request has nobody to ask.
    public static final Approval DEFAULT_APPROVAL = Approval.AUTOMATIC;

    /// Beyond the missed probes that each vantage point needs already.
    public static final Duration EVIDENCE = Duration.ofMillis(300);

    /// How long a promoted member waits for a second copy before it goes on alone. Cloning two
    /// standbys takes about a second here; waiting much longer costs users more than it protects.
    public static final Duration REDUNDANCY_WAIT = Duration.ofSeconds(5);

    /// Clocks of two machines may run at different speeds: a tenth is far beyond any real one.
    private static final int GUARD_DIVISOR = 10;

    /// A process may be held up for this long between reading its clock and acting.
    private static final Duration LEAST_GUARD = Duration.ofMillis(200);

    /// How much longer than the lease anyone else waits.
    public Duration guard() {
        Duration part = lease.dividedBy(GUARD_DIVISOR);
        return part.compareTo(LEAST_GUARD) > 0 ? part : LEAST_GUARD;
    }
}
