package dev.twinkeel.twin;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Does the same thing again and again on a thread of its own, until it is closed.
///
/// A defect in one round is logged and does not end the others: nobody would notice that a watcher
/// has ceased to watch.
public final class Rounds implements AutoCloseable {
    private static final Duration REST = Duration.ofMillis(100);
    private static final System.Logger LOG = System.getLogger(Rounds.class.getName());

    private final String name;
    private final Round round;
    private final Thread thread;
    private volatile boolean closed;

    /// What is done, and the pause after it.
    public interface Round {
        void once() throws InterruptedException;
    }

    /// @param name of the thread, and for messages
    public Rounds(String name, Round round) {
        this.name = name;
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        String said = "";
        while (!closed) {
            try {
                String defect = once();
                if (!defect.isEmpty() && !defect.equals(said)) {
                    LOG.log(System.Logger.Level.ERROR, name + ": a round failed: " + defect);
                }
                said = defect;
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /// @return the defect, or nothing
    private String once() throws InterruptedException {
        try {
            round.once();
            return "";
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, name, e);
            TimeUnit.NANOSECONDS.sleep(REST.toNanos());
            return e.toString();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
