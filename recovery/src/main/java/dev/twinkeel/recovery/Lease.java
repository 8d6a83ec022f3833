package dev.twinkeel.recovery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The right to accept writes to one database, held by one region and one of its members for one
/// epoch.
///
/// It is the one record that every vantage point agrees on, kept in the consensus store and changed
/// only by compare-and-swap. A promotion, a change of the synchronous set and a renewal are all
/// swaps of this record.
///
/// @param database the database's name in `twinkeel.yaml`
/// @param epoch grows by one with every promotion, never shrinks; 1 or more
/// @param region the region that holds the lease
/// @param holder the member that accepts writes; empty for an application without databases
/// @param synchronous the members that may be the only ones, beside the holder, to have an
///   acknowledged commit. It always contains the set that the holder's PostgreSQL really waits for:
///   it is enlarged before PostgreSQL's own setting and reduced after it. A commit waits for any
///   one of them.
/// @param renewal counts renewals inside the epoch; a record that does not change is a lease that
///   runs out
/// @param position how far the holder was when its engine last saw it
/// @param degraded no synchronous member is known to have every acknowledged commit: after a
///   promotion until the first one has caught up, or because writes were opened without one. While
///   it is set nobody else of the region is elected without a person's word. It is set before
///   PostgreSQL stops waiting and cleared after a member that it waits for has caught up.
/// @param successor the region that is being made ready for a planned move, so that its engine
///   brings up its members and pods
/// @param trail where the holder was and how long ago by its engine's clock, newest first, each a
///   renewal or a quarter further back than the one before, to the first beyond the objective. It
///   starts with the moment of the renewal itself, unless the holder was not seen then. By it other
///   engines measure how far a replica is behind.
public record Lease(
        String database,
        long epoch,
        String region,
        Optional<Member> holder,
        Set<Member> synchronous,
        long renewal,
        Optional<Position> position,
        boolean degraded,
        Optional<String> successor,
        List<Trail> trail) {
    /// The holder was at `position` at least `age` before the renewal, by its own clock.
    public record Trail(Position position, Duration age) {}

    public Lease {
        if (epoch < 1) {
            throw new IllegalArgumentException("epoch of a lease: " + epoch);
        }
        synchronous = Members.of(synchronous);
        // An older record has none.
        trail = trail == null ? List.of() : List.copyOf(trail);
    }

    /// Where the holder was at the renewal; empty when it was not seen then.
    Optional<Position> atRenewal() {
        return trail.isEmpty() || !trail.getFirst().age().isZero()
                ? Optional.empty()
                : Optional.of(trail.getFirst().position());
    }

    /// A lease without a planned move, whose holder has told of its position now and no earlier
    /// one.
    public Lease(
            String database,
            long epoch,
            String region,
            Optional<Member> holder,
            Set<Member> synchronous,
            long renewal,
            Optional<Position> position,
            boolean degraded) {
        this(
                database,
                epoch,
                region,
                holder,
                synchronous,
                renewal,
                position,
                degraded,
                Optional.empty(),
                since(position));
    }

    /// The trail of a holder that is at `position` now, and of which no more is known.
    static List<Trail> since(Optional<Position> position) {
        return position.map(now -> new Trail(now, Duration.ZERO)).stream().toList();
    }
}
