package dev.twinkeel.traffic;

import io.vertx.core.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A target at run time: what is in flight, how it did of late, whether it is leaving. Thread-safe.
final class Member {
    private static final int EJECTION_GROWTH_MAX = 10;

    /// Of a target that was healthy a moment ago: without requests it would never get warm.
    private static final double LEAST_SHARE = 0.02;

    private final Target target;
    private final SocketAddress address;
    private final HealthCheck check;
    private final AtomicInteger outstanding = new AtomicInteger();
    private int failures;
    private int ejections;
    private volatile long ejectedUntilNanos;
    private volatile boolean ejected;
    private volatile boolean draining;
    private volatile long drainedNanos;
    private final long slowStartNanos;
    private volatile long warmSinceNanos = System.nanoTime();

    Member(Target target, TargetGroup group) {
        this.target = target;
        this.address =
                SocketAddress.inetSocketAddress(
                        target.address().getPort(), target.address().getHostString());
        String host = target.address().getHostString() + ":" + target.address().getPort();
        this.slowStartNanos = group.slowStart().toNanos();
        this.check =
                HealthCheck.start(
                        Probe.http(target.address(), host, group.healthPath()),
                        group.health(),
                        /* initially= */ false,
                        /* firstPassCounts= */ true,
                        () -> warmSinceNanos = System.nanoTime());
    }

    Target target() {
        return target;
    }

    SocketAddress address() {
        return address;
    }

    int outstanding() {
        return outstanding.get();
    }

    void begin() {
        outstanding.incrementAndGet();
    }

    void finish() {
        outstanding.decrementAndGet();
    }

    boolean healthy() {
        return check.healthy() && !draining;
    }

    boolean draining() {
        return draining;
    }

    /// Whether it may get requests now.
    boolean serving() {
        return healthy() && !ejected();
    }

    /// The part of a full share of requests that it should get, above 0 and at most 1: it grows
    /// with the time since it became healthy.
    double share() {
        return share(System.nanoTime() - warmSinceNanos, slowStartNanos);
    }

    static double share(long healthyNanos, long slowStartNanos) {
        return healthyNanos >= slowStartNanos
                ? 1
                : Math.max(LEAST_SHARE, (double) healthyNanos / slowStartNanos);
    }

    boolean ejected() {
        return ejected && ejectedUntilNanos - System.nanoTime() > 0;
    }

    /// A real request was answered.
    synchronized void succeeded() {
        failures = 0;
        if (!ejected()) {
            ejections = 0;
        }
    }

    /// A real request failed. Returns whether that makes enough to leave it out.
    synchronized boolean failed(TargetGroup.Ejection policy) {
        failures++;
        return failures >= policy.failures() && !ejected();
    }

    synchronized void eject(TargetGroup.Ejection policy) {
        failures = 0;
        ejections = Math.min(ejections + 1, EJECTION_GROWTH_MAX);
        ejectedUntilNanos = System.nanoTime() + policy.time().toNanos() * ejections;
        ejected = true;
    }

    void drain(long nanos) {
        drainedNanos = System.nanoTime() + nanos;
        draining = true;
        check.close();
    }

    /// Whether what is in flight has had its time.
    boolean drained() {
        return draining && (outstanding.get() == 0 || overdue());
    }

    boolean overdue() {
        return draining && drainedNanos - System.nanoTime() <= 0;
    }

    void close() {
        check.close();
    }

    TargetStatus status() {
        TargetStatus.State state =
                draining
                        ? TargetStatus.State.DRAINING
                        : check.healthy()
                                ? TargetStatus.State.HEALTHY
                                : check.fresh()
                                        ? TargetStatus.State.INITIAL
                                        : TargetStatus.State.UNHEALTHY;
        return new TargetStatus(target, state, ejected(), outstanding.get());
    }

    boolean same(@Nullable Target other) {
        return target.equals(other);
    }
}
