package dev.twinkeel.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The holder's stages beyond holding: send the users here, prove it, and planned moves of the
/// lease, which lose nothing and are given up when they take too long.
final class Moves {
    /// How long the target of a planned move may take to get ready. Long, because a clone of a
    /// large database takes long, and writes go on meanwhile.
    private static final Duration PREPARING_MAX = Duration.ofMinutes(30);

    /// How long the move waits, beyond the target itself, for a second copy in the target's region
    /// and for its pods.
    private static final Duration WHOLE_MAX = Duration.ofMinutes(10);

    /// How long pods that have just come up get to warm up, before all users are sent to them. The
    /// users wait for nothing meanwhile.
    private static final Duration WARMING = Duration.ofSeconds(10);

    /// How long the users may be over there before the writer: each of their writes crosses to this
    /// region and back.
    private static final Duration LEADING_MAX = Duration.ofMinutes(1);

    private Moves() {}

    static void rerouting(Draft d, Stage.Rerouting stage) {
        if (!Holder.serving(d)) {
            return;
        }
        long epoch = d.lease().epoch();
        if (!d.scaled) {
            d.ask(new Effect.ScaleUp(epoch, d.policy.place()));
        }
        // A region that is not at its full number yet serves better than none.
        if (d.scaled || d.passed(stage.since(), d.policy.patience())) {
            d.ask(new Effect.Reroute(epoch, d.policy.place()));
        }
    }

    static void verifying(Draft d) {
        if (Holder.serving(d)) {
            d.ask(new Effect.Verify(d.lease().epoch(), d.policy.place()));
        }
    }

    static void holding(Draft d) {
        if (!Holder.serving(d) || d.paused) {
            return;
        }
        if (d.owed && !d.policy.cache()) {
            // They could not be sent here before.
            d.ask(new Effect.Reroute(d.lease().epoch(), d.policy.place()));
        }
        if (d.order == null) {
            return;
        }
        switch (d.order.command()) {
            case Command.Failback(var region) -> {
                Optional<Member> target = d.standing(region);
                if (d.lease().holder().isEmpty() || target.isEmpty()) {
                    moveWithoutDatabase(d, region);
                } else {
                    prepare(d, target.get());
                }
            }
            case Command.Switchover(var member) -> prepare(d, member);
            case Command.Failover _, Command.Pause _, Command.Resume _, Command.Approve _ ->
                    d.order = null;
        }
    }

    private static void prepare(Draft d, Member target) {
        d.to(
                Transition.MOVE_ORDERED,
                new Stage.Preparing(d.now, target, /* scaled= */ Optional.empty()),
                "A planned move to " + target.name() + " is prepared; writes go on.");
    }

    private static void moveWithoutDatabase(Draft d, String region) {
        Lease next =
                Election.next(
                        d,
                        d.lease(),
                        region,
                        Optional.empty(),
                        Set.of(),
                        null,
                        /* degraded= */ false);
        d.to(
                Transition.MOVE_ORDERED_NO_DATABASE,
                new Stage.Swapping(Stage.Scope.PLANNED, d.now, Election.known(d), next),
                "The lease is handed over to " + region + ".");
    }

    static void preparing(Draft d, Stage.Preparing stage) {
        if (!Holder.serving(d)) {
            return;
        }
        Member target = stage.target();
        boolean elsewhere = !target.region().equals(d.policy.place());
        if (elsewhere && stage.scaled().isEmpty()) {
            d.ask(new Effect.ScaleUp(d.lease().epoch(), target.region()));
        }
        if (d.passed(stage.since(), PREPARING_MAX)) {
            d.order = null;
            d.to(
                    Transition.MOVE_GIVEN_UP,
                    new Stage.Holding(),
                    target.name() + " was not ready in time; the planned move is given up.");
        } else if (!ready(d, target)) {
            return;
        } else if (!elsewhere) {
            d.to(
                    Transition.MOVE_READY,
                    new Stage.Draining(d.now, target),
                    target.name() + " has nearly caught up: the gates close, writes are drained.");
        } else if (whole(d, stage)) {
            d.owed = true;
            d.to(
                    Transition.USERS_FIRST,
                    new Stage.Leading(d.now, target, /* led= */ Optional.empty()),
                    target.name()
                            + " has nearly caught up: the users are sent to "
                            + target.region()
                            + ", whose gates lead here until the writer follows them.");
        }
    }

    /// The users go before the writer, so that whoever serves them over there is warm, and in touch
    /// with them, when writes stop for a moment.
    static void leading(Draft d, Stage.Leading stage) {
        if (!Holder.serving(d)) {
            return;
        }
        String region = stage.target().region();
        if (d.lostSince(region) != null) {
            callBack(d, region + " is lost");
        } else if (stage.led().isPresent()
                && d.passed(stage.led().get().last(), d.policy.lease())) {
            callBack(d, region + " does not answer");
        } else if (d.passed(stage.since(), LEADING_MAX)) {
            callBack(d, stage.target().name() + " fell behind");
        } else {
            lead(d, stage);
        }
    }

    /// The gates over there close with what is granted here: nobody is left there without a writer.
    private static void callBack(Draft d, String why) {
        d.order = null;
        d.to(
                Transition.USERS_CALLED_BACK,
                new Stage.Rerouting(d.now),
                why + ": the planned move is given up, and the users come back.");
    }

    private static void lead(Draft d, Stage.Leading stage) {
        String region = stage.target().region();
        d.ask(new Effect.Lead(d.lease().epoch(), region));
        boolean gone =
                stage.led().isPresent()
                        ? d.passed(stage.led().get().since(), Effect.Lead.WITHIN)
                        : d.passed(stage.since(), d.policy.patience(3));
        if (gone && ready(d, stage.target())) {
            d.to(
                    Transition.USERS_GONE,
                    new Stage.Draining(d.now, stage.target()),
                    (stage.led().isPresent()
                                    ? "The users are in " + region
                                    : "The users cannot be sent to " + region + " beforehand")
                            + ": the gates close, writes are drained.");
        }
    }

    private static boolean ready(Draft d, Member target) {
        Sight.Serving serving = d.serving(target);
        return near(d, target)
                && serving != null
                && !serving.writable()
                && serving.upstream().isPresent()
                && successorWritten(d, target);
    }

    /// The target's region has its pods, warm, and a second copy.
    private static boolean whole(Draft d, Stage.Preparing stage) {
        Member target = stage.target();
        boolean alone = d.membersOf(target.region()).size() < 2;
        boolean warm = stage.scaled().filter(at -> d.passed(at, WARMING)).isPresent();
        boolean whole = warm && (alone || !copies(d, target).isEmpty());
        return whole || d.passed(stage.since(), WHOLE_MAX);
    }

    /// The members of the target's region that are second copies as soon as it is promoted. One
    /// that was not rebuilt yet may ask it for log as well, and never get any further.
    private static Set<Member> copies(Draft d, Member target) {
        Set<Member> copies = Election.following(d, target);
        copies.removeIf(member -> !near(d, member));
        return copies;
    }

    /// It has the holder's history, up to a moment ago.
    private static boolean near(Draft d, Member member) {
        Sight.Serving serving = d.serving(member);
        if (serving == null
                || serving.position().timeline() != Upkeep.timeline(d)
                || !Upkeep.proven(d, serving)) {
            return false;
        }
        Duration lag = Upkeep.lag(d, serving.position());
        return lag != null && lag.compareTo(d.policy.lease()) <= 0;
    }

    /// The pods of a region are at their full number: this one's, or those where the lease is to
    /// go.
    static void scaled(Draft d, String region) {
        if (region.equals(d.policy.place())) {
            d.scaled = true;
        } else if (d.stage instanceof Stage.Preparing(var since, var target, var before)
                && before.isEmpty()
                && target.region().equals(region)) {
            d.stage = new Stage.Preparing(since, target, Optional.of(d.now));
            d.changed = true;
        }
    }

    private static boolean successorWritten(Draft d, Member target) {
        return target.region().equals(d.policy.place())
                || d.lease().successor().filter(target.region()::equals).isPresent();
    }

    static void draining(Draft d, Stage.Draining stage) {
        if (!stillMoving(d, stage.since())) {
            return;
        }
        Upkeep.renew(d);
        // An earlier effect that is still on its way would undo the drain.
        if (!Upkeep.unsure(d)) {
            d.ask(new Effect.Drain(d.lease().epoch(), d.holder()));
        }
    }

    static void catchingUp(Draft d, Stage.CatchingUp stage) {
        if (!stillMoving(d, stage.since())) {
            return;
        }
        Member target = stage.target();
        Sight.Serving serving = d.serving(target);
        if (serving == null
                || !Upkeep.reached(serving.position(), stage.end())
                || !Upkeep.proven(d, serving)) {
            Upkeep.renew(d);
            return;
        }
        Lease next =
                Election.next(
                        d,
                        d.lease(),
                        target.region(),
                        Optional.of(target),
                        next(d, target),
                        stage.end(),
                        /* degraded= */ true);
        d.to(
                Transition.CAUGHT_UP,
                new Stage.Swapping(Stage.Scope.PLANNED, d.now, Election.known(d), next),
                target.name()
                        + " has everything up to "
                        + Election.words(stage.end())
                        + ": the lease is handed over to it, nothing is lost.");
    }

    private static Set<Member> next(Draft d, Member target) {
        if (!target.region().equals(d.policy.place())) {
            return copies(d, target);
        }
        Set<Member> others = new TreeSet<>(Upkeep.streaming(d));
        others.remove(target);
        return others;
    }

    private static boolean stillMoving(Draft d, Instant since) {
        if (Holder.taken(d) || Holder.lapsed(d) || Holder.primaryLost(d)) {
            return false;
        }
        boolean late = d.passed(since, d.policy.patience(3));
        return !(late && lostPatience(d));
    }

    /// Writes are let in again where they were.
    static boolean lostPatience(Draft d) {
        for (State.Work work : d.works) {
            boolean swap = work.effect() instanceof Effect.Swap;
            if (work.running() && (swap || work.effect() instanceof Effect.Drain)) {
                return false;
            }
        }
        d.order = null;
        d.force = null;
        d.alone = null;
        if (d.lease().holder().isEmpty()) {
            d.to(
                    Transition.MOVE_ABORTED_NO_DATABASE,
                    new Stage.Claiming(d.now),
                    "The planned move took too long and is given up.");
        } else {
            d.to(
                    Transition.MOVE_ABORTED,
                    new Stage.Joining(d.now),
                    "The planned move took too long and is given up; writes are let in again to "
                            + d.holder().name()
                            + ".");
        }
        return true;
    }

    /// Another database of the application is in another region, and may stay there: the users are
    /// where they can be until it comes too, and whoever wants another move can order it.
    static void refused(Draft d, Effect effect) {
        if (effect instanceof Effect.Reroute
                && d.stage instanceof Stage.Rerouting(var since)
                && d.passed(since, d.policy.patience(3))) {
            d.to(
                    Transition.NOT_REROUTED,
                    new Stage.Holding(),
                    "The users cannot be sent to "
                            + d.policy.place()
                            + "; they stay where they are.");
        }
    }

    /// An answer to an effect of these stages.
    static void done(Draft d, Effect effect, Outcome outcome, Instant asked) {
        @Nullable Instant entered =
                switch (d.stage) {
                    case Stage.Rerouting(var at) -> at;
                    case Stage.Verifying(var at) -> at;
                    case Stage.Holding _ -> d.owed ? Instant.MIN : null;
                    case Stage.Leading(var at, _, _) -> at;
                    case Stage.Draining(var at, _) -> at;
                    case Stage.Standing _,
                            Stage.Awaiting _,
                            Stage.Claiming _,
                            Stage.Electing _,
                            Stage.Swapping _,
                            Stage.Promoting _,
                            Stage.Joining _,
                            Stage.Preparing _,
                            Stage.CatchingUp _,
                            Stage.Lapsed _,
                            Stage.Blocked _ ->
                            null;
                };
        if (entered == null || asked.isBefore(entered) || effect.epoch() != d.lease().epoch()) {
            return;
        }
        boolean owed = d.stage instanceof Stage.Rerouting || d.stage instanceof Stage.Holding;
        if (effect instanceof Effect.Reroute && owed) {
            d.to(
                    Transition.REROUTED,
                    new Stage.Verifying(d.now),
                    "The users are sent to " + d.policy.place() + "; it is proved from outside.");
        } else if (effect instanceof Effect.Lead
                && d.stage instanceof Stage.Leading(var at, var target, var led)) {
            Instant since = led.map(Stage.Led::since).orElse(d.now);
            d.stage = new Stage.Leading(at, target, Optional.of(new Stage.Led(since, d.now)));
            d.changed = true;
        } else if (effect instanceof Effect.Verify && d.stage instanceof Stage.Verifying) {
            d.owed = false;
            d.approved = false;
            d.to(
                    Transition.VERIFIED,
                    new Stage.Holding(),
                    d.policy.place() + " serves: its front door answers and a row was written.");
        } else if (effect instanceof Effect.Drain
                && d.stage instanceof Stage.Draining(_, var target)
                && outcome instanceof Outcome.At(var end)) {
            d.to(
                    Transition.DRAINED,
                    new Stage.CatchingUp(d.now, target, end),
                    d.holder().name() + " ends at " + Election.words(end) + ".");
        }
    }
}
