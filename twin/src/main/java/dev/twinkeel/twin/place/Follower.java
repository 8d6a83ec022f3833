package dev.twinkeel.twin.place;

import java.time.Duration;

/// Asks the same thing again and again on a thread of its own, until it is closed.
abstract class Follower implements AutoCloseable {
    private final Duration pace;
    private final Thread thread;
    private volatile boolean closed;

    Follower(String name, Duration pace) {
        this.pace = pace;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /// Asks once. A failure is its own business: it is asked again.
    abstract void ask();

    Follower start() {
        thread.start();
        return this;
    }

    private void run() {
        while (!closed) {
            try {
                ask();
                Thread.sleep(pace);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
