package dev.twinkeel.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Warms an application that was started a moment ago, until it is as fast as it must be and
/// nothing fails.
///
/// @param p99 what 99 of 100 requests must stay under
record Calm(Load load, Duration p99) {
    private static final long PACE_MILLIS = 50;

    /// It does not serve all of the load when it drowned so often.
    private static final int DROWNED_MOST = 2;

    private static final double LEAST = 0.1;
    private static final double GROWTH = 1.5;

    /// What is looked at: requests that were meant to start in this second,
    private static final long LOOKED_NANOS = 1_000_000_000L;

    /// and had this long to end.
    private static final long SETTLED_NANOS = 1_000_000_000L;

    /// Waits until it is warm under all of its load, on the load's clock at most until that
    /// instant.
    ///
    /// One that drowns gets a part of the load until it has come up again: a cold application that
    /// is late with everything does nothing but what nobody waits for any more.
    ///
    /// @return whether it is warm
    boolean await(long latestNanos) throws InterruptedException {
        long since = load.nowNanos() - LOOKED_NANOS - SETTLED_NANOS;
        int drowned = 0;
        try {
            while (drowned < DROWNED_MOST && load.nowNanos() < latestNanos) {
                load.check();
                Thread.sleep(PACE_MILLIS);
                long now = load.nowNanos();
                if (now - since < LOOKED_NANOS + SETTLED_NANOS) {
                    continue;
                }
                List<History.Row> rows = looked(now);
                double share = load.share();
                if (share == 1 && calm(rows)) {
                    return true;
                }
                double next = next(share, rows);
                if (next != share) {
                    drowned += share == 1 ? 1 : 0;
                    load.play(next);
                    since = now;
                }
            }
            return false;
        } finally {
            load.play(1);
        }
    }

    private static double next(double share, List<History.Row> rows) {
        long done = rows.stream().filter(History.Row::ok).count();
        if (done * 2 < rows.size()) {
            return Math.max(LEAST, share / 2);
        }
        return done == rows.size() ? Math.min(1, share * GROWTH) : share;
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
