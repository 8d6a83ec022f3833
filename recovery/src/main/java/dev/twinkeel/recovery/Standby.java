package dev.twinkeel.recovery;

import java.util.Optional;
import java.util.Set;

/// The region that does not hold the lease: keep its replica fed, and take over on evidence.
final class Standby {
    private Standby() {}

    static void standing(Draft d) {
        if (d.lease == null || named(d)) {
            return;
        }
        String region = d.lease().region();
        if (d.ordered()) {
            d.to(
                    Transition.FAILOVER_ORDERED,
                    new Stage.Awaiting(d.now),
                    "A person ordered the failover to "
                            + d.policy.place()
                            + "; the lease of "
                            + region
                            + " must still run out.");
            return;
        }
        if (!d.paused && d.lostSince(region) != null) {
            d.to(
                    Transition.LOSS_SEEN,
                    new Stage.Awaiting(d.now),
                    "The witness and another vantage point say that "
                            + region
                            + " is lost"
                            + (d.policy.approval() ? "; a person's approval is needed." : "."));
            return;
        }
        Repair.standby(d);
        boolean mayShrink =
                d.scaled
                        && d.passed(d.quietUntil, java.time.Duration.ZERO)
                        && d.lease().successor().isEmpty();
        if (mayShrink) {
            d.ask(new Effect.ScaleDown(d.lease().epoch(), d.policy.place()));
        } else if (d.lease().successor().filter(d.policy.place()::equals).isPresent()) {
            scaleUp(d);
        }
    }

    /// A loss that this region sees and the witness does not confirm is told, with the reason why
    /// nothing is taken over: once each time that what is seen changes.
    static void doubts(Draft d, Event event) {
        boolean heard = event instanceof Event.RegionSeen || event instanceof Event.VantageLost;
        if (!heard || !d.changed || !(d.stage instanceof Stage.Standing) || d.lease == null) {
            return;
        }
        String region = d.lease().region();
        if (d.mine() || d.lostSince(region) != null || d.says(d.policy.place(), region, true)) {
            return;
        }
        if (!d.says(d.policy.place(), region, false)) {
            alone(d, region);
            return;
        }
        String why =
                d.says(d.policy.witness(), region, true)
                        ? ", and the witness sees it alive"
                        : ", and the witness is not heard";
        d.say(
                region
                        + " is lost as seen from "
                        + d.policy.place()
                        + why
                        + ": nothing is taken over on one side's word.");
    }

    /// Who hears nobody any more may be cut off itself, and says of nobody that he is lost.
    private static void alone(Draft d, String region) {
        if (!d.says(d.policy.witness(), region, true)) {
            d.say(
                    region
                            + " is not heard from "
                            + d.policy.place()
                            + ", and the witness is not heard: nothing is taken over from a place"
                            + " that may itself be cut off.");
        }
    }

    static void awaiting(Draft d, Stage.Awaiting stage) {
        if (named(d) || noLongerLost(d)) {
            return;
        }
        Repair.standby(d);
        if (!d.ordered() && !maySay(d)) {
            return;
        }
        scaleUp(d);
        Optional<Member> standing = d.standing(d.policy.place());
        if (d.policy.approval()) {
            // A person may take an hour. Else a clone would only be in the way: a promotion of its
            // source spoils it.
            standing.ifPresent(member -> Repair.clones(d, member));
        }
        standing.ifPresent(member -> Repair.revive(d, member));
        if (!d.expired()) {
            giveUpOrder(d, stage);
            return;
        }
        if (d.policy.approval() && !d.approved && !d.ordered()) {
            return;
        }
        if (d.lease().holder().isEmpty()) {
            Lease next =
                    Election.next(
                            d,
                            d.lease(),
                            d.policy.place(),
                            Optional.empty(),
                            Set.of(),
                            null,
                            /* degraded= */ false);
            d.to(
                    Transition.RAN_OUT_NO_DATABASE,
                    new Stage.Swapping(Stage.Scope.REGION, d.now, Election.known(d), next),
                    "The lease of "
                            + d.lease().region()
                            + " ran out; it is swapped to "
                            + d.policy.place()
                            + ".");
        } else if (standing.isPresent()) {
            d.to(
                    Transition.RAN_OUT,
                    new Stage.Electing(
                            Stage.Scope.REGION,
                            d.now,
                            Stage.Fence.UNPROVABLE,
                            java.util.Collections.emptySortedMap()),
                    "The lease of "
                            + d.lease().region()
                            + " ran out: its gates are closed. "
                            + standing.get().name()
                            + " is detached and asked how far it is.");
        }
    }

    /// The evidence has held for long enough, and no recovery was just made.
    private static boolean maySay(Draft d) {
        var since = d.lostSince(d.lease().region());
        return !d.paused
                && since != null
                && d.passed(since, d.policy.evidence())
                && d.passed(d.quietUntil, java.time.Duration.ZERO);
    }

    private static void scaleUp(Draft d) {
        if (!d.scaled) {
            d.ask(new Effect.ScaleUp(d.lease().epoch(), d.policy.place()));
        }
    }

    /// The old holder is alive and renews: a failover cannot take what is not free.
    private static void giveUpOrder(Draft d, Stage.Awaiting stage) {
        var once = d.policy.lease().plus(d.policy.guard());
        var wait = once.plus(once).plus(once);
        if (d.ordered() && d.passed(stage.since(), wait)) {
            d.order = null;
            d.to(
                    Transition.HOLDER_ALIVE,
                    new Stage.Standing(),
                    d.lease().region()
                            + " renews its lease, so nothing was taken from it. Use a planned move"
                            + " (failback) instead.");
        }
    }

    /// The lease names this region: a planned move brought it, or it had it before a restart.
    static boolean named(Draft d) {
        if (!d.mine()) {
            return false;
        }
        d.to(
                Transition.NAMED,
                new Stage.Claiming(d.now),
                "The lease of epoch "
                        + d.lease().epoch()
                        + " names "
                        + d.policy.place()
                        + "; it is renewed before anything else.");
        return true;
    }

    /// Without evidence, and without a person's order, nothing is taken.
    static boolean noLongerLost(Draft d) {
        if (d.ordered() || d.lostSince(d.lease().region()) != null) {
            return false;
        }
        d.approved = false;
        d.to(
                Transition.LOSS_GONE,
                new Stage.Standing(),
                "Two vantage points no longer say that " + d.lease().region() + " is lost.");
        return true;
    }

    /// The holder renewed its lease, or somebody swapped it: wait again.
    static boolean renewed(Draft d) {
        if (d.expired()) {
            return false;
        }
        d.to(
                Transition.RENEWED,
                new Stage.Awaiting(d.now),
                "The lease changed: its holder is alive. It must run out again.");
        return true;
    }
}
