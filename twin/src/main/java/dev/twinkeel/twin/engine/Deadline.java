package dev.twinkeel.twin.engine;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// An instant on the monotonic clock until which something is waited for. Immutable.
record Deadline(long nanos) {
    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    boolean over() {
        return System.nanoTime() - nanos >= 0;
    }

    /// At least one millisecond, so that it can be given to a socket, where zero means for ever.
    int leftMillis() {
        return (int)
                Math.max(1, Math.min(Integer.MAX_VALUE, (nanos - System.nanoTime()) / 1_000_000));
    }

    /// Asks until the answer is yes or the time is over; tells which. Looks once more at the end,
    /// so that a starved thread does not give up on something that has happened.
    boolean await(Duration between, BooleanSupplier condition) {
        while (!over()) {
            if (condition.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(between.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        return condition.getAsBoolean();
    }
}
