package dev.twinkeel.drill;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Something about the outcome of a drill that can be false. A drill passes when all its claims
/// hold.
public sealed interface Claim {
    /// No request failed after the fault, and no silence was longer than half a second.
    record NoOutage() implements Claim {}

    /// Clients are served again within a time.
    ///
    /// @param within empty: the application's objective
    /// @param since the step from whose instant the time runs; the drill's fault is 1
    record Restored(Optional<Duration> within, int since) implements Claim {}

    /// No acknowledged write is lost that is older than this, none is there twice, and none is
    /// there that nobody sent.
    ///
    /// @param age zero: nothing at all is lost; empty: the application's objective
    record Loss(Optional<Duration> age) implements Claim {}

    /// Where writers were made.
    ///
    /// @param until only what was done before this step counts; 0: to the end of the drill
    record Writers(Where where, int until) implements Claim {}

    /// Whoever accepted the writes before the fault accepts none after another was promoted: over
    /// sessions that are open since before the fault, and over new ones.
    record OldWriterSilent(Reach reach) implements Claim {}

    /// The recovery engines, or the answer to a person's order, say this.
    ///
    /// @param words a part of a sentence
    record Said(String words) implements Claim {
        boolean in(String sentence) {
            return sentence.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
        }
    }

    /// Where a new writer is.
    enum Where {
        /// There is none: nobody was promoted, and no epoch began.
        NOWHERE,
        /// In the region that served before the fault, and nowhere else.
        SAME_REGION,
        /// In the end in the other region.
        OTHER_REGION
    }

    /// How much is tried.
    enum Reach {
        /// The database server that accepted the writes, at its own address, past every gate.
        DATABASE,
        /// Every way by which clients reach it in its region: the gates, the balancers and the
        /// pods.
        GATES,
        /// All of that, and the server itself.
        REGION
    }
}
