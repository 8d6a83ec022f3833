package dev.twinkeel.twin.host;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something to break, or to mend.
///
/// @param target a region, a zone, a process as `status` names it, a database (its primary), or two
///   places as `mumbai..singapore` (the link between them)
/// @param direction of a cut: `both`, `in` (nothing reaches the target) or `out`
/// @param delay added to each way of the link; with [Kind#SLOW]; or to each flush, with
///   [Kind#SLOW_DISK]
public record Fault(Kind kind, String target, String direction, Optional<Duration> delay) {
    /// What to do.
    public enum Kind {
        /// SIGKILL to every process of the target.
        KILL,
        /// SIGSTOP to every process of the target.
        FREEZE,
        /// The bytes between the target and everything else stop.
        CUT,
        /// The bytes between the target and everything else take longer.
        SLOW,
        /// What a database member writes to its disk arrives late; see [Disks].
        SLOW_DISK,
        /// A database member can write nothing more to its disk; see [Disks].
        FILL_DISK,
        /// Undoes the others: thaws, reconnects, and starts what was killed.
        HEAL
    }

    public static Fault of(Kind kind, String target) {
        return new Fault(kind, target, "both", Optional.empty());
    }

    /// What it did.
    ///
    /// @param at just before it was done, on the host's clock
    /// @param touched the processes or links that it found; never empty
    public record Done(Instant at, List<String> touched) {}
}
