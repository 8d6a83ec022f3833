package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// A running health check: asks again and again, on a virtual thread of its own, and says what the
/// last answers mean. The first question is asked at once, the others an interval after the one
/// before began.
///
/// Thread-safe.
public final class HealthCheck implements Health, AutoCloseable {
    private final Probe probe;
    private final HealthPolicy policy;
    private final boolean firstPassCounts;
    private final Runnable changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile HealthStreak streak;

    private HealthCheck(
            Probe probe,
            HealthPolicy policy,
            boolean initially,
            boolean firstPassCounts,
            Runnable changed) {
        this.probe = probe;
        this.policy = policy;
        this.firstPassCounts = firstPassCounts;
        this.changed = changed;
        this.streak = HealthStreak.of(initially);
    }

    /// Starts at once. A check of `path` passes by an answer from 200 to 399 within the policy's
    /// timeout, on a new connection each time.
    ///
    /// @param host the Host header
    /// @param initially what it says until there are enough results
    public static HealthCheck http(
            InetSocketAddress address,
            String host,
            String path,
            HealthPolicy policy,
            boolean initially) {
        return start(
                Probe.http(address, host, path),
                policy,
                initially,
                /* firstPassCounts= */ false,
                () -> {});
    }

    /// @param firstPassCounts one pass is enough for something that was never healthy
    /// @param changed called on the check's thread after each change of health
    static HealthCheck start(
            Probe probe,
            HealthPolicy policy,
            boolean initially,
            boolean firstPassCounts,
            Runnable changed) {
        HealthCheck check = new HealthCheck(probe, policy, initially, firstPassCounts, changed);
        Thread.ofVirtual().name("health-check").start(check::run);
        return check;
    }

    @Override
    public boolean healthy() {
        return streak.healthy();
    }

    /// Whether no check has passed yet.
    boolean fresh() {
        return streak.fresh();
    }

    /// Asks no more; the last result stands.
    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        long next = System.nanoTime();
        try {
            while (!closed.await(Math.max(next - System.nanoTime(), 0), TimeUnit.NANOSECONDS)) {
                // Many checks started together would else stay together.
                long interval = policy.interval().toNanos();
                next =
                        System.nanoTime()
                                + interval
                                - ThreadLocalRandom.current().nextLong(interval / 10 + 1);
                HealthStreak before = streak;
                streak = before.next(probe.passes(policy.timeout()), policy, firstPassCounts);
                if (before.healthy() != streak.healthy() || before.fresh() != streak.fresh()) {
                    changed.run();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
