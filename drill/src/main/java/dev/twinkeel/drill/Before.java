package dev.twinkeel.drill;

import dev.twinkeel.model.Application;
import java.time.Duration;

/// The time before the fault: warms the application, and looks at it until it is to be broken. What
/// is not well before it is broken shows nothing.
final class Before {
    /// A cold start may need longer than its warm-up on a busy machine, and what begins beside the
    /// load may disturb it; an application that is not well after so many looks is not well.
    private static final int BASELINES = 4;

    /// A machine that is slow to warm gets this many times the warm-up.
    static final int WARM_UPS = 4;

    private static final long PACE_MILLIS = 50;
    private static final long SETTLING_NANOS = 1_000_000_000L;

    private final Scenario scenario;
    private final Application application;
    private final DrillOptions options;
    private final Load load;
    private final Drill.Spans spans;
    private final Progress progress;
    private int looks;

    Before(
            Scenario scenario,
            Application application,
            DrillOptions options,
            Load load,
            Drill.Spans spans,
            Progress progress) {
        this.scenario = scenario;
        this.application = application;
        this.options = options;
        this.load = load;
        this.spans = spans;
        this.progress = progress;
    }

    /// Warms the application and observes its baseline.
    ///
    /// @return whether it is well enough to be broken; with nothing to break it always is
    /// @throws NotServedException when it does all, but too late
    boolean well(Lateness lateness) throws InterruptedException {
        spans.from = scenario.warmUp().toNanos();
        LoadPlan plan = load.plan();
        progress.at(
                "baseline",
                "%d shoppers make %.0f writes and %.0f reads a second; warm-up %s, baseline %s"
                        .formatted(
                                plan.shoppers(),
                                plan.writesPerSecond(),
                                plan.readsPerSecond(),
                                Words.time(scenario.warmUp()),
                                Words.time(scenario.baseline())));
        warm(lateness);
        boolean control = scenario.fault().isControl();
        Baseline baseline = observed();
        if (!control) {
            baseline = lookedAgain(baseline);
        }
        progress.at(
                "baseline",
                baseline.well()
                        ? "healthy: %s done, none failed"
                                .formatted(Words.count(baseline.good(), "request", "requests"))
                        : "not healthy: " + baseline.sentence());
        if (options.room() && baseline.well()) {
            baseline.checkRoom(application.objectives().latency().p99());
        }
        return control || baseline.well();
    }

    /// Clients beside the load have begun: some commits of theirs before the fault show that their
    /// sessions work. They may disturb the load, as may the machine: then it is observed anew.
    ///
    /// @return whether it is well to this instant
    boolean stillWell() throws InterruptedException {
        pauseUntil(load.nowNanos() + SETTLING_NANOS);
        return lookedAgain(looked()).well();
    }

    private Baseline lookedAgain(Baseline first) throws InterruptedException {
        Baseline baseline = first;
        while (baseline.hopeful() && looks < BASELINES) {
            progress.at("baseline", baseline.sentence() + "; looking again");
            spans.from = load.nowNanos();
            baseline = observed();
        }
        return baseline;
    }

    /// Until the warm-up ends the standby gets a little load too. A twin was started a moment ago;
    /// a real standby has run for days, and its monitors have kept it warm.
    private void warm(Lateness late) throws InterruptedException {
        String standby = application.standby().name();
        var lateness = new Lateness(scenario.warmUp().toNanos(), options.lateLimit());
        try (Load canary = Load.start(Plans.canary(load.plan(), standby), lateness)) {
            pauseUntil(spans.from);
            canary.stop();
        }
        long latest = WARM_UPS * spans.from;
        Duration p99 = application.objectives().latency().p99();
        new Calm(load, p99).await(latest);
        spans.from = load.nowNanos();
        late.from(spans.from);
    }

    private Baseline observed() throws InterruptedException {
        looks++;
        pauseUntil(spans.from + scenario.baseline().toNanos());
        return looked();
    }

    private Baseline looked() {
        return Baseline.of(load.history(), spans.from, load.nowNanos());
    }

    private void pauseUntil(long nanos) throws InterruptedException {
        while (load.nowNanos() < nanos) {
            load.check();
            Thread.sleep(PACE_MILLIS);
        }
    }
}
