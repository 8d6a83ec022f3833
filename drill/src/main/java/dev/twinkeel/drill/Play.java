package dev.twinkeel.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Does a scenario's steps, one after the other, and collects what shows that each had its effect.
///
/// Steps follow each other without waiting for proofs: those are looked for beside them. Confined
/// to the drill's thread, except what its own threads note.
final class Play implements AutoCloseable {
    private static final Duration PROOF_PATIENCE = Duration.ofSeconds(5);
    private static final long PACE_MILLIS = 50;

    /// A stage of a recovery may be over in some ten milliseconds.
    private static final long LOOK_MILLIS = 5;

    private static final int PRACTICE = 20;

    private final Scenario scenario;
    private final TwinUnderTest twin;
    private final Load load;
    private final Progress progress;
    private final Map<Integer, Wound> wounds = new LinkedHashMap<>();

    /// What the newest pulse of a step hit, after its first: who has the role may have changed.
    private final Map<Integer, Wound> pulsed = new ConcurrentHashMap<>();

    private final List<Noted> notes = new ArrayList<>();
    private final Map<Integer, List<Proof>> proofs = new LinkedHashMap<>();
    private final List<Thread> beside = new ArrayList<>();
    private final List<Supplier<Wound>> deeds = new ArrayList<>();
    private long last;

    private final StageWatch stages;

    private volatile boolean closed;

    /// @param nanos on the load's clock
    record Noted(int step, long nanos, String words) {}

    Play(Scenario scenario, TwinUnderTest twin, Load load, Progress progress) {
        this.scenario = scenario;
        this.twin = twin;
        this.stages = new StageWatch(twin::journal);
        this.load = load;
        this.progress = progress;
    }

    /// Does the fault itself.
    ///
    /// @return its instant on the load's clock
    long first() throws InterruptedException {
        for (Step step : scenario.then()) {
            deeds.add(deed(step));
        }
        stages.look();
        Step first = Step.first(scenario.fault());
        return carryOut(1, first, deed(first));
    }

    /// Does the steps after it, until one cannot be done.
    void rest() throws InterruptedException {
        int number = 2;
        for (Step step : scenario.then()) {
            if (!await(number, step.when())) {
                return;
            }
            carryOut(number, step, deeds.get(number - 2));
            number++;
        }
    }

    /// What is to happen at a stage of a recovery is made ready before there is one: a stage is
    /// over before the twin was asked for its roles, and the journals were read for the first time.
    private Supplier<Wound> deed(Step step) {
        return switch (step) {
            case Step(Step.When.Reached(String stage, _, _), Step.Deed.Inflict(Fault fault)) -> {
                for (int i = 0; i < PRACTICE; i++) {
                    stages.look();
                    stages.reached(stage);
                }
                yield twin.aim(fault);
            }
            case Step(_, Step.Deed.Inflict(Fault fault)) -> () -> twin.inflict(fault);
            case Step(_, Step.Deed.Heal(int which)) -> () -> healed(which);
        };
    }

    /// Waits until every pulse is over and every proof was found or given up.
    void settle() throws InterruptedException {
        for (Thread thread : List.copyOf(beside)) {
            while (thread.isAlive()) {
                load.check();
                thread.join(Duration.ofMillis(PACE_MILLIS));
            }
        }
    }

    private boolean await(int number, Step.When when) throws InterruptedException {
        switch (when) {
            case Step.When.After(Duration time) -> {
                while (load.nowNanos() < last + time.toNanos()) {
                    pause(PACE_MILLIS);
                }
                stages.look();
                return true;
            }
            case Step.When.Reached(String stage, Duration within, Duration later) -> {
                progress.at("step", "waiting until an engine is " + stage);
                long giveUp = load.nowNanos() + within.toNanos();
                while (!stages.reached(stage)) {
                    if (load.nowNanos() > giveUp) {
                        String observed = "it was not within " + Words.time(within);
                        prove(
                                number,
                                List.of(new Proof("some engine is " + stage, false, observed)));
                        return false;
                    }
                    pause(LOOK_MILLIS);
                }
                long due = load.nowNanos() + later.toNanos();
                while (load.nowNanos() < due) {
                    pause(PACE_MILLIS);
                }
                if (later.isPositive()) {
                    stages.look();
                }
                return true;
            }
        }
    }

    /// In which stage the engine was that was waited for: it may have been gone from the one that
    /// was asked for.
    private String atStage(Step.When when, Wound wound) {
        return when instanceof Step.When.Reached(String stage, _, _)
                ? stages.where(stage, wound.at())
                        .map(it -> "; the engine of " + it.place() + " was " + it.stage())
                        .orElse("")
                : "";
    }

    private void pause(long millis) throws InterruptedException {
        load.check();
        Thread.sleep(millis);
    }

    private long carryOut(int number, Step step, Supplier<Wound> deed) throws InterruptedException {
        progress.at(number == 1 ? "fault" : "step", step.deed().toString());
        long before = load.nowNanos();
        last = before;
        try {
            switch (step.deed()) {
                case Step.Deed.Heal(int which) -> {
                    Wound _ = deed.get();
                    note(number, last, "healed what step " + which + " did");
                }
                case Step.Deed.Inflict(Fault fault) ->
                        last = inflict(number, fault, step.when(), deed);
            }
        } catch (TwinTroubleException e) {
            if (number == 1 && !isOrder(step)) {
                throw e;
            }
            failed(number, step, e);
        }
        return last;
    }

    private static boolean isOrder(Step step) {
        return step.deed() instanceof Step.Deed.Inflict(Fault fault) && fault.isOrder();
    }

    /// A fault that cannot be done proves nothing, nor does a planned move that is refused, unless
    /// the scenario claims that the refusal is said. A refused takeover is an outcome, but not when
    /// nothing was broken before it.
    private void failed(int number, Step step, TwinTroubleException trouble) {
        String why = "refused: " + trouble.getMessage();
        note(number, last, why);
        progress.at("step", why);
        boolean outcome =
                step.deed() instanceof Step.Deed.Inflict(Fault fault)
                        && fault.isOrder()
                        && ((number > 1 && !fault.isPlanned()) || scenario.claimsSaid(why));
        if (!outcome) {
            prove(
                    number,
                    List.of(
                            new Proof(
                                    "step %d, %s, can be done".formatted(number, step.deed()),
                                    false,
                                    why)));
        } else if (number == 1) {
            prove(number, List.of(new Proof("the order is answered", true, why)));
        }
    }

    private Wound healed(int which) {
        Wound wound = wounds.get(which);
        if (wound == null) {
            throw new TwinTroubleException("heal what step " + which + " did: it did nothing");
        }
        Wound later = pulsed.get(which);
        if (later != null) {
            twin.heal(later);
        }
        twin.heal(wound);
        return wound;
    }

    private long inflict(int number, Fault fault, Step.When when, Supplier<Wound> deed) {
        long before = last;
        Wound wound = deed.get();
        wounds.put(number, wound);
        long hit = Duration.between(load.origin(), wound.at()).toNanos();
        long at = Math.clamp(hit, before, Math.max(before, load.nowNanos()));
        String what = wound.what() + atStage(when, wound);
        note(number, at, what);
        progress.at(number == 1 ? "fault" : "step", what);
        List<Proof> seen = prove(number, wound);
        prove(number, seen);
        if (!holding(seen)) {
            beside.add(Thread.ofVirtual().name("proof").start(() -> proveLater(number, wound)));
        }
        fault.means().pulse().ifPresent(it -> pulse(number, fault, it));
        return at;
    }

    private void pulse(int number, Fault fault, Fault.Pulse pulse) {
        beside.add(Thread.ofVirtual().name("pulse").start(() -> pulses(number, fault, pulse)));
    }

    private void pulses(int number, Fault fault, Fault.Pulse pulse) {
        try {
            for (int time = 1; time <= pulse.times() && !closed; time++) {
                if (time > 1) {
                    pulsed.put(number, twin.inflict(fault));
                }
                Thread.sleep(pulse.lasting());
                twin.heal(newest(number));
                if (time < pulse.times()) {
                    Thread.sleep(pulse.every().minus(pulse.lasting()));
                }
            }
            note(number, load.nowNanos(), "healed what step " + number + " did");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TwinTroubleException e) {
            String why = String.valueOf(e.getMessage());
            prove(
                    number,
                    List.of(new Proof("step %d can be repeated".formatted(number), false, why)));
        }
    }

    private Wound newest(int number) {
        Wound wound = pulsed.getOrDefault(number, wounds.get(number));
        if (wound == null) {
            throw new IllegalStateException("heal step " + number + ", which did nothing");
        }
        return wound;
    }

    /// An order that other steps follow need not be carried out: what they wait for shows that it
    /// was taken up.
    private List<Proof> prove(int number, Wound wound) {
        if (wound.fault().isOrder() && number < scenario.steps().size()) {
            return List.of(new Proof("the order is taken", true, wound.what()));
        }
        try {
            return twin.prove(wound);
        } catch (TwinTroubleException e) {
            return List.of(
                    new Proof(wound.what(), false, "cannot be looked at: " + e.getMessage()));
        }
    }

    private void proveLater(int number, Wound wound) {
        // A planned move has its effect when everything is prepared.
        Duration patience = wound.fault().takesTime() ? scenario.observe() : PROOF_PATIENCE;
        long giveUp = load.nowNanos() + patience.toNanos();
        try {
            List<Proof> seen = List.of();
            while (!closed && !holding(seen) && load.nowNanos() < giveUp) {
                Thread.sleep(PACE_MILLIS);
                seen = prove(number, wound);
            }
            prove(number, seen);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean holding(List<Proof> seen) {
        return !seen.isEmpty() && seen.stream().allMatch(Proof::holds);
    }

    private synchronized void prove(int number, List<Proof> seen) {
        proofs.put(number, seen);
    }

    private synchronized void note(int number, long nanos, String words) {
        notes.add(new Noted(number, nanos, words));
    }

    /// The instant of the last step on the load's clock.
    long last() {
        return last;
    }

    synchronized List<Proof> proofs() {
        return proofs.values().stream().flatMap(List::stream).toList();
    }

    synchronized boolean proven() {
        return !proofs.isEmpty() && proofs.values().stream().allMatch(Play::holding);
    }

    @Nullable Wound wound() {
        return wounds.get(1);
    }

    /// What was done, with its instant after the fault.
    synchronized List<Course.Done> done(long fault) {
        return notes.stream()
                .map(it -> new Course.Done(it.step(), (it.nanos() - fault) / 1_000_000, it.words()))
                .sorted(java.util.Comparator.comparingLong(Course.Done::atMillis))
                .toList();
    }

    /// When a step was done, on the load's clock.
    synchronized Optional<Long> at(int step) {
        return notes.stream().filter(it -> it.step() == step).map(Noted::nanos).findFirst();
    }

    /// Ends pulses and proofs.
    @Override
    public void close() {
        closed = true;
        beside.forEach(Thread::interrupt);
    }

    /// Undoes all that was done, the last first.
    void heal() {
        List<Wound> all = new ArrayList<>(wounds.values());
        all.addAll(pulsed.values());
        for (Wound wound : all.reversed()) {
            progress.at("heal", "undoing: " + wound.what());
            twin.heal(wound);
        }
    }
}
