package dev.twinkeel.recovery;

import java.time.Duration;
import java.util.Optional;

/// The stages of the region that has the lease: claim it, promote, wait for a second copy, hold.
final class Holder {
    private Holder() {}

    static void claiming(Draft d) {
        if (taken(d)) {
            return;
        }
        if (!d.valid()) {
            Upkeep.renew(d);
            return;
        }
        Lease lease = d.lease();
        if (lease.holder().isEmpty()) {
            serve(
                    d,
                    Transition.CLAIMED_NO_DATABASE,
                    Transition.CLAIMED_NO_DATABASE_AGAIN,
                    "The lease of epoch " + lease.epoch() + " is confirmed.");
        } else if (intact(d, lease)) {
            serve(
                    d,
                    Transition.RESUMED_MOVED,
                    Transition.RESUMED,
                    "The lease is confirmed and "
                            + d.holder().name()
                            + " still serves as the lease says.");
        } else {
            d.force = null;
            d.alone = null;
            d.to(
                    Transition.CLAIMED,
                    new Stage.Promoting(d.now),
                    "The lease of epoch "
                            + lease.epoch()
                            + " is confirmed; "
                            + d.holder().name()
                            + " is made the primary.");
        }
    }

    /// The primary serves and waits for exactly the lease's members: nothing but this engine was
    /// interrupted. After a lapse that is never so, because the primary was fenced.
    private static boolean intact(Draft d, Lease lease) {
        Sight.Serving primary = d.serving(d.holder());
        if (d.policy.cache() && primary != null && primary.writable()) {
            d.force = new State.Force(lease.synchronous(), primary.position());
            return true;
        }
        if (d.force != null
                || primary == null
                || !primary.writable()
                || lease.degraded()
                || !Upkeep.proven(d, primary)
                || Upkeep.mayLack(d, lease.synchronous())
                || primary.waitsFor().isEmpty()
                || primary.waitsFor().size() != lease.synchronous().size()) {
            return false;
        }
        for (Member member : lease.synchronous()) {
            if (!primary.waitsFor().contains(member.name())) {
                return false;
            }
        }
        d.force = new State.Force(lease.synchronous(), primary.position());
        return true;
    }

    static void promoting(Draft d) {
        if (taken(d) || unconfirmed(d) || (!silentForNow(d) && primaryLost(d))) {
            return;
        }
        Lease lease = d.lease();
        if (d.force == null) {
            Upkeep.renew(d);
            var promote =
                    new Effect.Promote(
                            lease.epoch(), d.holder(), lease.synchronous(), lease.position());
            if (Works.failed(d, promote)) {
                fetch(d, promote);
            }
            if (!Upkeep.mayLack(d, promote.synchronous())) {
                d.ask(promote);
            }
        } else {
            d.to(
                    Transition.PROMOTED,
                    new Stage.Joining(d.now),
                    d.holder().name()
                            + " is the primary of epoch "
                            + lease.epoch()
                            + (d.policy.cache()
                                    ? "."
                                    : "; a second copy must catch up before writes are let in."));
        }
    }

    /// A member that was chosen has answered a moment ago, and nobody waits for it alone yet:
    /// before another election, which ends this one's winner, it may be late with an answer. A dead
    /// one is not silent.
    private static boolean silentForNow(Draft d) {
        State.Seen seen = d.seen(d.holder());
        return d.force == null
                && seen != null
                && seen.sight() instanceof Sight.Silent
                && !d.passed(seen.since(), d.policy.lease());
    }

    /// A chosen member that was cloned by a late order and has less than it was chosen for, so that
    /// it refused, gets the rest from whoever has it.
    private static void fetch(Draft d, Effect.Promote promote) {
        Sight.Serving chosen = d.serving(promote.member());
        if (chosen == null || chosen.writable() || promote.allows(chosen.position())) {
            return;
        }
        for (Member other : d.policy.members()) {
            Sight.Serving serving = d.serving(other);
            if (serving != null
                    && !other.equals(promote.member())
                    && promote.allows(serving.position())) {
                if (!Upkeep.follows(chosen, other)) {
                    d.ask(new Effect.Follow(promote.epoch(), promote.member(), other));
                }
                return;
            }
        }
    }

    static void joining(Draft d) {
        if (taken(d) || unconfirmed(d) || primaryLost(d)) {
            return;
        }
        Upkeep.renewAndSynchronise(d);
        Repair.holder(d);
        Lease lease = d.lease();
        if (d.force == null) {
            return;
        }
        if (d.policy.cache()) {
            serve(
                    d,
                    Transition.OPENED_MOVED,
                    Transition.OPENED,
                    "A cache waits for no second copy: " + d.holder().name() + " is opened.");
            return;
        }
        boolean nobody = d.force.synchronous().isEmpty();
        if (nobody ? lease.degraded() && waitedAlone(d) : Upkeep.caughtUp(d)) {
            serve(
                    d,
                    Transition.OPENED_MOVED,
                    Transition.OPENED,
                    nobody
                            ? (Upkeep.onItsOwn(d)
                                            ? "No other copy is there"
                                            : "No second copy came in time")
                                    + ": writes are let in to "
                                    + d.holder().name()
                                    + " alone, and the lease says so."
                            : "A second copy has caught up: writes are let in to "
                                    + d.holder().name()
                                    + ".");
        }
    }

    /// The engine itself chose to open alone; a promotion with nobody to wait for does not count as
    /// that choice.
    private static boolean waitedAlone(Draft d) {
        return d.alone != null && d.passed(d.alone, Upkeep.redundancyWait(d));
    }

    /// Lets writes in, and sends the users here if they are not yet.
    private static void serve(Draft d, Transition moved, Transition stayed, String why) {
        if (d.owed && !d.policy.cache()) {
            d.to(moved, new Stage.Rerouting(d.now), why);
        } else {
            d.to(stayed, new Stage.Holding(), why);
        }
    }

    /// What every stage that lets writes in does first.
    ///
    /// @return whether it is still in its stage
    static boolean serving(Draft d) {
        if (taken(d) || lapsed(d)) {
            return false;
        }
        if (d.lease().holder().isPresent() && !d.paused && primaryLost(d)) {
            return false;
        }
        Upkeep.renewAndSynchronise(d);
        if (d.lease().holder().isPresent() && !d.paused) {
            Repair.holder(d);
        }
        return true;
    }

    static boolean taken(Draft d) {
        if (d.mine()) {
            return false;
        }
        d.to(
                Transition.TAKEN,
                new Stage.Standing(),
                "The lease is "
                        + d.lease().region()
                        + "'s under epoch "
                        + d.lease().epoch()
                        + ": this region lets no write in.");
        return true;
    }

    /// Nothing was granted in this stage, so nothing needs to be fenced.
    private static boolean unconfirmed(Draft d) {
        if (d.valid()) {
            return false;
        }
        d.to(
                Transition.UNCONFIRMED,
                new Stage.Claiming(d.now),
                "The lease could not be renewed for " + words(d.policy.lease()) + ".");
        return true;
    }

    static boolean lapsed(Draft d) {
        if (d.valid()) {
            return false;
        }
        d.to(
                Transition.LAPSED_UNRENEWED,
                new Stage.Lapsed(d.now),
                "The lease could not be renewed for "
                        + words(d.policy.lease())
                        + (d.policy.cache()
                                ? ": the gates are closed; what the cache has is kept."
                                : ": the gates are closed and the own primary is fenced."));
        return true;
    }

    static boolean primaryLost(Draft d) {
        Member holder = d.holder();
        if (!d.lost(holder)) {
            return false;
        }
        Lease lease = d.lease();
        String how = looks(d, holder);
        if (d.policy.cache()) {
            elect(d, how, "its region's other members are asked what they have.");
        } else if (lease.degraded() || lease.synchronous().isEmpty()) {
            onlyCopyLost(d);
        } else {
            elect(d, how, Election.names(lease.synchronous()) + " are asked how far they are.");
        }
        return true;
    }

    private static void elect(Draft d, String how, String asked) {
        d.to(
                Transition.PRIMARY_LOST,
                new Stage.Electing(
                        Stage.Scope.ZONE,
                        d.now,
                        Stage.Fence.ASKED,
                        java.util.Collections.emptySortedMap()),
                d.holder().name() + " is lost (" + how + "): it is fenced, and " + asked);
    }

    static void onlyCopyLost(Draft d) {
        Member holder = d.holder();
        d.to(
                Transition.ONLY_COPY_LOST,
                new Stage.Blocked(
                        d.now,
                        Stage.Reason.NO_COPY,
                        "no other member is known to have every acknowledged commit",
                        Optional.of(holder)),
                holder.name()
                        + " is lost ("
                        + looks(d, holder)
                        + ") and no other member is known to have every acknowledged commit: start"
                        + " it again, or fail over to the other region and accept the loss.");
    }

    private static String looks(Draft d, Member member) {
        State.Seen seen = d.seen(member);
        if (seen == null) {
            return "not seen";
        }
        return switch (seen.sight()) {
            case Sight.Gone(var reason) -> reason;
            case Sight.Silent(var reason) -> reason;
            case Sight.Serving _ -> "serving";
        };
    }

    /// A degraded primary is the only copy: it is stopped, not killed. So is one whose lease may
    /// say so already.
    static void lapse(Draft d) {
        if (taken(d)) {
            return;
        }
        if (d.valid()) {
            d.to(
                    Transition.CONFIRMED_AGAIN,
                    new Stage.Claiming(d.now),
                    "The lease is confirmed again; nobody else took it.");
            return;
        }
        Lease lease = d.lease();
        // Of a cache nobody else can take the lease, and the gates are closed: what it has is kept.
        if (lease.holder().isPresent() && !d.policy.cache()) {
            d.ask(
                    lease.degraded() || Upkeep.mayBeDegraded(d)
                            ? new Effect.Drain(lease.epoch(), d.holder())
                            : new Effect.Fence(lease.epoch(), d.holder()));
        }
        Upkeep.renew(d);
    }

    static String words(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
