package dev.twinkeel.recovery;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings every member of this region to the role that the lease gives it. Level-triggered: it
/// looks at what is, and asks for the next step towards what should be.
final class Repair {
    private Repair() {}

    /// The holder's region: everyone but the holder follows it.
    static void holder(Draft d) {
        Lease lease = d.lease();
        Member holder = d.holder();
        Sight.Serving primary = d.serving(holder);
        // A promotion that was just answered is not in sight yet; to follow it at once saves time.
        boolean promoted = d.force != null && d.stage instanceof Stage.Joining;
        if (!promoted && (primary == null || !primary.writable())) {
            return;
        }
        for (Member member : d.policy.members()) {
            if (!member.region().equals(holder.region()) || member.equals(holder)) {
                continue;
            }
            boolean needed =
                    lease.synchronous().contains(member)
                            || (d.force != null && d.force.synchronous().contains(member));
            role(d, lease, member, holder, /* mayRebuild= */ !needed && !opening(d));
        }
    }

    /// The clients come back: a clone, which they do not wait for, would take what they need.
    private static boolean opening(Draft d) {
        boolean alone = Upkeep.onItsOwn(d);
        if (d.stage instanceof Stage.Joining) {
            return alone || !d.owed;
        }
        if (d.stage instanceof Stage.Rerouting(var since)) {
            return alone && soon(d, since);
        }
        return alone && d.stage instanceof Stage.Verifying(var since) && soon(d, since);
    }

    private static boolean soon(Draft d, Instant since) {
        return !d.passed(since, d.policy.redundancyWait());
    }

    /// Another region holds the lease: nobody here is a primary, and the standing replica follows a
    /// synchronous member over there, so that it is never ahead of who may be promoted there.
    static void standby(Draft d) {
        Lease lease = d.lease();
        for (Member member : d.policy.members()) {
            if (member.region().equals(d.policy.place()) && writable(d, member)) {
                d.ask(new Effect.Fence(lease.epoch(), member));
            }
        }
        Optional<Member> standing = d.standing(d.policy.place());
        // While the holder is not heard, what is here may be the best copy left: leave it alone.
        if (standing.isEmpty() || d.expired() || lease.holder().isEmpty()) {
            return;
        }
        Member feeder = feeder(d, lease, standing.get());
        if (feeder != null) {
            role(d, lease, standing.get(), feeder, /* mayRebuild= */ true);
        }
        if (lease.successor().filter(d.policy.place()::equals).isPresent()) {
            clones(d, standing.get());
        } else {
            stop(d, standing.get());
        }
    }

    /// A member that came back with a former history can follow nobody, and would ask for log again
    /// and again. It is ended; what it has stays on its disk until a move here rebuilds it.
    private static void stop(Draft d, Member standing) {
        for (Member member : d.policy.members()) {
            State.Seen seen = d.seen(member);
            boolean stray =
                    member.region().equals(d.policy.place())
                            && !member.equals(standing)
                            && seen != null
                            && seen.sight() instanceof Sight.Serving serving
                            && Upkeep.follows(serving, standing)
                            && d.passed(seen.moved(), d.policy.patience(2))
                            && behind(d, seen, serving, standing);
            if (stray) {
                d.ask(new Effect.Fence(d.lease().epoch(), member));
            }
        }
    }

    /// The region's other members follow the standing one.
    static void clones(Draft d, Member standing) {
        Sight.Serving source = d.serving(standing);
        if (source == null || source.writable()) {
            return;
        }
        for (Member member : d.policy.members()) {
            if (member.region().equals(d.policy.place()) && !member.equals(standing)) {
                role(d, d.lease(), member, standing, /* mayRebuild= */ true);
            }
        }
    }

    /// A dead member that has what a recovery lacks is started again: of the region that holds the
    /// lease as what it was, of another one as a standby, whatever it was.
    static void revive(Draft d, Member member) {
        State.Seen seen = d.seen(member);
        boolean dead =
                seen != null
                        && seen.sight() instanceof Sight.Gone
                        && d.passed(seen.since(), d.policy.patience());
        if (dead && !d.paused && !d.policy.cache() && member.region().equals(d.policy.place())) {
            d.ask(new Effect.Start(d.lease().epoch(), member, /* standby= */ !d.mine()));
        }
    }

    /// Whom the standing replica follows: the synchronous member it follows already, any other one,
    /// and the holder only when there is none.
    private static @Nullable Member feeder(Draft d, Lease lease, Member standing) {
        Sight.Serving now = d.serving(standing);
        Member first = null;
        for (Member member : lease.synchronous()) {
            Sight.Serving serving = d.serving(member);
            if (serving == null || serving.upstream().isEmpty()) {
                continue;
            }
            if (now != null && Upkeep.follows(now, member)) {
                return member;
            }
            first = first == null ? member : first;
        }
        if (first != null) {
            return first;
        }
        Member holder = d.holder();
        boolean anyAlive = lease.synchronous().stream().anyMatch(m -> d.serving(m) != null);
        return !anyAlive && writable(d, holder) ? holder : null;
    }

    private static boolean writable(Draft d, Member member) {
        Sight.Serving serving = d.serving(member);
        return serving != null && serving.writable();
    }

    /// One step of a member towards following `upstream`.
    private static void role(
            Draft d, Lease lease, Member member, Member upstream, boolean mayRebuild) {
        State.Seen seen = d.seen(member);
        if (seen == null) {
            return;
        }
        boolean broken =
                switch (seen.sight()) {
                    // Not at once: who comes first after a failover are the clients.
                    case Sight.Gone _ -> d.passed(seen.since(), d.policy.patience());
                    case Sight.Silent _ -> d.passed(seen.since(), d.policy.patience(4));
                    case Sight.Serving serving -> broken(d, lease, member, seen, serving, upstream);
                };
        if (broken && mayRebuild) {
            d.ask(new Effect.Rebuild(lease.epoch(), member, upstream));
        }
    }

    private static boolean broken(
            Draft d,
            Lease lease,
            Member member,
            State.Seen seen,
            Sight.Serving serving,
            Member upstream) {
        if (serving.writable()) {
            d.ask(new Effect.Fence(lease.epoch(), member));
            return false;
        }
        boolean still = d.passed(seen.moved(), d.policy.patience(2));
        if (Upkeep.follows(serving, upstream)) {
            return forked(d, seen, serving, upstream)
                    || (still && behind(d, seen, serving, upstream));
        }
        boolean orphan =
                serving.upstream().isEmpty() && d.passed(seen.since(), d.policy.patience(3));
        if (!orphan) {
            d.ask(new Effect.Follow(lease.epoch(), member, upstream));
        }
        return orphan;
    }

    /// It streams under the same timeline number from one that has this epoch's mark, and does not
    /// come to have it: another promotion's history.
    private static boolean forked(
            Draft d, State.Seen seen, Sight.Serving serving, Member upstream) {
        Sight.Serving source = d.serving(upstream);
        return source != null
                && source.position().timeline() == serving.position().timeline()
                && Upkeep.proven(d, source)
                && !Upkeep.proven(d, serving)
                && d.passed(seen.since(), d.policy.patience(2));
    }

    /// It seems to stream, but does not move while its upstream has more: its history forked, or it
    /// asks for log that is gone.
    private static boolean behind(
            Draft d, State.Seen seen, Sight.Serving serving, Member upstream) {
        Sight.Serving source = d.serving(upstream);
        if (source == null) {
            return false;
        }
        Position there = source.position();
        Position here = serving.position();
        State.Seen sourceSeen = d.seen(upstream);
        boolean settled =
                sourceSeen != null
                        && sourceSeen.moved().isAfter(seen.moved().plus(d.policy.patience()));
        return there.timeline() != here.timeline() || (settled && there.lsn() > here.lsn());
    }
}
