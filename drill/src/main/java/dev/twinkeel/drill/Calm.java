package dev.twinkeel.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Tells when an application that was started a moment ago is warm: as fast as it must be, and
/// nothing fails.
///
/// @param p99 what 99 of 100 requests must stay under
record Calm(History history, Duration p99) {
    /// What is looked at: requests that were meant to start in this second,
    private static final long LOOKED_NANOS = 1_000_000_000L;

    /// and had this long to end.
    private static final long SETTLED_NANOS = 1_000_000_000L;

    boolean at(long nowNanos) {
        long until = nowNanos - SETTLED_NANOS;
        List<History.Row> rows = new ArrayList<>();
        for (int index = history.size() - 1; index >= 0; index--) {
            History.Row row = history.row(index);
            if (row.intended() < until - LOOKED_NANOS) {
                break;
            }
            if (row.intended() < until) {
                rows.add(row);
            }
        }
        return !rows.isEmpty()
                && rows.stream().allMatch(History.Row::ok)
                && Latency.of(rows, _ -> true).p99Millis() <= p99.toNanos() / 1e6;
    }
}
