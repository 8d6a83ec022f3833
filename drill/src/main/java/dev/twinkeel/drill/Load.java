package dev.twinkeel.drill;

import java.io.IOException;
import java.time.Instant;

/// The load of a run while it runs. Starts at once; [#stop] lets the requests under way end.
final class Load implements AutoCloseable {
    /// Time for the thread to be ready before the first intended start.
    private static final long HEAD_START_NANOS = 50_000_000L;

    private final LoadPlan plan;
    private final History history = new History();
    private final Lateness lateness;
    private final Thread thread;
    private final Instant origin;
    private final long originNanos;
    private volatile double share = 1;
    private volatile boolean stopped;
    private volatile @org.jspecify.annotations.Nullable Throwable failure;

    private Load(LoadPlan plan, Lateness lateness) {
        this.plan = plan;
        this.lateness = lateness;
        originNanos = System.nanoTime() + HEAD_START_NANOS;
        origin = Instant.now().plusNanos(HEAD_START_NANOS);
        thread = Thread.ofPlatform().name("shoppers").daemon().unstarted(this::play);
    }

    static Load start(LoadPlan plan, Lateness lateness) {
        Load load = new Load(plan, lateness);
        load.thread.start();
        return load;
    }

    private void play() {
        try (LoadLoop loop = new LoadLoop(plan, history, lateness, originNanos, () -> share)) {
            loop.run(() -> stopped);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    LoadPlan plan() {
        return plan;
    }

    History history() {
        return history;
    }

    Lateness lateness() {
        return lateness;
    }

    /// The instant of the schedule's zero, on this machine's clock.
    Instant origin() {
        return origin;
    }

    /// Nanoseconds since the schedule's zero.
    long nowNanos() {
        return System.nanoTime() - originNanos;
    }

    /// An instant of this machine's clock as nanoseconds since the schedule's zero.
    long nanosAt(Instant instant) {
        return java.time.Duration.between(origin, instant).toNanos();
    }

    /// From now on only this share of the schedule is played, for the time before anything is
    /// measured; the rest is passed over. 1 plays all.
    void play(double part) {
        share = part;
    }

    double share() {
        return share;
    }

    /// @throws IllegalStateException when the load itself is broken
    void check() {
        Throwable broken = failure;
        if (broken != null) {
            throw new IllegalStateException("play the shoppers of the drill", broken);
        }
    }

    /// Starts nothing more and waits for every request under way, at most for their deadline.
    void stop() throws InterruptedException {
        stopped = true;
        thread.join(plan.deadline().plusSeconds(10));
        if (thread.isAlive()) {
            throw new IllegalStateException(
                    "stop the shoppers: requests are still under way 10 seconds after their deadline");
        }
        check();
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
    }
}
