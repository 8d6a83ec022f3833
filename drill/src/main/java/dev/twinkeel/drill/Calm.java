package dev.twinkeel.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Tells when an application that was started a moment ago is warm: as fast as it must be, and
/// nothing fails.
///
/// @param p99 what 99 of 100 requests must stay under
record Calm(Load load, Duration p99) {
    private static final long PACE_MILLIS = 50;

    /// What is looked at: requests that were meant to start in this second,
    private static final long LOOKED_NANOS = 1_000_000_000L;

    /// and had this long to end.
    private static final long SETTLED_NANOS = 1_000_000_000L;

    /// Waits until it is warm, on the load's clock at most until that instant; half as long when
    /// most requests fail by then.
    ///
    /// @return whether it is warm
    boolean await(long latestNanos) throws InterruptedException {
        long half = (load.nowNanos() + latestNanos) / 2;
        while (true) {
            List<History.Row> rows = looked(load.nowNanos());
            if (calm(rows)) {
                return true;
            }
            boolean drowned = rows.stream().filter(History.Row::ok).count() * 2 < rows.size();
            if (load.nowNanos() >= (drowned ? half : latestNanos)) {
                return false;
            }
            load.check();
            Thread.sleep(PACE_MILLIS);
        }
    }

    private boolean calm(List<History.Row> rows) {
        return !rows.isEmpty()
                && rows.stream().allMatch(History.Row::ok)
                && Latency.of(rows, _ -> true).p99Millis() <= p99.toNanos() / 1e6;
    }

    private List<History.Row> looked(long nowNanos) {
        long until = nowNanos - SETTLED_NANOS;
        History history = load.history();
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
        return rows;
    }
}
