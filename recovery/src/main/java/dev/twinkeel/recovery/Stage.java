package dev.twinkeel.recovery;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where one engine stands with one database. Everything that a stage needs to go on is in it or in
/// [State]; nothing is kept by a driver.
public sealed interface Stage {
    /// Another region holds the lease, or nobody does yet: follow, watch, serve no writer.
    record Standing() implements Stage {}

    /// The holder's region is said to be lost, or a person ordered its failover: collect what a
    /// takeover needs.
    record Awaiting(Instant since) implements Stage {}

    /// The lease names this region, but this engine has not renewed it yet.
    record Claiming(Instant since) implements Stage {}

    /// The members that may have an acknowledged commit are asked for their final positions.
    ///
    /// @param fence whether the old primary is proven dead
    /// @param answers final positions by member, of this election only
    record Electing(Scope scope, Instant since, Fence fence, SortedMap<Member, Position> answers)
            implements Stage {
        public Electing {
            answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
        }

        Electing with(Fence proof) {
            return new Electing(scope, since, proof, answers);
        }

        Electing without(Member member) {
            var fewer = new TreeMap<Member, Position>((Map<Member, Position>) answers);
            fewer.remove(member);
            return new Electing(scope, since, fence, fewer);
        }

        Electing with(Member member, Position position) {
            var more = new TreeMap<Member, Position>((Map<Member, Position>) answers);
            more.put(member, position);
            return new Electing(scope, since, fence, more);
        }
    }

    /// The swap that gives the lease to another member is under way, or its outcome is being read
    /// again.
    record Swapping(Scope scope, Instant since, Versioned expected, Lease next) implements Stage {}

    /// The lease is ours under its epoch; its holder is being made the primary.
    record Promoting(Instant since) implements Stage {}

    /// The holder is a primary; a synchronous member must catch up before writes are let in.
    record Joining(Instant since) implements Stage {}

    /// Writes are let in; the users are being sent here.
    record Rerouting(Instant since) implements Stage {}

    /// The users are sent here; whether they are served is being proved from outside.
    record Verifying(Instant since) implements Stage {}

    /// Writes are let in to the holder: the normal stage of the region that has the lease.
    record Holding() implements Stage {}

    /// Writes are let in; the target of a planned move is brought up and catches up.
    ///
    /// @param scaled since when the pods of the target's region are at their full number
    record Preparing(Instant since, Member target, Optional<Instant> scaled) implements Stage {}

    /// Writes are let in; the users go to the target's region before the writer does. The gates
    /// over there lead back here.
    ///
    /// @param led empty until they are sent there
    record Leading(Instant since, Member target, Optional<Led> led) implements Stage {}

    /// The users are sent to another region, whose gates lead here.
    ///
    /// @param since when this was first confirmed
    /// @param last when it was last confirmed: the first time takes longer than many a lease
    record Led(Instant since, Instant last) {}

    /// No writes are let in; the holder's log is being brought to its end.
    record Draining(Instant since, Member target) implements Stage {}

    /// No writes are let in; the target is on its way to the log's end.
    record CatchingUp(Instant since, Member target, Position end) implements Stage {}

    /// The lease could not be renewed in time: nothing is granted, the own primary is fenced.
    record Lapsed(Instant since) implements Stage {}

    /// Nothing safe can be done, for a reason that the operator is told; judged again when what is
    /// missing is seen.
    ///
    /// @param lacking the member whose return lifts the block, if one would
    record Blocked(Instant since, Reason reason, String detail, Optional<Member> lacking)
            implements Stage {}

    /// How far a move of the lease reaches.
    enum Scope {
        /// To another member of the same region, because the primary is lost.
        ZONE,
        /// To this region from another one, which is lost.
        REGION,
        /// Planned, nothing lost.
        PLANNED
    }

    /// What is known of the old primary's end.
    enum Fence {
        ASKED,
        /// Its process is dead.
        PROVEN,
        /// Nobody can tell; what keeps it from acknowledging is that every standby it waits for was
        /// detached.
        UNPROVABLE
    }

    /// Why nothing safe can be done.
    enum Reason {
        /// A member that may be the only one to have an acknowledged commit does not answer.
        ANSWER_MISSING,
        /// The lost primary may be the only one to have an acknowledged commit.
        NO_COPY,
        /// The histories cannot be compared.
        INCOMPARABLE,
        /// The replica is further behind than the objective, or nobody can tell how far.
        LAG
    }

    default String name() {
        return getClass().getSimpleName();
    }

    /// Whether writers are let in while the lease is valid.
    default boolean grants() {
        return switch (this) {
            case Rerouting _, Verifying _, Holding _, Preparing _, Leading _ -> true;
            case Standing _,
                    Awaiting _,
                    Claiming _,
                    Electing _,
                    Swapping _,
                    Promoting _,
                    Joining _,
                    Draining _,
                    CatchingUp _,
                    Lapsed _,
                    Blocked _ ->
                    false;
        };
    }
}
