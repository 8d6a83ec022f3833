package dev.twinkeel.drill;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Objectives.Objective;
import dev.twinkeel.recovery.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
            Optional<Play> play,
            Optional<InsideFindings> inside,
            Beyond beyond,
            Map<String, String> environment) {
        List<History.Row> counted =
                rows.stream().filter(row -> row.intended() >= spans.from).toList();
        List<Proof> proofs = play.map(Play::proofs).orElse(List.of());
        Course course = play.map(this::course).orElse(Course.NONE);
        Outage outage = outage(counted, timedFrom(play));
        boolean planned = scenario.fault().isPlanned() && scenario.timedFrom() == 1;
        Outage told = planned ? outage.fromItsBegin(spans.fault) : outage;
        Optional<Findings> findings = reading.keys().map(keys -> findings(keys, outage));
        Measured measured = measured(counted, proofs, told, findings, inside, course);
        Judgement judgement =
                beyond.judged(
                        Judgement.of(measured), scenario.objective(application.objectives()).rpo());
        Long rto = millis(told.rtoNanos());
        boolean control = scenario.fault().isControl();
        return new DrillReport(
                scenario.name(),
                application.name(),
                scenario.claim(),
                faults(),
                done(course),
                judgement.verdict(),
                judgement.reasons(),
                load.origin(),
                faultAt(),
                options.seed(),
                rto,
                control ? null : rtoObjective(),
                control ? null : rpoObjective(),
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
                control ? List.of() : ClaimJudge.judged(measured),
                course.steps(),
                hundredths(load.lateness().p99Millis()),
                hundredths(load.lateness().maxMillis()),
                Window.of(counted, control ? spans.from : spans.fault, spans.from, spans.end),
                Cause.count(counted),
                story(),
                played(measured),
                environment(environment));
    }

    private PlayedLoad played(Measured measured) {
        LoadPlan plan = load.plan();
        boolean served = measured.before().well() && measured.scheduleKept();
        return new PlayedLoad(
                plan.writesPerSecond(),
                plan.readsPerSecond(),
                options.share(),
                scenario.fault().isControl() || served);
    }

    private Measured measured(
            List<History.Row> counted,
            List<Proof> proofs,
            Outage told,
            Optional<Findings> findings,
            Optional<InsideFindings> inside,
            Course course) {
        return new Measured(
                scenario,
                application.objectives(),
                Baseline.of(counted, spans.from, beforeUntil()),
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
                inside,
                course);
    }

    private static long failed(List<History.Row> counted) {
        return counted.stream().filter(row -> !row.ok()).count();
    }

    /// What was done, and what came of it.
    private Course course(Play play) {
        String home = Optional.ofNullable(play.wound()).map(Wound::region).orElse("");
        return Course.of(home, play.done(spans.fault), journal, faultAt());
    }

    private static String done(Course course) {
        return course.steps().isEmpty()
                ? "nothing was broken"
                : course.steps().stream().map(Course.Done::words).collect(Collectors.joining("; "));
    }

    /// From when an outage is timed; when that step was not done, from the fault.
    private long timedFrom(Optional<Play> play) {
        return play.flatMap(it -> it.at(scenario.timedFrom())).orElse(spans.fault);
    }

    private String faults() {
        return scenario.then().isEmpty()
                ? scenario.fault().toString()
                : scenario.fault()
                        + ", then "
                        + scenario.then().stream()
                                .map(Step::toString)
                                .collect(Collectors.joining(", then "));
    }

    private @Nullable Long rtoObjective() {
        Objective objective = scenario.objective(application.objectives());
        return scenario.claims().stream()
                .flatMap(
                        it ->
                                it instanceof Claim.Restored(var within, _)
                                        ? Stream.of(within.orElse(objective.rto()).toMillis())
                                        : Stream.empty())
                .findFirst()
                .orElse(null);
    }

    private @Nullable Long rpoObjective() {
        Objective objective = scenario.objective(application.objectives());
        return scenario.claims().stream()
                .flatMap(
                        it ->
                                it instanceof Claim.Loss(var age)
                                        ? Stream.of(age.orElse(objective.rpo()).toMillis())
                                        : Stream.empty())
                .findFirst()
                .orElse(null);
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
    private Outage outage(List<History.Row> counted, long timedFrom) {
        boolean control = scenario.fault().isControl();
        boolean writes = load.plan().write().isPresent() && !scenario.fault().isOfReads();
        return Outage.measure(
                counted.stream().filter(row -> row.isWrite() == writes).toList(),
                new Outage.Span(
                        spans.from,
                        spans.fault,
                        control ? spans.fault : timedFrom,
                        spans.end,
                        scenario.steady().toNanos(),
                        control));
    }

    private boolean steady(History.Row row, Outage outage) {
        Long rto = outage.rtoNanos();
        return rto != null && row.intended() >= spans.fault + rto;
    }

    private Findings findings(Ledger keys, Outage outage) {
        List<History.Row> writes = rows.stream().filter(History.Row::isWrite).toList();
        NavigableSet<Long> lastAcks = outage.lastAcks(writes, spans.fault, spans.end);
        return keys.findings(lastAcks, nanos -> load.origin().plusNanos(nanos));
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
