package dev.twinkeel.stores.buckets;

import java.time.Duration;
import java.util.Arrays;

/// How long the last changes took until the other region had them. Thread-safe.
final class Lags {
    private static final int KEPT = 16_384;

    private final long[] millis = new long[KEPT];
    private long count;
    private long most;

    synchronized void add(Duration lag) {
        millis[(int) (count % KEPT)] = lag.toMillis();
        count++;
        most = Math.max(most, lag.toMillis());
    }

    /// Of the last ones kept; 0 when there are none.
    synchronized long percentile(int percent) {
        int kept = (int) Math.min(count, KEPT);
        if (kept == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(millis, kept);
        Arrays.sort(sorted);
        return sorted[Math.min(kept - 1, kept * percent / 100)];
    }

    /// Ever.
    synchronized long most() {
        return most;
    }
}
