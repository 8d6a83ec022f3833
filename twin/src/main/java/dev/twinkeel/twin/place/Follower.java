package dev.twinkeel.twin.place;

import dev.twinkeel.twin.Rounds;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Asks the same thing again and again on a thread of its own, until it is closed.
abstract class Follower implements AutoCloseable {
    private final Duration pace;
    private final Rounds rounds;

    Follower(String name, Duration pace) {
        this.pace = pace;
        this.rounds = new Rounds(name, this::once);
    }

    /// Asks once. A failure is its own business: it is asked again.
    abstract void ask();

    Follower start() {
        rounds.start();
        return this;
    }

    private void once() throws InterruptedException {
        ask();
        TimeUnit.NANOSECONDS.sleep(pace.toNanos());
    }

    @Override
    public void close() {
        rounds.close();
    }
}
