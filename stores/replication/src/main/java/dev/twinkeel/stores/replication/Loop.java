package dev.twinkeel.stores.replication;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Does one thing again and again on a thread of its own: at once while there is work, less and
/// less often while there is none, and after a failure again a little later.
final class Loop implements AutoCloseable {
    private static final Duration AFTER_FAILURE = Duration.ofMillis(250);
    private static final Duration END = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(Loop.class.getName());

    private final String name;
    private final Pace pace;
    private final Work work;
    private final Semaphore wakes = new Semaphore(0);
    private volatile boolean closed;
    private volatile @Nullable String trouble;
    private @Nullable Thread thread;

    /// One round; says whether it found something to do.
    interface Work {
        boolean round() throws Exception;
    }

    /// How long to wait between rounds.
    ///
    /// @param busy after a round that found something
    /// @param idleFirst after the first that found nothing; doubled until `idleLast`
    record Pace(Duration busy, Duration idleFirst, Duration idleLast) {
        /// A stream has no way to wake its reader. A read of nothing costs some two milliseconds of
        /// a core, there and here, so that a table that nobody writes is read four times a second,
        /// and one that is written all the time at most twenty times.
        static final Pace OF_STREAM =
                new Pace(Duration.ofMillis(50), Duration.ofMillis(10), Duration.ofMillis(250));

        /// Somebody wakes it; it looks by itself too, because a delay or a pause may be over.
        static final Pace WHEN_WOKEN =
                new Pace(Duration.ZERO, Duration.ofMillis(50), Duration.ofMillis(50));
    }

    Loop(String name, Pace pace, Work work) {
        this.name = name;
        this.pace = pace;
        this.work = work;
    }

    void start() {
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    /// Why the last round failed; empty when it did not.
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void run() {
        Duration wait = pace.idleFirst();
        try {
            while (!closed) {
                wait = next(wait);
                if (wakes.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    wakes.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration next(Duration last) throws InterruptedException {
        try {
            boolean found = work.round();
            trouble = null;
            if (found) {
                return pace.busy();
            }
            Duration longer =
                    last.isZero() || last.compareTo(pace.idleFirst()) < 0
                            ? pace.idleFirst()
                            : last.multipliedBy(2);
            return longer.compareTo(pace.idleLast()) > 0 ? pace.idleLast() : longer;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (!closed && trouble == null) {
                LOG.log(System.Logger.Level.WARNING, name + "; tries again", e);
            }
            trouble = "%s: %s".formatted(name, e.getMessage());
            return AFTER_FAILURE;
        }
    }

    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                running.join(END);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
