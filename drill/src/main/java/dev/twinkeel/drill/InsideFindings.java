package dev.twinkeel.drill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of trying to write inside the region that was cut off.
///
/// @param region that was cut
/// @param acceptedBefore writes that the same probes got through before the fault, which shows that
///   they work
/// @param tried after the promotion: new requests at the region's doors, and commits of sessions
///   that were open since before the fault
/// @param accepted of those
/// @param refused of those, with a definite no
/// @param unanswered of those
/// @param lastAcceptedMillis after the fault; null when none was accepted after it
/// @param forMillis how long it was tried after the promotion
/// @param alive what showed that the region's processes were alive meanwhile
public record InsideFindings(
        String region,
        long acceptedBefore,
        long tried,
        long accepted,
        long refused,
        long unanswered,
        @Nullable Long lastAcceptedMillis,
        long forMillis,
        List<Proof> alive) {
    public InsideFindings {
        alive = List.copyOf(alive);
    }

    /// A single server may have died of its fence; what it was asked to do it then cannot do.
    boolean shownAlive() {
        return alive.stream().allMatch(Proof::holds);
    }
}
