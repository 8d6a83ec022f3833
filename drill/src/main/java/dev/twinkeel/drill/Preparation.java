package dev.twinkeel.drill;

import dev.twinkeel.model.Application;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What happens before a drill begins: something is lost under load, recovered from, and healed,
/// until what was lost is a replica again. Its writes have keys of their own, which the drill's
/// ledger passes over.
final class Preparation {
    private static final long PACE_MILLIS = 100;

    /// Longer than a client's patience, so that some of it has ended.
    private static final long LOOKED_NANOS = 5_000_000_000L;

    private static final Duration JOURNAL_EVERY = Duration.ofSeconds(1);

    private final Scenario scenario;
    private final Application application;
    private final TwinUnderTest twin;
    private final Progress progress;
    private final LoadPlan plan;

    /// @param plan of the drill itself
    Preparation(
            Scenario scenario,
            Application application,
            TwinUnderTest twin,
            Progress progress,
            LoadPlan plan) {
        this.scenario = scenario;
        this.application = application;
        this.twin = twin;
        this.progress = progress;
        this.plan = Plans.earlier(plan);
    }

    /// @throws NotServedException when the load is not served while nothing is broken
    /// @throws TwinTroubleException when the twin does not recover, or does not become whole again
    void run(Fault fault) throws InterruptedException {
        Wound wound = lose(fault);
        progress.at("before", "healing " + wound.region());
        Instant healed = Instant.now();
        twin.heal(wound);
        await(
                () -> replicates(twin.journal(healed), wound.region(), healed),
                "%s was healed and did not become a replica again".formatted(wound.region()));
        progress.at("before", wound.region() + " is a replica again");
    }

    private Wound lose(Fault fault) throws InterruptedException {
        var lateness = new Lateness(Long.MAX_VALUE, Duration.ofDays(1));
        try (Load load = Load.start(plan, lateness)) {
            warm(load);
            progress.at("before", fault.toString());
            long since = load.nowNanos();
            Wound wound = twin.inflict(fault);
            progress.at("before", wound.what());
            Watch watch = new Watch(load.history());
            await(
                    () -> {
                        load.check();
                        watch.look();
                        return Phases.of(
                                                        twin.journal(
                                                                wound.at().minus(Phases.CLOCKS)),
                                                        wound.at(),
                                                        null)
                                                .promoted()
                                        != null
                                && watch.steady(
                                        load.nowNanos(), since, scenario.steady().toNanos());
                    },
                    "%s, and clients were not served steadily again".formatted(wound.what()));
            progress.at("before", "recovered from");
            load.stop();
            return wound;
        }
    }

    private void warm(Load load) throws InterruptedException {
        long least = scenario.warmUp().toNanos();
        while (load.nowNanos() < least) {
            load.check();
            Thread.sleep(PACE_MILLIS);
        }
        boolean warm =
                new Calm(load, application.objectives().latency().p99())
                        .await(Before.WARM_UPS * least);
        long now = load.nowNanos();
        // Slower than it should be is served; the drill's own baseline asks for no more.
        if (!warm && !Baseline.of(load.history(), now - LOOKED_NANOS, now).well()) {
            throw new NotServedException(
                    "prepare the drill: %.0f writes and %.0f reads a second are not served in time while nothing is broken"
                            .formatted(plan.writesPerSecond(), plan.readsPerSecond()));
        }
    }

    /// A condition that is looked at until it holds.
    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    private void await(Condition condition, String trouble) throws InterruptedException {
        long giveUp = System.nanoTime() + scenario.observe().toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > giveUp) {
                throw new TwinTroubleException(
                        "prepare the drill: %s within %s; see the journals with `twinkeel explain`"
                                .formatted(trouble, Words.time(scenario.observe())));
            }
            Thread.sleep(JOURNAL_EVERY);
        }
    }

    /// Whether a member of the region streams, as the region's agent saw it last.
    static boolean replicates(List<Entry> journal, String region, Instant since) {
        Map<String, Boolean> streaming = new HashMap<>();
        for (Entry entry : journal) {
            if (entry.event() instanceof Event.MemberSeen(var at, var member, var sight)
                    && entry.place().equals(region)
                    && member.region().equals(region)
                    && at.isAfter(since)) {
                streaming.put(
                        member.name(),
                        sight instanceof Sight.Serving serving
                                && !serving.writable()
                                && serving.upstream().isPresent());
            }
        }
        return streaming.containsValue(true);
    }
}
