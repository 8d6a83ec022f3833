package dev.twinkeel.drill;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Objectives.Objective;
import dev.twinkeel.recovery.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns what a run recorded into its report. Measures; does nothing to the system.
///
/// @param rows every request, in the order of intended starts
record Reporting(
        Scenario scenario,
        Application application,
        DrillOptions options,
        Load load,
        Drill.Spans spans,
        List<History.Row> rows,
        Drill.LedgerReading reading,
        List<Entry> journal) {

    private static final int STORY_MAX = 200;

    DrillReport report(
            Optional<Wound> wound,
            List<Proof> proofs,
            Optional<InsideFindings> inside,
            Beyond beyond,
            Map<String, String> environment) {
        List<History.Row> counted =
                rows.stream().filter(row -> row.intended() >= spans.from).toList();
        Outage outage = outage(counted);
        Outage told = scenario.fault().isPlanned() ? outage.fromItsBegin(spans.fault) : outage;
        Baseline before = Baseline.of(counted, spans.from, beforeUntil());
        Optional<Findings> findings = reading.keys().map(keys -> findings(keys, outage));
        Measured measured = measured(counted, before, proofs, told, findings, inside);
        Judgement judgement =
                beyond.judged(
                        Judgement.of(measured), scenario.objective(application.objectives()).rpo());
        Long rto = millis(told.rtoNanos());
        Objective objective = scenario.objective(application.objectives());
        boolean control = scenario.fault().isControl();
        return new DrillReport(
                scenario.name(),
                application.name(),
                scenario.claim(),
                scenario.fault().toString(),
                wound.map(Wound::what).orElse("nothing was broken"),
                judgement.verdict(),
                judgement.reasons(),
                load.origin(),
                faultAt(),
                options.seed(),
                rto,
                control ? null : Long.valueOf(objective.rto().toMillis()),
                control ? null : Long.valueOf(objective.rpo().toMillis()),
                outage.seen(),
                outage.longestGapNanos() / 1_000_000,
                millis(outage.firstErrorNanos()),
                control ? Phases.NONE : Phases.of(journal, faultAt(), millis(outage.rtoNanos())),
                counted.size(),
                failed(counted),
                counted.stream().filter(row -> row.outcome() == Outcome.UNKNOWN).count(),
                Latency.of(counted, _ -> true),
                Latency.of(counted, row -> control || row.completed() < spans.fault),
                Latency.of(counted, row -> steady(row, outage)),
                findings.orElse(null),
                reading.trouble().orElse(null),
                inside.orElse(null),
                beyond,
                proofs,
                hundredths(load.lateness().p99Millis()),
                hundredths(load.lateness().maxMillis()),
                Window.of(counted, control ? spans.from : spans.fault, spans.from, spans.end),
                failures(counted),
                story(),
                environment(environment));
    }

    private Measured measured(
            List<History.Row> counted,
            Baseline before,
            List<Proof> proofs,
            Outage told,
            Optional<Findings> findings,
            Optional<InsideFindings> inside) {
        return new Measured(
                scenario,
                application.objectives(),
                before.bad(),
                before.good(),
                proofs,
                load.lateness().p99Millis(),
                load.lateness().maxMillis(),
                load.lateness().kept(),
                told,
                counted.size(),
                failed(counted),
                Latency.of(counted, _ -> true),
                findings,
                reading.trouble(),
                inside);
    }

    private static long failed(List<History.Row> counted) {
        return counted.stream().filter(row -> !row.ok()).count();
    }

    private long beforeUntil() {
        return scenario.fault().isControl()
                ? spans.from + scenario.baseline().toNanos()
                : spans.fault;
    }

    private Instant faultAt() {
        return load.origin().plusNanos(spans.fault);
    }

    private static @Nullable Long millis(@Nullable Long nanos) {
        return nanos == null ? null : Long.valueOf(nanos / 1_000_000);
    }

    private static double hundredths(double millis) {
        return Math.round(millis * 100) / 100.0;
    }

    /// Writes are what an outage is judged by; reads where nothing is written, or where what is
    /// broken is no part of a write.
    private Outage outage(List<History.Row> counted) {
        boolean control = scenario.fault().isControl();
        boolean writes = load.plan().write().isPresent() && !scenario.fault().isOfReads();
        return Outage.measure(
                counted.stream().filter(row -> row.isWrite() == writes).toList(),
                new Outage.Span(
                        spans.from, spans.fault, spans.end, scenario.steady().toNanos(), control));
    }

    private boolean steady(History.Row row, Outage outage) {
        Long rto = outage.rtoNanos();
        return rto != null && row.intended() >= spans.fault + rto;
    }

    private Findings findings(Ledger keys, Outage outage) {
        long until = outage.seen() ? Math.max(outage.gapStart(), spans.fault) : spans.fault;
        long lastAck =
                rows.stream()
                        .filter(row -> row.isWrite() && row.ok() && row.completed() <= until)
                        .mapToLong(History.Row::completed)
                        .max()
                        .orElse(0);
        return keys.findings(lastAck, nanos -> load.origin().plusNanos(nanos));
    }

    /// Why requests did not end well, in words, most frequent first.
    private static Map<String, Long> failures(List<History.Row> counted) {
        Map<Cause, Long> causes = new EnumMap<>(Cause.class);
        Map<Integer, Long> statuses = new LinkedHashMap<>();
        for (History.Row row : counted) {
            if (row.ok()) {
                continue;
            }
            if (row.cause() == Cause.STATUS) {
                statuses.merge(row.status(), 1L, Long::sum);
            } else {
                causes.merge(row.cause(), 1L, Long::sum);
            }
        }
        Map<String, Long> words = new LinkedHashMap<>();
        causes.forEach((cause, count) -> words.put(cause.words(), count));
        statuses.forEach((status, count) -> words.put("answered with status " + status, count));
        Map<String, Long> sorted = new LinkedHashMap<>();
        words.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    private List<DrillReport.Sentence> story() {
        Instant fault = faultAt();
        return journal.stream()
                .filter(entry -> !entry.event().at().isBefore(fault))
                .filter(entry -> entry.sentence().isPresent())
                .sorted(Comparator.comparing(entry -> entry.event().at()))
                .limit(STORY_MAX)
                .map(
                        entry ->
                                new DrillReport.Sentence(
                                        Duration.between(fault, entry.event().at()).toMillis(),
                                        entry.place(),
                                        entry.database(),
                                        entry.sentence().orElse("")))
                .toList();
    }

    private Map<String, String> environment(Map<String, String> twin) {
        Map<String, String> all = new LinkedHashMap<>(options.environment());
        LoadPlan plan = load.plan();
        Runtime machine = Runtime.getRuntime();
        all.put(
                "machine",
                "%s %s, %d processors, Java %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.arch"),
                                machine.availableProcessors(),
                                System.getProperty("java.version")));
        all.put(
                "load",
                "%.0f writes/s and %.0f reads/s from %d shoppers, on a schedule fixed in advance"
                        .formatted(plan.writesPerSecond(), plan.readsPerSecond(), plan.shoppers()));
        all.put(
                "shoppers",
                "give up after %s; trust DNS as a %s does; %s"
                        .formatted(
                                Words.time(plan.deadline()),
                                scenario.load().resolver(),
                                plan.retries()
                                        ? "try a write again with the same key"
                                        : "never send a write twice"));
        all.put("seed", Long.toString(options.seed()));
        all.put("keys of this run", plan.key(0) + " and up");
        all.putAll(twin);
        return all;
    }
}
