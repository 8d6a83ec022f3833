package dev.twinkeel.recovery;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Something to do in the world. Every effect carries the epoch it belongs to, is idempotent, and
/// is answered by exactly one [Event.Replied] with this same record, at the latest after the
/// policy's patience (then unknown); the engine never has two effects for one member under way, but
/// for a fence. Adapters refuse an epoch older than the newest they have seen.
public sealed interface Effect {
    long epoch();

    /// Swap the lease. Done brings [Outcome.Swapped].
    record Swap(long epoch, Versioned expected, Lease next) implements Effect {}

    /// Write the first lease of a database that has none. Done brings [Outcome.Swapped].
    record Create(long epoch, Lease first) implements Effect {}

    /// Kill the member's process and prove that it is dead. Done is the proof.
    record Fence(long epoch, Member member) implements Effect {}

    /// Make a standby stop receiving from whoever feeds it and tell its final position. Brings
    /// [Outcome.At].
    record Ask(long epoch, Member member) implements Effect {}

    /// Make a standby the primary of a new timeline, its commits waiting for any one of
    /// `synchronous` (for nobody when empty) from the first. Done when it accepts writes; brings
    /// [Outcome.At], its position then, on the new timeline and with the epoch's mark in the log
    /// (see [Sight.Serving]). A member that is a primary already is not promoted again: it is made
    /// to wait for `synchronous`, a [Drain] is undone, and the mark is left if it is missing.
    ///
    /// @param atLeast what the member was chosen for: a standby that has less, because it was
    ///   cloned by a late order meanwhile, refuses
    record Promote(long epoch, Member member, Set<Member> synchronous, Optional<Position> atLeast)
            implements Effect {
        public Promote {
            synchronous = Members.of(synchronous);
        }

        /// Of a member that was not chosen for its position.
        public Promote(long epoch, Member member, Set<Member> synchronous) {
            this(epoch, member, synchronous, Optional.empty());
        }

        /// Whether a standby at this position may be promoted.
        public boolean allows(Position position) {
            return atLeast.isEmpty()
                    || (position.timeline() >= atLeast.get().timeline()
                            && position.lsn() >= atLeast.get().lsn());
        }
    }

    /// Make the primary's commits wait for any one of `synchronous`, or for nobody when empty; also
    /// undoes a [Drain]. Done when it is in force; brings [Outcome.At], the primary's position read
    /// after that: whoever of `synchronous` reaches it has every commit acknowledged before.
    record Synchronise(long epoch, Member primary, Set<Member> synchronous) implements Effect {
        public Synchronise {
            synchronous = Members.of(synchronous);
        }
    }

    /// Make a running standby stream from `upstream`.
    record Follow(long epoch, Member member, Member upstream) implements Effect {}

    /// Keep what the member has aside, clone it afresh from `upstream` and start it as a standby
    /// that streams from it. Done when it streams. A member that streams from `upstream` already is
    /// left alone.
    record Rebuild(long epoch, Member member, Member upstream) implements Effect {}

    /// Start a dead member from its own disk. Done when it answers; a member that runs is left
    /// alone.
    ///
    /// @param standby as a standby that follows nobody, whatever it was: it can be looked at and
    ///   promoted, and accepts nothing by itself; false: as what it was
    record Start(long epoch, Member member, boolean standby) implements Effect {}

    /// Stop the writes of a primary whose gates are closed: end its sessions and tell its final
    /// position, which can no longer grow, not even after the server was restarted. Brings
    /// [Outcome.At]. Undone by [Synchronise] and [Promote] on the same primary.
    record Drain(long epoch, Member member) implements Effect {}

    /// Bring the region's pods to the full number; done when they are healthy.
    record ScaleUp(long epoch, String region) implements Effect {}

    /// Bring a standby region's pods back to its standing share.
    record ScaleDown(long epoch, String region) implements Effect {}

    /// Send the users to a region, at DNS and accelerator together. Refused while another database
    /// of the application is still held elsewhere.
    record Reroute(long epoch, String region) implements Effect {}

    /// Send the users to a region before the lease goes there in a planned move: its gates lead to
    /// this region's writer, by what is granted here and for no longer. Done when they are sent;
    /// asked again and again, because it ends when nobody asks. Undone by [Reroute].
    record Lead(long epoch, String region) implements Effect {
        /// By then they have all gone.
        public static final Duration WITHIN = Duration.ofSeconds(14);
    }

    /// Prove from outside that the region serves: its front door answers and a canary row can be
    /// written through the gate.
    record Verify(long epoch, String region) implements Effect {}
}
