package dev.twinkeel.drill;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/// How late the load itself was after the warm-up: a request that starts after its intended time
/// measures the load, not the system. Latencies count from the intended time, so lateness makes an
/// outage look longer and never hides one. Thread-safe.
final class Lateness {
    /// One stop of the load this many times longer than the limit spoils the figures too.
    private static final int MAX_FACTOR = 8;

    private final Histogram nanos = new Histogram(3);
    private final Duration limit;
    private long fromNanos;

    /// @param fromNanos earlier requests belong to the warm-up
    /// @param limit what 99 of 100 requests must keep
    Lateness(long fromNanos, Duration limit) {
        this.fromNanos = fromNanos;
        this.limit = limit;
    }

    synchronized void record(long intendedNanos, long lateNanos) {
        if (intendedNanos >= fromNanos) {
            nanos.recordValue(Math.max(0, lateNanos));
        }
    }

    /// The warm-up took longer: begins anew.
    synchronized void from(long laterNanos) {
        fromNanos = laterNanos;
        nanos.reset();
    }

    synchronized double p99Millis() {
        return nanos.getValueAtPercentile(99) / 1e6;
    }

    synchronized double maxMillis() {
        return nanos.getMaxValue() / 1e6;
    }

    /// The schedule was kept.
    boolean kept() {
        double millis = limit.toNanos() / 1e6;
        return p99Millis() <= millis && maxMillis() <= millis * MAX_FACTOR;
    }
}
