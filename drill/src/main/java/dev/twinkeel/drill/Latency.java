package dev.twinkeel.drill;

import java.util.List;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/// How long requests took that were done, from their intended start.
///
/// @param count how many; without any, every time is 0
public record Latency(
        long count, double p50Millis, double p90Millis, double p99Millis, double maxMillis) {

    static Latency of(List<History.Row> rows, Predicate<History.Row> which) {
        Histogram nanos = new Histogram(3);
        rows.stream()
                .filter(row -> row.ok() && which.test(row))
                .forEach(row -> nanos.recordValue(Math.max(0, row.latencyNanos())));
        return new Latency(
                nanos.getTotalCount(),
                millis(nanos, 50),
                millis(nanos, 90),
                millis(nanos, 99),
                millis(nanos, 100));
    }

    /// To the hundredth of a millisecond.
    static double millis(Histogram nanos, double percentile) {
        return nanos.getTotalCount() == 0
                ? 0
                : Math.round(nanos.getValueAtPercentile(percentile) / 1e4) / 100.0;
    }
}
