package dev.twinkeel.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a holder does all the time: renew the lease, and keep the set of synchronous members true.
///
/// The lease's set always contains the set that PostgreSQL waits for, because an election asks the
/// lease's: it is enlarged before PostgreSQL's and reduced after it, once a member that PostgreSQL
/// waits for has everything. Opening without a synchronous member is written to the lease first.
final class Upkeep {
    /// How much further back each position of a trail lies than the one before: the error of what
    /// is measured by it. Each costs every renewal some bytes.
    private static final double FURTHER = 1.25;

    private Upkeep() {}

    /// Renews the lease when it is time, and nothing else.
    static void renew(Draft d) {
        Lease lease = d.lease();
        write(d, lease.synchronous(), lease.degraded());
    }

    /// Renews the lease and brings the synchronous set one step nearer to what streams.
    static void renewAndSynchronise(Draft d) {
        Lease lease = d.lease();
        // Of a lost primary the lease must go on saying what it said while it was alive.
        if (lease.holder().isEmpty() || d.lost(d.holder())) {
            renew(d);
            return;
        }
        Members streaming = streaming(d);
        if (d.policy.cache()) {
            write(d, streaming, /* degraded= */ false);
            return;
        }
        if (streaming.isEmpty()) {
            alone(d, lease);
            return;
        }
        if (d.alone != null) {
            d.alone = null;
            d.changed = true;
        }
        streaming = withBriefLosses(d, streaming);
        if (!lease.synchronous().containsAll(streaming)) {
            Members more = Members.of(lease.synchronous());
            for (Member member : streaming) {
                more = more.and(member);
            }
            write(d, more, lease.degraded());
        } else if (d.force == null || !d.force.synchronous().equals(streaming)) {
            synchronise(d, lease, streaming);
            renew(d);
        } else if (caughtUp(d) && !unsure(d)) {
            write(d, streaming, /* degraded= */ false);
            correct(d, lease);
        } else {
            renew(d);
            correct(d, lease);
        }
    }

    /// Nobody streams: after the wait, writes are opened without a synchronous member, and the
    /// lease says so first.
    private static void alone(Draft d, Lease lease) {
        if (d.alone == null) {
            d.alone = d.now;
            d.changed = true;
        }
        boolean waited = d.passed(d.alone, redundancyWait(d));
        if (!waited) {
            renew(d);
        } else if (!lease.degraded()) {
            write(d, lease.synchronous(), /* degraded= */ true);
        } else if (d.force == null || !d.force.synchronous().isEmpty()) {
            synchronise(d, lease, Set.of());
            renew(d);
        } else if (!unsure(d)) {
            write(d, Set.of(), /* degraded= */ true);
            correct(d, lease);
        } else {
            renew(d);
        }
    }

    /// How long a primary that nobody streams from waits for a second copy. A database of one
    /// member a region has nobody to wait for, and after a region's loss nor has one whose other
    /// members must be cloned first: how long that takes nobody knows.
    static Duration redundancyWait(Draft d) {
        return onItsOwn(d) ? Duration.ZERO : d.policy.redundancyWait();
    }

    /// The lease says that there is one copy and counts on nobody, and nobody else is there. The
    /// first lease is made beside the first members: they are about to come.
    static boolean onItsOwn(Draft d) {
        Lease lease = d.lease();
        if (d.membersOf(d.policy.place()).size() == 1) {
            return true;
        }
        boolean first = lease.epoch() == 1;
        return !first
                && lease.degraded()
                && lease.synchronous().isEmpty()
                && d.membersOf(d.policy.place()).stream()
                        .allMatch(it -> it.equals(d.holder()) || gone(d, it));
    }

    /// It was gone when the primary was found alone, and nobody makes it: one that dies later may
    /// be back at once, and a clone that is on its way may be there already.
    private static boolean gone(Draft d, Member member) {
        State.Seen seen = d.seen(member);
        return seen != null
                && d.alone != null
                && !Works.comes(d, member)
                && seen.sight() instanceof Sight.Gone
                && !seen.since().isAfter(d.alone);
    }

    /// PostgreSQL shows another set than the one that was confirmed: a late effect came into force.
    private static void correct(Draft d, Lease lease) {
        Sight.Serving primary = d.serving(d.holder());
        if (primary == null || d.force == null || !primary.writable()) {
            return;
        }
        Set<Member> wanted = d.force.synchronous();
        boolean same = primary.waitsFor().size() == wanted.size();
        for (Member member : wanted) {
            same &= primary.waitsFor().contains(member.name());
        }
        if (!same) {
            synchronise(d, lease, wanted);
        }
    }

    /// Asks PostgreSQL to wait for a set, unless a swap on its way may shrink the lease's set.
    private static void synchronise(Draft d, Lease lease, Set<Member> wanted) {
        if (!mayLack(d, wanted)) {
            d.ask(new Effect.Synchronise(lease.epoch(), d.holder(), wanted));
        }
    }

    /// A swap on its way may leave the lease without some of `wanted`.
    static boolean mayLack(Draft d, Set<Member> wanted) {
        if (Election.known(d).version() == d.doubtful) {
            return true;
        }
        for (State.Work work : d.works) {
            if (work.running()
                    && work.effect() instanceof Effect.Swap(_, _, var next)
                    && !next.synchronous().containsAll(wanted)) {
                return true;
            }
        }
        return false;
    }

    /// Whether PostgreSQL may still come to wait for another set than the one confirmed last.
    static boolean unsure(Draft d) {
        if (d.now.isBefore(d.unsureUntil)) {
            return true;
        }
        for (State.Work work : d.works) {
            if (work.running() && work.effect() instanceof Effect.Synchronise) {
                return true;
            }
        }
        return false;
    }

    /// A swap that nobody knows the outcome of may have written that there is no second copy.
    static boolean mayBeDegraded(Draft d) {
        for (State.Work work : d.works) {
            if (work.running()
                    && work.effect() instanceof Effect.Swap(_, _, var next)
                    && next.degraded()) {
                return true;
            }
        }
        return Election.known(d).version() == d.doubtful;
    }

    /// A member that stopped streaming a moment ago stays in the set while another one streams.
    private static Members withBriefLosses(Draft d, Members streaming) {
        if (d.force == null) {
            return streaming;
        }
        Members kept = streaming;
        for (Member member : d.force.synchronous()) {
            State.Seen seen = d.seen(member);
            if (seen != null && !d.passed(seen.since(), d.policy.renew())) {
                kept = kept.and(member);
            }
        }
        return kept;
    }

    /// The members of this region that stream from the holder, on its timeline.
    static Members streaming(Draft d) {
        Member holder = d.holder();
        int timeline = timeline(d);
        Members found = Members.of(List.of());
        for (Member member : d.policy.members()) {
            if (!member.region().equals(holder.region()) || member.equals(holder)) {
                continue;
            }
            Sight.Serving serving = d.serving(member);
            if (serving != null
                    && !serving.writable()
                    && follows(serving, holder)
                    && serving.position().timeline() == timeline
                    && proven(d, serving)) {
                found = found.and(member);
            }
        }
        return found;
    }

    /// It has this epoch's history, and not one that only has the same timeline number: PostgreSQL
    /// streams to such a member as well, and its word that it has a commit is worth nothing.
    static boolean proven(Draft d, Sight.Serving serving) {
        return serving.mark() == Sight.UNMARKED || serving.mark() == d.lease().epoch();
    }

    static boolean follows(Sight.Serving serving, Member upstream) {
        return serving.upstream().isPresent() && serving.upstream().get().equals(upstream.name());
    }

    /// The holder's timeline; 0 when nobody knows it.
    static int timeline(Draft d) {
        if (d.force != null) {
            return d.force.floor().timeline();
        }
        Sight.Serving primary = d.serving(d.holder());
        return primary == null ? 0 : primary.position().timeline();
    }

    /// One of those that PostgreSQL waits for has every acknowledged commit.
    static boolean caughtUp(Draft d) {
        if (d.force == null) {
            return false;
        }
        for (Member member : d.force.synchronous()) {
            Sight.Serving serving = d.serving(member);
            if (serving != null
                    && reached(serving.position(), d.force.floor())
                    && proven(d, serving)) {
                return true;
            }
        }
        return false;
    }

    static boolean reached(Position position, Position goal) {
        return position.timeline() == goal.timeline() && position.lsn() >= goal.lsn();
    }

    /// Swaps the lease when something in it is to change or it is time to renew it.
    private static void write(Draft d, Set<Member> synchronous, boolean degraded) {
        Lease lease = d.lease();
        Optional<String> successor = successor(d);
        boolean same =
                lease.degraded() == degraded
                        && lease.successor().equals(successor)
                        && lease.synchronous().equals(synchronous);
        if (same && d.confirmed != null && !d.passed(d.confirmed, d.policy.renew())) {
            return;
        }
        Lease next =
                new Lease(
                        lease.database(),
                        lease.epoch(),
                        lease.region(),
                        lease.holder(),
                        synchronous,
                        lease.renewal() + 1,
                        position(d).or(lease::position),
                        degraded,
                        successor,
                        trail(d));
        swap(d, next);
    }

    static void swap(Draft d, Lease next) {
        if (d.lease != null) {
            d.ask(new Effect.Swap(next.epoch(), d.lease.versioned(), next));
        }
    }

    private static Optional<String> successor(Draft d) {
        @Nullable Member target =
                switch (d.stage) {
                    case Stage.Preparing preparing -> preparing.target();
                    case Stage.Leading leading -> leading.target();
                    case Stage.Draining draining -> draining.target();
                    case Stage.CatchingUp catching -> catching.target();
                    case Stage.Standing _,
                            Stage.Awaiting _,
                            Stage.Claiming _,
                            Stage.Electing _,
                            Stage.Swapping _,
                            Stage.Promoting _,
                            Stage.Joining _,
                            Stage.Rerouting _,
                            Stage.Verifying _,
                            Stage.Holding _,
                            Stage.Lapsed _,
                            Stage.Blocked _ ->
                            null;
                };
        if (target == null) {
            // Users who were sent ahead are over there until they are back: its pods stay.
            return d.owed ? d.lease().successor() : Optional.empty();
        }
        return target.region().equals(d.policy.place())
                ? Optional.empty()
                : Optional.of(target.region());
    }

    /// How far the holder is, as it is seen now.
    private static Optional<Position> position(Draft d) {
        Sight.Serving primary = d.lease().holder().isEmpty() ? null : d.serving(d.holder());
        return primary != null && primary.writable()
                ? Optional.of(primary.position())
                : Optional.empty();
    }

    /// Where the holder is known to have been, as [Lease#trail] tells it.
    private static List<Lease.Trail> trail(Draft d) {
        var trail = new ArrayList<Lease.Trail>();
        position(d).ifPresent(now -> trail.add(new Lease.Trail(now, Duration.ZERO)));
        Duration next = Duration.ZERO;
        for (int i = d.marks.size() - 1; i >= 0; i--) {
            State.Mark mark = d.marks.get(i);
            Duration age = Duration.between(mark.at(), d.now);
            boolean beyond = age.compareTo(d.policy.lagLimit()) > 0;
            if (beyond || age.compareTo(next) >= 0) {
                trail.add(new Lease.Trail(mark.position(), age));
                next = Duration.ofNanos((long) (FURTHER * age.toNanos()));
            }
            if (beyond) {
                break;
            }
        }
        return trail;
    }

    /// How far a copy at `position` is behind the newest renewal seen, at most: by what it and the
    /// ones before told. Null when nobody can tell.
    static @Nullable Duration lag(Draft d, Position position) {
        if (d.lease == null) {
            return null;
        }
        Instant newest = d.lease.arrived();
        for (int i = d.marks.size() - 1; i >= 0; i--) {
            State.Mark mark = d.marks.get(i);
            if (reached(position, mark.position())) {
                return Duration.between(mark.at(), newest);
            }
        }
        return d.marks.isEmpty() ? told(d.lease(), position) : null;
    }

    private static @Nullable Duration told(Lease newest, Position position) {
        for (Lease.Trail trail : newest.trail()) {
            if (reached(position, trail.position())) {
                return trail.age();
            }
        }
        return null;
    }
}
