package dev.twinkeel.drill;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Rate;
import java.util.Locale;
import java.util.SplittableRandom;

/// Makes the plan of a run's load from what the application's file and the scenario say.
final class Plans {
    /// Part of the load that the standby gets while it is warmed.
    private static final double CANARY = 0.3;

    private static final int CANARIES = 8;

    private Plans() {}

    /// With a number that no other run against the same system has.
    static LoadPlan of(
            Scenario scenario, Application application, TwinUnderTest twin, DrillOptions options) {
        return of(scenario, application, twin, options, run(options.seed()));
    }

    /// @param run the run's number
    static LoadPlan of(
            Scenario scenario,
            Application application,
            TwinUnderTest twin,
            DrillOptions options,
            int run) {
        var load = application.load();
        var change = scenario.load();
        Rate rate = change.rate().orElse(load.rate());
        Rate reads = change.reads().orElse(load.reads());
        if (load.write().isEmpty() && load.read().isEmpty()) {
            throw new IllegalArgumentException(
                    "drill %s: its file has no load; add `load:` with a `write:` and a `ledger:` to say"
                                    .formatted(application.name())
                            + " what shoppers do");
        }
        return new LoadPlan(
                application.domain(),
                twin.nameServer(),
                twin.port(),
                run,
                options.seed(),
                rate.perSecond() * options.share(),
                reads.perSecond() * options.share(),
                change.shoppers().orElse(load.shoppers()),
                scenario.warmUp().multipliedBy(2).dividedBy(3),
                change.deadline(),
                Resolver.valueOf(change.resolver().toUpperCase(Locale.ROOT)),
                change.retries(),
                load.write(),
                load.read());
    }

    /// The same load with keys that are strange to the run's own ledger.
    static LoadPlan strange(LoadPlan plan) {
        return like(plan, plan.run() ^ 0x5bd1e995);
    }

    /// The same load, before the drill begins.
    static LoadPlan earlier(LoadPlan plan) {
        return like(plan, plan.run() ^ 0x6c62272e);
    }

    private static LoadPlan like(LoadPlan plan, int run) {
        return new LoadPlan(
                plan.domain(),
                plan.nameServer(),
                plan.port(),
                run,
                plan.seed(),
                plan.writesPerSecond(),
                plan.readsPerSecond(),
                plan.shoppers(),
                plan.ramp(),
                plan.deadline(),
                plan.resolver(),
                plan.retries(),
                plan.write(),
                plan.reads());
    }

    /// A little of the same load, sent straight to the standby region by its own name: what
    /// monitors send to a standby all day long, so that it is not met cold. Its writes are refused
    /// there; their keys are strange to the run's ledger.
    static LoadPlan canary(LoadPlan plan, String region) {
        return new LoadPlan(
                region + "." + plan.domain(),
                plan.nameServer(),
                plan.port(),
                plan.run() ^ 0x2545f491,
                plan.seed(),
                plan.writesPerSecond() * CANARY,
                plan.readsPerSecond() * CANARY,
                Math.min(plan.shoppers(), CANARIES),
                plan.ramp(),
                plan.deadline(),
                plan.resolver(),
                false,
                plan.write(),
                plan.reads());
    }

    /// A run's number: from the wall clock, so that it does not come back.
    static int run(long seed) {
        long nanos = System.currentTimeMillis() * 1_000_000 + System.nanoTime() % 1_000_000;
        return new SplittableRandom(nanos ^ Long.rotateLeft(seed, 32)).nextInt();
    }
}
