package dev.twinkeel.traffic;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One direction of a link: decides when bytes that leave now arrive. Thread-safe.
final class Wire {
    /// Never, as an instant of [#openAt].
    static final long NEVER = Long.MAX_VALUE;

    private record Fault(@Nullable Path path, boolean cut, long stalledUntilNanos) {
        static final Fault NONE = new Fault(null, false, 0);
    }

    private record Path(long delayNanos, long jitterNanos, long bytesPerSecond) {
        static Path of(Conditions.Path path) {
            return new Path(path.delay().toNanos(), path.jitter().toNanos(), path.bytesPerSecond());
        }
    }

    private volatile Path healthy;
    private volatile Fault fault = Fault.NONE;

    /// The instant at which the last byte given to the link has left, for bandwidth.
    private final AtomicLong busyUntilNanos = new AtomicLong(System.nanoTime());

    Wire(Conditions.Path path) {
        this.healthy = Path.of(path);
    }

    void become(Conditions.Path path) {
        healthy = Path.of(path);
    }

    synchronized void slow(Conditions.Path path) {
        fault = new Fault(Path.of(path), fault.cut(), fault.stalledUntilNanos());
    }

    /// A longer stall wins over a shorter one.
    synchronized void stall(Duration time) {
        long now = System.nanoTime();
        long until = now + time.toNanos();
        long before = fault.stalledUntilNanos();
        boolean longer = before == 0 || until - before > 0;
        fault = new Fault(fault.path(), fault.cut(), longer ? until : before);
    }

    synchronized void cut() {
        fault = new Fault(fault.path(), true, fault.stalledUntilNanos());
    }

    synchronized void heal() {
        fault = Fault.NONE;
    }

    /// The nanoseconds that a packet without content takes now.
    long delayNanos() {
        return delayNanos(path());
    }

    /// When a chunk that is ready to leave at `readyNanos` arrives. Takes its share of bandwidth.
    long arrivalNanos(long readyNanos, int bytes) {
        Path path = path();
        long leaves = readyNanos;
        if (path.bytesPerSecond() > 0) {
            long takes = bytes * 1_000_000_000L / path.bytesPerSecond();
            leaves =
                    busyUntilNanos.accumulateAndGet(
                            takes,
                            (busy, take) -> Math.max(busy - readyNanos, 0) + readyNanos + take);
        }
        return leaves + delayNanos(path);
    }

    /// When bytes may be handed over: 0 for now, [#NEVER] while cut, else the end of a stall.
    long openAt(long nowNanos) {
        Fault now = fault;
        if (now.cut()) {
            return NEVER;
        }
        long until = now.stalledUntilNanos();
        return until != 0 && until - nowNanos > 0 ? until : 0;
    }

    private Path path() {
        Path slow = fault.path();
        return slow == null ? healthy : slow;
    }

    private static long delayNanos(Path path) {
        long jitter = path.jitterNanos();
        return path.delayNanos()
                + (jitter == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitter + 1));
    }

    @Override
    public String toString() {
        return healthy + (fault.equals(Fault.NONE) ? "" : " with " + fault);
    }
}
