package dev.twinkeel.drill;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Load.Ledger;
import dev.twinkeel.recovery.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One run of a scenario: baseline, fault, proof of effect, recovery, steady, ledger, verdict.
///
/// The fault's instant is taken by the hand that inflicts it, just before the first process is hit;
/// everything is timed from there on one monotonic clock.
public final class Drill {
    private static final long PACE_MILLIS = 50;
    private static final long TELL_NANOS = 1_000_000_000L;
    private static final long JOURNAL_EVERY_NANOS = 500_000_000L;

    private final Scenario scenario;
    private final Application application;
    private final TwinUnderTest twin;
    private final DrillOptions options;
    private final Progress progress;
    private final LoadPlan plan;
    private final Spans spans = new Spans();
    private Optional<Play> play = Optional.empty();
    private Optional<InsideFindings> insideFindings = Optional.empty();
    private @Nullable HistoryFindings checked;
    private List<StoreFindings> stored = List.of();
    private boolean steady;

    /// The instants of a run on the load's clock; -1 before they are known.
    static final class Spans {
        long from = -1;
        long fault = -1;
        long end = -1;
        long promoted = -1;
    }

    private Drill(
            Scenario scenario,
            Application application,
            TwinUnderTest twin,
            DrillOptions options,
            Progress progress) {
        this.scenario = scenario;
        this.application = application;
        this.twin = twin;
        this.options = options;
        this.progress = progress;
        plan = Plans.of(scenario, application, twin, options);
    }

    /// Runs the scenario once. The fault is undone at the end, even when the drill breaks.
    ///
    /// @throws TwinTroubleException when the system under test cannot do what is asked of it
    /// @throws IllegalArgumentException when the application's file has no load to play
    public static DrillReport run(
            Scenario scenario,
            Application application,
            TwinUnderTest twin,
            DrillOptions options,
            Progress progress)
            throws InterruptedException {
        Drill drill = new Drill(scenario, application, twin, options, progress);
        try {
            return drill.run();
        } finally {
            drill.heal();
        }
    }

    private DrillReport run() throws InterruptedException {
        if (scenario.before().isPresent()) {
            new Preparation(scenario, application, twin, progress, plan)
                    .run(scenario.before().get());
        }
        Lateness lateness = new Lateness(scenario.warmUp().toNanos(), options.lateLimit());
        try (Load load = Load.start(plan, lateness)) {
            var before = new Before(scenario, application, options, load, spans, progress);
            if (before.well(lateness)) {
                if (scenario.fault().isControl()) {
                    spans.fault = spans.from;
                    watchControl(load);
                } else {
                    try (HistoryRun history = HistoryRun.start(scenario, twin, load, progress);
                            StoreRun stores = StoreRun.start(twin, load, progress)) {
                        breakIt(load, before);
                        checked = history.end();
                        stored = stores.end(scenario.mends());
                        watchOn(load);
                    }
                }
            } else {
                spans.fault = load.nowNanos();
            }
            spans.end = load.nowNanos();
            load.stop();
            return report(load);
        }
    }

    private void watchControl(Load load) throws InterruptedException {
        progress.at("steady", "nothing is broken; watching for " + Words.time(scenario.observe()));
        long end = load.nowNanos() + scenario.observe().toNanos();
        while (load.nowNanos() < end) {
            pause(load);
        }
    }

    private void breakIt(Load load, Before before) throws InterruptedException {
        try (Play steps = new Play(scenario, twin, load, progress)) {
            play = Optional.of(steps);
            if (scenario.tried().isEmpty()) {
                inflict(load, steps, before);
                recover(load, steps);
                return;
            }
            Inside inside = inside(scenario.tried().get());
            try (InsideProbe probe =
                    new InsideProbe(load, Plans.strange(plan), inside, sessionPatience())) {
                progress.at("baseline", "clients inside %s write too".formatted(inside.region()));
                probe.open();
                inflict(load, steps, before);
                recover(load, steps);
                if (steps.proven() && spans.promoted >= 0) {
                    knock(load, probe, inside);
                }
            }
        }
    }

    private Inside inside(Claim.Reach reach) {
        Inside writer = twin.writer();
        return switch (reach) {
            case DATABASE -> writer;
            case GATES -> twin.inside();
            case REGION -> twin.inside().and(writer.gates());
        };
    }

    /// A session must outlive what is frozen, to try to commit when it thaws.
    private Duration sessionPatience() {
        return scenario.fault().action() == Fault.Action.FREEZE
                ? scenario.observe()
                : InsideProbe.SESSION_PATIENCE;
    }

    private void inflict(Load load, Play steps, Before before) throws InterruptedException {
        boolean well = before.stillWell();
        spans.fault = load.nowNanos();
        if (!well) {
            return;
        }
        spans.fault = steps.first();
        steps.rest();
        steps.settle();
        progress.at(
                "proof",
                steps.proven()
                        ? Words.count(steps.proofs().size(), "look shows", "looks show")
                                + " that it has its effect"
                        : "not everything has its effect");
    }

    /// Watches until clients are served steadily and, where a database was hit, another member is
    /// the primary; or until the time is up.
    private void recover(Load load, Play steps) throws InterruptedException {
        if (!steps.proven()) {
            return;
        }
        Watch watch = new Watch(load.history());
        long last = steps.last();
        long giveUp = last + scenario.observe().toNanos() + scenario.steady().toNanos();
        long earliest = scenario.watchesAll() ? last + scenario.observe().toNanos() : last;
        long tellAt = 0;
        long askAt = 0;
        while (load.nowNanos() < giveUp) {
            pause(load);
            watch.look();
            long now = load.nowNanos();
            if (now >= askAt && spans.promoted < 0) {
                askAt = now + JOURNAL_EVERY_NANOS;
                promoted(load);
            }
            if (now >= tellAt) {
                tellAt = now + TELL_NANOS;
                progress.at("recovery", sentence(watch, now));
            }
            boolean moved =
                    application.databases().isEmpty()
                            || !scenario.awaitsWriter()
                            || spans.promoted >= 0;
            if (moved && now >= earliest && watch.steady(now, last, scenario.steady().toNanos())) {
                progress.at("steady", "served steadily for " + Words.time(scenario.steady()));
                steady = true;
                return;
            }
        }
        progress.at("steady", "not served steadily within " + Words.time(scenario.observe()));
    }

    /// What was asked of the twin since it served steadily may have disturbed it: an interruption
    /// that is not over is watched to its end too, and counts.
    private void watchOn(Load load) throws InterruptedException {
        if (!steady) {
            return;
        }
        Play steps = play.orElseThrow();
        Watch watch = new Watch(load.history());
        watch.look();
        if (!watch.steady(load.nowNanos(), steps.last(), scenario.steady().toNanos())) {
            progress.at("recovery", "interrupted again; watching on");
            recover(load, steps);
        }
    }

    private String sentence(Watch watch, long now) {
        return "%s after the fault: %s done, %s not%s"
                .formatted(
                        Words.millis((now - spans.fault) / 1_000_000),
                        Words.number(watch.good()),
                        Words.number(watch.bad()),
                        spans.promoted < 0
                                ? ""
                                : "; promoted after "
                                        + Words.millis((spans.promoted - spans.fault) / 1_000_000));
    }

    private void promoted(Load load) {
        Long millis = phases(load, null).promoted();
        if (millis != null) {
            // The whole millisecond: an acknowledgement inside it may have come before.
            spans.promoted = spans.fault + (millis + 1) * 1_000_000;
        }
    }

    private Phases phases(Load load, @Nullable Long steadyMillis) {
        Instant fault = load.origin().plusNanos(spans.fault);
        return Phases.of(twin.journal(fault.minus(StageWatch.BEFORE)), fault, steadyMillis);
    }

    /// Tries to write inside the region that is cut off, and looks whether it is alive.
    private void knock(Load load, InsideProbe probe, Inside inside) throws InterruptedException {
        String place = inside.region();
        progress.at("inside", "trying to write inside %s".formatted(place));
        boolean region = scenario.tried().filter(it -> it != Claim.Reach.DATABASE).isPresent();
        List<Proof> alive = new ArrayList<>(region ? twin.alive(place) : List.of());
        probe.knockFor(scenario.inside());
        alive.addAll(region ? twin.alive(place) : List.of());
        if (region && alive.isEmpty()) {
            alive.add(new Proof("something in " + place + " is alive", false, "no process"));
        }
        long promoted = spans.promoted < 0 ? load.nowNanos() : spans.promoted;
        InsideFindings found =
                probe.findings(
                        spans.fault,
                        promoted,
                        Duration.ofNanos(load.nowNanos() - promoted),
                        alive.stream().distinct().toList());
        insideFindings = Optional.of(found);
        progress.at(
                "inside",
                "%d of %d tries were accepted after the promotion"
                        .formatted(found.accepted(), found.tried()));
    }

    private void pause(Load load) throws InterruptedException {
        load.check();
        Thread.sleep(PACE_MILLIS);
    }

    private DrillReport report(Load load) throws InterruptedException {
        List<History.Row> rows = rows(load.history());
        LedgerReading reading = ledger(load, rows);
        stored =
                Fulfilments.with(stored, scenario, load.plan(), application.load(), twin, progress);
        List<Entry> journal = scenario.fault().isControl() ? List.of() : twin.journal();
        Reporting reporting =
                new Reporting(scenario, application, options, load, spans, rows, reading, journal);
        return reporting.report(
                play,
                insideFindings,
                new Beyond(checked, kept(load, reading), stored),
                twin.environment());
    }

    /// What can be recovered of what was lost.
    private @Nullable KeptFindings kept(Load load, LedgerReading reading)
            throws InterruptedException {
        Wound inflicted = play.isPresent() ? play.get().wound() : null;
        List<Findings.Lost> lost =
                reading.keys()
                        .map(keys -> keys.findings(load.origin()::plusNanos).lostWrites())
                        .orElse(List.of());
        return lost.isEmpty() || inflicted == null
                ? null
                : new Salvage(twin, progress)
                        .of(lost, inflicted.region(), () -> twin.heal(inflicted));
    }

    private static List<History.Row> rows(History history) {
        List<History.Row> rows = new ArrayList<>(history.size());
        for (int index = 0; index < history.size(); index++) {
            rows.add(history.row(index));
        }
        return rows;
    }

    /// @param keys that the database has, empty when they are not known, for `trouble`
    record LedgerReading(Optional<dev.twinkeel.drill.Ledger> keys, Optional<String> trouble) {}

    private LedgerReading ledger(Load load, List<History.Row> rows) throws InterruptedException {
        if (plan.write().isEmpty()) {
            return new LedgerReading(Optional.empty(), Optional.empty());
        }
        Optional<Ledger> ledger = application.load().ledger();
        if (ledger.isEmpty()) {
            return new LedgerReading(
                    Optional.empty(),
                    Optional.of("the application's file has no `load: ledger:` to read"));
        }
        progress.at("ledger", "reading every key of " + ledger.get().database());
        List<History.Row> writes = rows.stream().filter(History.Row::isWrite).toList();
        try {
            List<String> restored = FoundKeys.restored(twin, ledger.get(), progress);
            FoundKeys keys =
                    FinalRead.read(
                            ledger.get(),
                            () -> twin.primary(ledger.get().database()),
                            () -> {
                                var all = new dev.twinkeel.drill.Ledger(load.plan(), writes);
                                restored.forEach(all::found);
                                return new FoundKeys(all);
                            });
            return new LedgerReading(Optional.of(keys.ledger()), Optional.empty());
        } catch (FinalRead.UnreadException e) {
            progress.at("ledger", "cannot be read: " + e.getMessage());
            return new LedgerReading(Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private void heal() {
        if (options.heal()) {
            play.ifPresent(Play::heal);
        }
    }
}
