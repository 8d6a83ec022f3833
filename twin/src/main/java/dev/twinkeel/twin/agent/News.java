package dev.twinkeel.twin.agent;

import java.util.concurrent.TimeUnit;

/// Wakes those who wait for something to change. Thread-safe.
final class News {
    private long number;

    /// Something changed, or may have.
    synchronized void came() {
        number++;
        notifyAll();
    }

    /// To be taken before looking, so that nothing is missed between the look and the wait.
    synchronized long number() {
        return number;
    }

    /// Returns when something came after `seen`, when the time is over, or when interrupted.
    synchronized void await(long seen, long nanos) {
        long deadline = System.nanoTime() + nanos;
        long left = nanos;
        try {
            while (number == seen && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
