package dev.twinkeel.drill;

import org.HdrHistogram.Histogram;

/// How late the load itself was: a request that starts after its intended time measures the load,
/// not the system. Thread-safe.
final class Lateness {
    /// A quarter of a second at the 99th percentile would spoil every figure of the report.
    static final long P99_LIMIT_MILLIS = 100;

    /// One stop of the machine this long hides an outage of the same length.
    static final long MAX_LIMIT_MILLIS = 1_000;

    private final Histogram nanos = new Histogram(3);

    synchronized void record(long lateNanos) {
        nanos.recordValue(Math.max(0, lateNanos));
    }

    synchronized double p99Millis() {
        return nanos.getValueAtPercentile(99) / 1e6;
    }

    synchronized double maxMillis() {
        return nanos.getMaxValue() / 1e6;
    }

    /// The schedule was kept.
    boolean kept() {
        return p99Millis() <= P99_LIMIT_MILLIS && maxMillis() <= MAX_LIMIT_MILLIS;
    }
}
