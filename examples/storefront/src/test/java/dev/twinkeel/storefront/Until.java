package dev.twinkeel.storefront;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for a condition, never for a time.
final class Until {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Until() {}

    static void holds(String claim, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + LIMIT + ": " + claim);
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }
}
