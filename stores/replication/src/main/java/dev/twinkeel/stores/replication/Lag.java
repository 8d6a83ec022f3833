package dev.twinkeel.stores.replication;

import java.util.Arrays;

/// How long what arrived lately was on its way: the latest few thousand. Thread-safe.
final class Lag {
    private static final int KEPT = 8_192;

    private final long[] micros = new long[KEPT];
    private long count;

    synchronized void add(long lagMicros) {
        micros[(int) (count++ % KEPT)] = lagMicros;
    }

    synchronized long count() {
        return count;
    }

    /// @param share 0.5 for the median
    synchronized double millis(double share) {
        int size = (int) Math.min(count, KEPT);
        if (size == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(micros, size);
        Arrays.sort(sorted);
        return sorted[Math.min(size - 1, (int) Math.ceil(size * share) - 1)] / 1_000.0;
    }
}
