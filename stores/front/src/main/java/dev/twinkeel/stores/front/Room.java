package dev.twinkeel.stores.front;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// For the large bodies that are held at once, whoever sent them: their signature covers them, so
/// it can be checked only when they were read. Small ones always have room. Thread-safe.
public final class Room {
    /// What hardly any request exceeds, and what many may be of at once.
    private static final long SMALL = 256L << 10;

    /// Of [Request#BODY_MOST] each; an engine's heap is some times that.
    private static final int PLACES = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Semaphore places;
    private final Duration patience;

    public Room() {
        this(PLACES, PATIENCE);
    }

    Room(int places, Duration patience) {
        this.places = new Semaphore(places, /* fair= */ true);
        this.patience = patience;
    }

    /// Waits for room a little. Who has it must [#leave].
    ///
    /// @param length of the body; less than 0 when nobody says it
    /// @return whether there is room
    public boolean enter(long length) {
        if (!large(length)) {
            return true;
        }
        try {
            return places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// @param length as it was told before
    public void leave(long length) {
        if (large(length)) {
            places.release();
        }
    }

    static boolean large(long length) {
        return length < 0 || length > SMALL;
    }
}
