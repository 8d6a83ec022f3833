package dev.twinkeel.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts what was seen and answered into the facts. Judges nothing.
final class Seeing {
    /// How many renewals at most measure a replica's lag; the lag's unit is the objective over
    /// this.
    private static final int MARKS = 32;

    private Seeing() {}

    static void take(Draft d, Event event) {
        switch (event) {
            case Event.Tick _ -> {}
            case Event.Started _ -> started(d);
            case Event.LeaseSeen(_, _, var lease) -> leaseSeen(d, lease, null);
            case Event.LeaseUnseen _ -> leaseUnseen(d);
            case Event.MemberSeen(_, var member, var sight) -> memberSeen(d, member, sight);
            case Event.RegionSeen(_, var vantage, var region, var alive) ->
                    regionSeen(d, vantage, region, alive);
            case Event.VantageLost(_, var vantage) -> vantageLost(d, vantage);
            case Event.Replied(_, var effect, var reply) -> replied(d, effect, reply);
            case Event.Commanded(_, var who, var command) -> commanded(d, who, command);
        }
    }

    /// What was seen before a restart may be old, and what was under way is unknown. The lease's
    /// wait begins again.
    private static void started(Draft d) {
        d.confirmed = null;
        d.sights = Sights.NONE;
        d.views = List.of();
        d.works = Works.afterRestart(d);
        d.marks = List.of();
        d.force = null;
        d.alone = null;
        d.owed = true;
        if (d.stage instanceof Stage.Leading
                || d.stage instanceof Stage.Draining
                || d.stage instanceof Stage.CatchingUp) {
            // The users come back first; whoever still wants the move orders it again.
            d.order = null;
        }
        d.unsureUntil = d.now.plus(d.policy.patience(2));
        // Nobody knows how long the engine was down, whatever the clock says now.
        if (d.before.isBefore(d.quietUntil)) {
            d.quietUntil = d.now.plus(Duration.between(d.before, d.quietUntil));
        }
        if (d.lease != null) {
            d.doubtful = d.lease.versioned().version();
            d.lease = new State.Known(d.lease.versioned(), d.now);
        }
        d.changed = true;
        if (d.stage instanceof Stage.Standing) {
            d.say("The engine of " + d.policy.place() + " started.");
        } else {
            d.to(
                    Transition.RESTARTED,
                    new Stage.Standing(),
                    "The engine of "
                            + d.policy.place()
                            + " started again; it was "
                            + d.stage.name()
                            + ".");
        }
    }

    private static void leaseUnseen(Draft d) {
        if (d.lease != null || !d.policy.preferred().equals(d.policy.place())) {
            return;
        }
        Optional<Member> first = d.membersOf(d.policy.place()).stream().findFirst();
        Lease lease =
                new Lease(
                        d.policy.database(),
                        1,
                        d.policy.place(),
                        first,
                        java.util.Set.of(),
                        0,
                        Optional.empty(),
                        /* degraded= */ first.isPresent());
        d.ask(new Effect.Create(1, lease));
    }

    /// @param written the instant before it was asked for, when this engine wrote it
    private static void leaseSeen(Draft d, Versioned seen, @Nullable Instant written) {
        if (d.lease != null && seen.version() <= d.lease.versioned().version()) {
            return;
        }
        Lease next = seen.lease();
        // An epoch that was never seen may have been another region's. So may the first one that is
        // seen by an engine that remembers none.
        boolean moved =
                d.lease == null
                        ? next.epoch() > 1
                        : !d.lease.lease().region().equals(next.region())
                                || next.epoch() > d.lease.lease().epoch() + 1;
        // After a pause the holder's engine tells what it knew before it: that is no measure. Nor
        // is the first record of all, or since this engine started.
        boolean steady =
                d.lease != null
                        && d.lease.versioned().version() != d.doubtful
                        && !d.passed(d.lease.arrived(), twice(d.policy.renew()));
        boolean newEpoch = d.lease == null || d.lease.lease().epoch() != next.epoch();
        d.lease = new State.Known(seen, d.now);
        d.changed = true;
        if (newEpoch) {
            d.force = null;
            d.alone = null;
            d.order = null;
        }
        if (moved) {
            d.quietUntil = d.now.plus(d.policy.holdDown());
            d.marks = List.of();
            d.owed = true;
        }
        if (!d.mine()) {
            d.confirmed = null;
        }
        if (steady) {
            measure(d, next, written);
        }
    }

    /// The holder's own engine remembers where it was. Another one believes what the holder tells,
    /// by the holder's clock, for a record may be read late; what it saw before that is older.
    private static void measure(Draft d, Lease renewed, @Nullable Instant written) {
        var marks = new ArrayList<State.Mark>();
        if (d.mine()) {
            Optional<Position> position = renewed.atRenewal();
            marks.addAll(d.marks);
            if (written != null && position.isPresent()) {
                mark(d, marks, written, position.get());
            }
        } else {
            List<Lease.Trail> trail = renewed.trail();
            Instant told = trail.isEmpty() ? d.now : d.now.minus(trail.getLast().age());
            for (State.Mark mark : d.marks) {
                if (trail.isEmpty()
                        || !Upkeep.reached(mark.position(), trail.getLast().position())) {
                    Instant at = mark.at().isBefore(told) ? mark.at() : told;
                    mark(d, marks, at, mark.position());
                }
            }
            for (Lease.Trail each : trail.reversed()) {
                mark(d, marks, d.now.minus(each.age()), each.position());
            }
        }
        d.marks = marks;
    }

    private static Duration twice(Duration time) {
        return time.plus(time);
    }

    /// Remembers where the holder was, thinned out so that the list covers the whole objective.
    private static void mark(Draft d, List<State.Mark> marks, Instant at, Position position) {
        int size = marks.size();
        if (size >= 2) {
            Duration apart = Duration.between(marks.get(size - 2).at(), at);
            if (apart.toMillis() < d.policy.lagLimit().toMillis() / MARKS) {
                marks.remove(size - 1);
            }
        }
        marks.add(new State.Mark(at, position));
        if (marks.size() > MARKS + 2) {
            marks.removeFirst();
        }
    }

    private static void memberSeen(Draft d, Member member, Sight sight) {
        State.Seen before = d.sights.get(member.name());
        if (before != null && before.sight().equals(sight)) {
            return;
        }
        Instant since = before != null && alike(before.sight(), sight) ? before.since() : d.now;
        Instant moved =
                before != null && position(before.sight()).equals(position(sight))
                        ? before.moved()
                        : d.now;
        d.sights = Sights.of(d.sights).with(member.name(), new State.Seen(sight, since, moved));
        d.changed = true;
    }

    /// The same kind of sight, role and upstream.
    private static boolean alike(Sight one, Sight other) {
        return switch (one) {
            case Sight.Serving serving ->
                    other instanceof Sight.Serving now
                            && serving.writable() == now.writable()
                            && serving.upstream().equals(now.upstream());
            case Sight.Gone _ -> other instanceof Sight.Gone;
            case Sight.Silent _ -> other instanceof Sight.Silent;
        };
    }

    private static Optional<Position> position(Sight sight) {
        return sight instanceof Sight.Serving serving
                ? Optional.of(serving.position())
                : Optional.empty();
    }

    private static void regionSeen(Draft d, String vantage, String region, boolean alive) {
        var views = new ArrayList<State.View>(d.views.size() + 1);
        for (State.View view : d.views) {
            if (!view.vantage().equals(vantage) || !view.region().equals(region)) {
                views.add(view);
            } else if (view.alive() == alive) {
                return;
            }
        }
        views.add(new State.View(vantage, region, alive, d.now));
        d.views = views;
        d.changed = true;
    }

    private static void vantageLost(Draft d, String vantage) {
        var views = new ArrayList<State.View>(d.views.size());
        for (State.View view : d.views) {
            if (!view.vantage().equals(vantage)) {
                views.add(view);
            }
        }
        if (views.size() != d.views.size()) {
            d.views = views;
            d.changed = true;
        }
    }

    private static void replied(Draft d, Effect effect, Reply<Outcome> reply) {
        Instant asked = Works.answered(d, effect, reply);
        if (asked == null) {
            return;
        }
        switch (reply) {
            case Reply.Done<Outcome>(var outcome) -> done(d, effect, outcome, asked);
            case Reply.Refused<Outcome> _, Reply.Unknown<Outcome> _ ->
                    notDone(d, effect, reply, asked);
        }
    }

    private static void done(Draft d, Effect effect, Outcome outcome, Instant asked) {
        switch (effect) {
            case Effect.Swap _, Effect.Create _ -> {
                if (outcome instanceof Outcome.Swapped(var askedAt, var lease)) {
                    swapped(d, askedAt, lease);
                }
            }
            case Effect.Fence(_, var member) -> fence(d, member, asked, Stage.Fence.PROVEN);
            case Effect.Ask(_, var member) -> {
                if (outcome instanceof Outcome.At(var position)) {
                    answer(d, member, position, asked);
                }
            }
            case Effect.Promote(var epoch, var member, var synchronous, _) ->
                    inForce(d, epoch, member, synchronous, outcome);
            case Effect.Synchronise(var epoch, var member, var synchronous) ->
                    inForce(d, epoch, member, synchronous, outcome);
            case Effect.ScaleUp(_, var region) -> Moves.scaled(d, region);
            case Effect.ScaleDown _ -> d.scaled = false;
            case Effect.Drain _, Effect.Reroute _, Effect.Lead _, Effect.Verify _ ->
                    Moves.done(d, effect, outcome, asked);
            case Effect.Rebuild(_, var member, _) -> mayBeThere(d, member);
            case Effect.Start(_, var member, _) -> mayBeThere(d, member);
            case Effect.Follow _ -> {}
        }
    }

    /// That nobody was there says nothing of who is there since; the next look does.
    private static void mayBeThere(Draft d, Member member) {
        State.Seen before = d.seen(member);
        if (before != null && before.sight() instanceof Sight.Gone) {
            memberSeen(d, member, new Sight.Silent("made a moment ago"));
        }
    }

    private static void notDone(Draft d, Effect effect, Reply<Outcome> reply, Instant asked) {
        if (effect instanceof Effect.Fence(_, var member)) {
            fence(d, member, asked, Stage.Fence.UNPROVABLE);
        }
        if (!(reply instanceof Reply.Unknown<Outcome>)) {
            Moves.refused(d, effect);
            return;
        }
        // It may still arrive.
        if (effect instanceof Effect.Synchronise || effect instanceof Effect.Promote) {
            d.unsureUntil = d.now.plus(d.policy.patience(2));
        } else if (effect instanceof Effect.Rebuild(_, var member, _)) {
            mayBeThere(d, member);
        } else if (effect instanceof Effect.Start(_, var member, _)) {
            mayBeThere(d, member);
        } else if (effect instanceof Effect.Swap(_, var expected, _)) {
            d.doubtful = Math.max(d.doubtful, expected.version());
        }
    }

    private static void swapped(Draft d, Instant askedAt, Versioned lease) {
        leaseSeen(d, lease, askedAt);
        boolean current = d.lease != null && d.lease.versioned().version() == lease.version();
        if (current && d.mine() && (d.confirmed == null || d.confirmed.isBefore(askedAt))) {
            d.confirmed = askedAt;
        }
    }

    /// Counts only for the election that asked.
    private static void fence(Draft d, Member member, Instant asked, Stage.Fence proof) {
        if (d.stage instanceof Stage.Electing electing
                && !asked.isBefore(electing.since())
                && electing.fence() != Stage.Fence.PROVEN
                && d.mine()
                && d.lease().holder().filter(member::equals).isPresent()) {
            d.stage = electing.with(proof);
        }
    }

    /// Counts only for the election that asked: since an earlier one the member may have followed
    /// again.
    private static void answer(Draft d, Member member, Position position, Instant asked) {
        if (d.stage instanceof Stage.Electing electing && !asked.isBefore(electing.since())) {
            d.stage = electing.with(member, position);
        }
    }

    private static void inForce(
            Draft d, long epoch, Member member, java.util.Set<Member> set, Outcome outcome) {
        if (outcome instanceof Outcome.At(var position)
                && d.mine()
                && d.lease().epoch() == epoch
                && d.lease().holder().filter(member::equals).isPresent()) {
            d.force = new State.Force(set, position);
        }
    }

    private static void commanded(Draft d, String who, Command command) {
        Optional<String> refusal = Orders.refusal(d, command);
        if (refusal.isPresent()) {
            d.say("Refused to " + who + ": " + refusal.get());
            return;
        }
        d.changed = true;
        switch (command) {
            case Command.Failover _, Command.Failback _, Command.Switchover _ ->
                    d.order = new State.Order(who, command, d.now);
            case Command.Pause _ -> d.paused = true;
            case Command.Resume _ -> d.paused = false;
            case Command.Approve _ -> d.approved = true;
        }
        d.say(who + " asked for " + Orders.words(command) + ".");
    }
}
