package dev.twinkeel.twin.agent;

import java.time.Instant;
import java.time.InstantSource;

/// The wall clock at the start, moved on by the monotonic one: it never goes back and does not jump
/// when somebody sets the time. Thread-safe.
final class MonotonicClock implements InstantSource {
    private final Instant start;
    private final long startNanos = System.nanoTime();

    private MonotonicClock(Instant start) {
        this.start = start;
    }

    /// @param earliest no instant is before this one, whatever the wall clock says
    static MonotonicClock startingAt(Instant wall, Instant earliest) {
        return new MonotonicClock(wall.isAfter(earliest) ? wall : earliest);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
