package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The same drill several times: one run is an anecdote, a series has a spread.
///
/// @param reports in the order of the runs, at least one
public record Series(List<DrillReport> reports) {
    public Series {
        reports = List.copyOf(reports);
        if (reports.isEmpty()) {
            throw new IllegalArgumentException("make a series of no runs");
        }
    }

    /// One run of the drill, on a system that is whole again.
    @FunctionalInterface
    public interface Run {
        /// @param number from 1
        /// @param seed its own, made from the series' seed
        DrillReport run(int number, long seed) throws InterruptedException;
    }

    /// Runs a drill `times` times, one after the other.
    public static Series run(int times, long seed, Run drill) throws InterruptedException {
        if (times < 1) {
            throw new IllegalArgumentException("repeat a drill " + times + " times");
        }
        List<DrillReport> reports = new ArrayList<>();
        for (int number = 1; number <= times; number++) {
            reports.add(drill.run(number, seed + number - 1));
        }
        return new Series(reports);
    }

    /// Least, middle and greatest of what was measured.
    ///
    /// @param count runs that have a value; the others were not restored, or did not measure it
    public record Spread(int count, double min, double median, double max) {
        static @Nullable Spread of(List<Double> values) {
            if (values.isEmpty()) {
                return null;
            }
            double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            double median =
                    sorted.length % 2 == 1
                            ? sorted[middle]
                            : (sorted[middle - 1] + sorted[middle]) / 2;
            return new Spread(sorted.length, sorted[0], median, sorted[sorted.length - 1]);
        }
    }

    /// The worst: a series passes when every run does.
    public Verdict verdict() {
        List<Verdict> verdicts = reports.stream().map(DrillReport::verdict).toList();
        if (verdicts.contains(Verdict.FAIL)) {
            return Verdict.FAIL;
        }
        return verdicts.contains(Verdict.INVALID) ? Verdict.INVALID : Verdict.PASS;
    }

    /// Every run said the same.
    public boolean sameVerdict() {
        return reports.stream().map(DrillReport::verdict).distinct().count() == 1;
    }

    public Map<Verdict, Long> verdicts() {
        Map<Verdict, Long> verdicts = new java.util.EnumMap<>(Verdict.class);
        reports.forEach(report -> verdicts.merge(report.verdict(), 1L, Long::sum));
        return verdicts;
    }

    /// Spreads by name, in the order of reading.
    public Map<String, @Nullable Spread> spreads() {
        Map<String, @Nullable Spread> spreads = new LinkedHashMap<>();
        spreads.put("rtoMillis", spread(DrillReport::rtoMillis));
        spreads.put("detected", spread(report -> report.phases().detected()));
        spreads.put("decided", spread(report -> report.phases().decided()));
        spreads.put("fenced", spread(report -> report.phases().fenced()));
        spreads.put("promoted", spread(report -> report.phases().promoted()));
        spreads.put("rerouted", spread(report -> report.phases().rerouted()));
        spreads.put("steady", spread(report -> report.phases().steady()));
        spreads.put("longestGapMillis", spread(DrillReport::longestGapMillis));
        spreads.put("lost", spread(report -> ledger(report, Findings::lost)));
        spreads.put("lostAgeMillis", spread(report -> ledger(report, Findings::lostAgeMillis)));
        spreads.put("duplicated", spread(report -> ledger(report, Findings::duplicated)));
        spreads.put("requests", spread(DrillReport::requests));
        spreads.put("failed", spread(DrillReport::failed));
        spreads.put("p50Millis", spread(report -> report.latency().p50Millis()));
        spreads.put("p99Millis", spread(report -> report.latency().p99Millis()));
        return spreads;
    }

    private static @Nullable Long ledger(DrillReport report, Function<Findings, Long> value) {
        Findings ledger = report.ledger();
        return ledger == null ? null : value.apply(ledger);
    }

    private @Nullable Spread spread(Function<DrillReport, @Nullable Number> value) {
        List<Double> values = new ArrayList<>();
        for (DrillReport report : reports) {
            Number measured = value.apply(report);
            if (measured != null) {
                values.add(measured.doubleValue());
            }
        }
        return Spread.of(values);
    }

    /// One sentence about all runs.
    public String headline() {
        Spread rto = spreads().get("rtoMillis");
        String verdicts =
                "%d runs of %s: %s"
                        .formatted(
                                reports.size(),
                                reports.getFirst().scenario(),
                                String.join(
                                        ", ",
                                        verdicts().entrySet().stream()
                                                .map(it -> it.getValue() + " " + it.getKey())
                                                .toList()));
        String load =
                reports.stream()
                        .map(report -> report.load().lowered())
                        .flatMap(Optional::stream)
                        .reduce((_, last) -> last)
                        .map(it -> " The load was " + it + ".")
                        .orElse("");
        if (rto == null || reports.getFirst().isControl()) {
            return verdicts + "." + load;
        }
        Spread lost = Objects.requireNonNullElse(spreads().get("lost"), new Spread(0, 0, 0, 0));
        return verdicts
                + "; RTO %s to %s, median %s; at most %s lost in a run."
                        .formatted(
                                Words.millis(Math.round(rto.min())),
                                Words.millis(Math.round(rto.max())),
                                Words.millis(Math.round(rto.median())),
                                Words.count(
                                        Math.round(lost.max()),
                                        "acknowledged write was",
                                        "acknowledged writes were"))
                + load;
    }
}
