package dev.twinkeel.storefront;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// How many requests a pod works on at once.
///
/// All that come, as long as some are answered soon. When even the fastest takes too long for two
/// seconds, a queue stands somewhere behind, of requests whose clients are about to give up: the
/// pod does nothing but what nobody waits for any more, and does not get out of it by itself. Then
/// it works on as many as it answers in a quarter of a second, and the others are refused at once,
/// which costs next to nothing. As soon as one is answered in time, more are let in.
///
/// Requests that were not done do not count: while the database is away they wait for it, and there
/// is no queue to be afraid of. Thread-safe.
final class Admission {
    static final Duration INTERVAL = Duration.ofMillis(500);

    /// An answer that takes longer is late: half of what an order may wait for its database.
    static final Duration LATE = Duration.ofMillis(500);

    /// So many intervals one after the other: a moment in which the machine stood still is no
    /// queue.
    static final int LASTING = 4;

    private static final Duration AIM = Duration.ofMillis(250);

    /// So many are worked on at once, however late they are.
    static final int LEAST = 4;

    /// A limit that has grown over this is none.
    private static final int MOST = 256;

    private final AtomicInteger inside = new AtomicInteger();
    private volatile int limit = Integer.MAX_VALUE;
    private boolean begun;
    private long begunNanos;
    private int answers;
    private int lateIntervals;
    private long fastestNanos;

    /// Whether a request may be worked on; if so, [#leave] is called when it has ended.
    boolean enter() {
        if (inside.incrementAndGet() <= limit) {
            return true;
        }
        inside.decrementAndGet();
        return false;
    }

    /// @param done whether it did what was asked
    void leave(long startedNanos, long nowNanos, boolean done) {
        inside.decrementAndGet();
        if (done) {
            answered(nowNanos - startedNanos, nowNanos);
        }
    }

    private synchronized void answered(long nanos, long nowNanos) {
        fastestNanos = answers == 0 ? nanos : Math.min(fastestNanos, nanos);
        answers++;
        if (!begun) {
            begun = true;
            begunNanos = nowNanos;
        }
        long spent = nowNanos - begunNanos;
        if (spent >= INTERVAL.toNanos()) {
            lateIntervals = fastestNanos > LATE.toNanos() ? lateIntervals + 1 : 0;
            limit = next(spent);
            begunNanos = nowNanos;
            answers = 0;
        }
    }

    private int next(long spentNanos) {
        if (lateIntervals > 0 && lateIntervals < LASTING) {
            return limit;
        }
        if (lateIntervals > 0) {
            return Math.clamp(answers * AIM.toNanos() / spentNanos, LEAST, MOST);
        }
        return limit > MOST / 2 ? Integer.MAX_VALUE : limit * 2;
    }
}
