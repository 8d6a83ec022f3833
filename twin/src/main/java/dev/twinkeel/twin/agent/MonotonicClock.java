package dev.twinkeel.twin.agent;

import java.time.Instant;
import java.time.InstantSource;

/// The wall clock at the start, moved on by the monotonic one: it never goes back and does not jump
/// when somebody sets the time. Thread-safe.
final class MonotonicClock implements InstantSource {
    /// A start on a busy machine is interrupted now and then between two readings.
    private static final int READINGS = 20;

    private final Instant start;
    private final long startNanos;

    private MonotonicClock(Instant start, long startNanos) {
        this.start = start;
        this.startNanos = startNanos;
    }

    /// Of several readings of both clocks the narrowest is taken: what passes within it is what
    /// this clock is late, for life.
    ///
    /// @param earliest no instant is before this one, whatever the wall clock says
    static MonotonicClock startingAt(InstantSource wall, Instant earliest) {
        Instant start = Instant.EPOCH;
        long startNanos = 0;
        long narrowest = Long.MAX_VALUE;
        for (int i = 0; i < READINGS; i++) {
            long before = System.nanoTime();
            Instant read = wall.instant();
            long after = System.nanoTime();
            if (after - before < narrowest) {
                narrowest = after - before;
                start = read;
                startNanos = after;
            }
        }
        return new MonotonicClock(start.isAfter(earliest) ? start : earliest, startNanos);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
