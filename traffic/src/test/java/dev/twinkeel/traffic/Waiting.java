package dev.twinkeel.traffic;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for a state, not for a time: returns as soon as it holds.
final class Waiting {
    /// Long enough for a machine that is busy with other things.
    static final Duration LONG = Duration.ofSeconds(15);

    private Waiting() {}

    static void until(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("still not so after " + LONG + ": " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }
}
