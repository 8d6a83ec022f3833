package dev.twinkeel.storefront;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Does one thing again and again, for a thread in the background. What nobody foresaw ends one
/// round, not the thread: the pod would go on to look healthy, and never do it again.
final class Rounds {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(Rounds.class.getName());

    private final String name;
    private final BooleanSupplier closed;
    private String said = "";

    /// One round.
    interface Round {
        void once() throws InterruptedException;
    }

    /// @param name of what is done, for the log
    Rounds(String name, BooleanSupplier closed) {
        this.name = name;
        this.closed = closed;
    }

    /// Returns when it is closed, or when its thread is interrupted.
    void run(Round round) {
        try {
            while (!closed.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
                once(round);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void once(Round round) throws InterruptedException {
        try {
            round.once();
            said = "";
        } catch (RuntimeException unforeseen) {
            if (closed.getAsBoolean()) {
                return;
            }
            String saying = unforeseen.toString();
            if (!saying.equals(said)) {
                LOG.log(Level.WARNING, "{0}: {1}; tries again", new Object[] {name, saying});
            }
            said = saying;
            Thread.sleep(PAUSE);
        }
    }
}
