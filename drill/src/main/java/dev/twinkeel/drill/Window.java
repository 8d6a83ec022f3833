package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// What became of the requests that were meant to start in a tenth of a second.
///
/// @param fromMillis since the fault; negative before it
/// @param p50Millis of the requests that were done; 0 when none was
record Window(
        long fromMillis, int ok, int failed, int unknown, double p50Millis, double p99Millis) {

    static final long LENGTH_NANOS = 100_000_000L;

    static List<Window> of(List<History.Row> rows, long fault, long from, long end) {
        List<Window> windows = new ArrayList<>();
        Histogram latency = new Histogram(3);
        // The fault is the border of two windows.
        long start = fault - Math.ceilDiv(fault - from, LENGTH_NANOS) * LENGTH_NANOS;
        int next = 0;
        while (next < rows.size() && rows.get(next).intended() < start) {
            next++;
        }
        for (; start < end; start += LENGTH_NANOS) {
            int[] counts = new int[3];
            latency.reset();
            for (; next < rows.size() && rows.get(next).intended() < start + LENGTH_NANOS; next++) {
                count(rows.get(next), counts, latency);
            }
            windows.add(
                    new Window(
                            Math.floorDiv(start - fault, 1_000_000L),
                            counts[0],
                            counts[1],
                            counts[2],
                            Latency.millis(latency, 50),
                            Latency.millis(latency, 99)));
        }
        return windows;
    }

    private static void count(History.Row row, int[] counts, Histogram latency) {
        switch (row.outcome()) {
            case OK -> {
                counts[0]++;
                latency.recordValue(Math.max(0, row.latencyNanos()));
            }
            case FAILED -> counts[1]++;
            case UNKNOWN, PENDING -> counts[2]++;
        }
    }
}
