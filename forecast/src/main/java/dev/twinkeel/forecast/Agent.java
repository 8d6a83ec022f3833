package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Grant;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.recovery.State;
import dev.twinkeel.recovery.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One recovery agent: the driver's rules around the engine. Events one at a time, the journal
/// before the effects, one answer to an effect within its patience, everything again after a crash.
final class Agent {
    /// Where a crash can hit a step.
    enum Crash {
        BEFORE_JOURNAL,
        BEFORE_EFFECTS,
        AFTER_FIRST_EFFECT
    }

    final int region;
    final int place;
    final Policy policy;
    private final World world;
    private final Cluster cluster;
    private final Clock clock;
    private final List<Event> journal = new ArrayList<>();
    private final ArrayDeque<Runnable> backlog = new ArrayDeque<>();

    private final Onward onward;

    State state;
    boolean up = true;
    boolean frozen;

    /// Nothing can be appended to its journal.
    boolean journalFull;

    /// It waits for room in its journal: it decides nothing and grants nothing.
    private boolean stuck;

    private boolean late;

    /// Incarnations; whatever belongs to an earlier one is void.
    int life;

    /// Where the journal led when it was last read, so that it need not be read from its beginning
    /// each time: deciding is a pure function.
    private State replayed;

    private int replayedEvents;

    private int recordedSteps;
    private int crashAtStep = -1;
    private Crash crash = Crash.BEFORE_JOURNAL;

    Agent(World world, Cluster cluster, int region, Policy policy) {
        this.world = world;
        this.cluster = cluster;
        this.region = region;
        this.place = World.region(region);
        this.policy = policy;
        this.clock = new Clock(world, world.random.nextInt(1_000_000_000));
        this.state = State.initial(policy);
        this.replayed = state;
        this.onward = new Onward(world, cluster, this);
    }

    Instant clock() {
        long micros = clock.micros() + cluster.decider.clockErrorMicros(world.now());
        return Instant.ofEpochSecond(1_000 + micros / 1_000_000, micros % 1_000_000 * 1_000);
    }

    private static long micros(Instant instant) {
        return (instant.getEpochSecond() - 1_000) * 1_000_000 + instant.getNano() / 1_000;
    }

    void drift() {
        clock.drift();
    }

    /// Does it now, or when the process is awake again; never when it is dead.
    void whenAwake(Runnable action) {
        if (!up) {
            return;
        }
        if (frozen) {
            backlog.add(action);
        } else {
            action.run();
        }
    }

    boolean awake() {
        return up && !frozen;
    }

    void handle(Function<Instant, Event> event) {
        if (!up) {
            return;
        }
        if (frozen) {
            int alive = life;
            backlog.add(
                    () -> {
                        if (alive == life) {
                            handle(event);
                        }
                    });
            return;
        }
        Event now = event.apply(clock());
        if (!stuck) {
            step(now);
        } else if (!observed(now)) {
            backlog.add(() -> step(now));
        }
    }

    /// As the driver does: what was observed while it could not decide is old, and is told again.
    private static boolean observed(Event event) {
        return switch (event) {
            case Event.LeaseSeen _,
                    Event.LeaseUnseen _,
                    Event.MemberSeen _,
                    Event.RegionSeen _,
                    Event.VantageLost _ ->
                    true;
            case Event.Tick _, Event.Started _, Event.Replied _, Event.Commanded _ -> false;
        };
    }

    /// Its effects were decided too long ago to be begun; each is answered as unknown.
    private void lateStep(Event event) {
        late = true;
        step(event);
        late = false;
    }

    private void step(Event event) {
        Step step = cluster.decider.decide(policy, state, event);
        boolean crashes = false;
        if (step.recorded()) {
            if (journalFull) {
                world.tell(() -> policy.place() + " cannot write its journal");
                stuck = true;
                backlog.addFirst(() -> lateStep(event));
                return;
            }
            recordedSteps++;
            crashes = recordedSteps == crashAtStep;
            if (crashes && crash == Crash.BEFORE_JOURNAL) {
                die();
                return;
            }
            journal.add(event);
        }
        if (!step.taken().isEmpty()) {
            step.taken().forEach(each -> world.mix(each.name().hashCode()));
            cluster.taken.addAll(step.taken());
        }
        step.sentence()
                .ifPresent(
                        words ->
                                world.tell(
                                        () ->
                                                policy.place()
                                                        + " ["
                                                        + step.next().stage().name()
                                                        + "] "
                                                        + words));
        state = step.next();
        if (crashes && crash == Crash.BEFORE_EFFECTS) {
            die();
            return;
        }
        for (Effect effect : step.effects()) {
            begin(effect);
            if (crashes) {
                die();
                return;
            }
        }
    }

    private void begin(Effect effect) {
        Pending pending = new Pending(effect, life, clock());
        if (late) {
            pending.answer(new Reply.Unknown<>("it was decided too long ago"));
            return;
        }
        cluster.promises.ballots.asked(this, effect);
        if (effect instanceof Effect.Swap(_, _, var next)
                && !next.region().equals(policy.place())) {
            onward.begin();
        }
        world.mix(effect.epoch() * 64 + effect.getClass().getName().length());
        world.tell(() -> "    " + policy.place() + " asks " + effect);
        long patience = policy.patience().toNanos() / 1000;
        world.in(patience, () -> pending.answer(new Reply.Unknown<>("no answer in time")));
        List<Effect> really = cluster.decider.carriedOut(state, effect);
        for (int i = 0; i < really.size(); i++) {
            cluster.hands.carryOut(this, really.get(i), i == 0 ? pending : null);
        }
        if (really.isEmpty()) {
            Instant at = clock();
            pending.answer(cluster.hands.pretended(this, effect, at));
        }
    }

    /// An effect under way; its first answer counts.
    final class Pending {
        private final Effect effect;
        private final int ofLife;
        final Instant askedAt;
        private boolean answered;

        Pending(Effect effect, int ofLife, Instant askedAt) {
            this.effect = effect;
            this.ofLife = ofLife;
            this.askedAt = askedAt;
        }

        void answer(Reply<Outcome> reply) {
            if (answered || ofLife != life) {
                return;
            }
            answered = true;
            world.in(
                    0,
                    () -> {
                        if (ofLife == life) {
                            cluster.promises.ballots.answered(Agent.this, effect, reply);
                            handle(at -> new Event.Replied(at, effect, reply));
                        }
                    });
        }
    }

    @Nullable Grant grant() {
        return up && !stuck
                ? cluster.decider
                        .grant(policy, state)
                        .filter(grant -> grant.until().isAfter(clock()))
                        .orElse(null)
                : null;
    }

    /// What its gates are told: what it grants, or what the other region does around a planned
    /// move.
    @Nullable Grant given() {
        Grant own = grant();
        if (own != null || !up) {
            return own;
        }
        Grant elsewhere = onward.grant();
        long known = state.lease().map(it -> it.lease().epoch()).orElse(0L);
        return elsewhere != null && elsewhere.epoch() >= known ? elsewhere : null;
    }

    /// A planned move sends users here before the writer comes.
    ///
    /// @return whether the gates here may lead to it yet
    boolean lead() {
        onward.begin();
        return onward.grant() != null;
    }

    Duration left(Grant grant) {
        return Duration.between(clock(), grant.until());
    }

    /// Dies at one of its next steps.
    void dieSoon(Crash where, int steps) {
        crash = where;
        crashAtStep = recordedSteps + steps;
    }

    void liveOn() {
        crashAtStep = -1;
    }

    void die() {
        if (up) {
            world.tell(() -> policy.place() + " engine dies");
            up = false;
            frozen = false;
            stuck = false;
            life++;
            onward.forget();
            backlog.clear();
            if (crashAtStep >= 0) {
                crashAtStep = -1;
                cluster.trouble.restart(this);
            }
        }
    }

    /// A new process reads the journal and goes on. Its clock starts at the wall's time, which may
    /// have been set meanwhile, but never before the newest instant in the journal.
    void boot() {
        if (up) {
            return;
        }
        up = true;
        clock.startAt(
                Math.max(micros(state.now()), clock.micros() + cluster.trouble.clockStepMicros()));
        for (Event event : journal.subList(replayedEvents, journal.size())) {
            replayed = cluster.decider.decide(policy, replayed, event).next();
        }
        replayedEvents = journal.size();
        // A planted fault may change a state without an event.
        if (cluster.decider.equals(Decider.ENGINE)) {
            cluster.promises.replayed(state, replayed);
        }
        state = replayed;
        cluster.lookout(region).forget();
        handle(Event.Started::new);
    }

    void freeze() {
        frozen = up;
    }

    void thaw() {
        if (!frozen) {
            return;
        }
        frozen = false;
        forgetViews();
        goOn();
    }

    /// As the driver does after a pause: what the vantage points said before is old.
    private void forgetViews() {
        for (String vantage : List.of("sydney", "mumbai", "singapore")) {
            handle(at -> new Event.VantageLost(at, vantage));
        }
        cluster.lookout(region).forgetViews();
    }

    /// There is room again in its journal.
    void journalFits() {
        journalFull = false;
        if (stuck && up) {
            stuck = false;
            cluster.lookout(region).forget();
            if (frozen) {
                return;
            }
            // What was decided already, and then what came meanwhile.
            backlog.remove().run();
            forgetViews();
            goOn();
        }
    }

    private void goOn() {
        while (up && !frozen && !stuck && !backlog.isEmpty()) {
            backlog.remove().run();
        }
    }

    void memberSeen(dev.twinkeel.recovery.Member member, Sight sight) {
        handle(at -> new Event.MemberSeen(at, member, sight));
    }
}
