package dev.twinkeel.stores.buckets;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Sends the changes of the backlog to the other region, each key's in their order, until it has
/// them. What cannot be sent now stays on the disk and is tried again.
final class Replicator implements AutoCloseable {
    /// Each has its own keys. While one waits for the link's round trip, others send.
    private static final int LANES = 8;

    private static final Duration AGAIN_FIRST = Duration.ofMillis(100);
    private static final Duration AGAIN_MOST = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(Replicator.class.getName());

    private final Backlog backlog;
    private final Sender sender;
    private final Duration delay;
    private final List<Lane> lanes = new ArrayList<>();
    private final Lags lags = new Lags();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();
    private volatile @Nullable String trouble;
    private volatile boolean closed;

    /// How replication is now.
    ///
    /// @param pending changes that the other region does not have
    /// @param oldestMillis how long the oldest of them has been waiting; 0 when there is none
    /// @param overtaken changes that were not sent because the other region has a later write of
    ///   the same key
    /// @param trouble why nothing can be sent now; empty when the last attempt went well
    record State(
            int pending,
            long oldestMillis,
            long sent,
            long bytes,
            long overtaken,
            long lagP50Millis,
            long lagP99Millis,
            long lagMostMillis,
            String trouble) {}

    private final class Lane {
        final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
        final Thread thread;

        Lane(int number) {
            thread = Thread.ofVirtual().name("replication-" + number).start(this::run);
        }

        private void run() {
            try {
                while (!closed) {
                    send(changes.take());
                }
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        }

        private void send(Change change) throws InterruptedException {
            Duration left = Duration.between(Instant.now(), change.at().plus(delay));
            if (left.isPositive()) {
                Thread.sleep(left);
            }
            Duration pause = AGAIN_FIRST;
            // What was tried before may have arrived without an answer.
            for (boolean again = false; !attempt(change, again); again = true) {
                LockSupport.parkNanos(pause.toNanos());
                if (closed || Thread.interrupted()) {
                    throw new InterruptedException("closed");
                }
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(AGAIN_MOST) > 0 ? AGAIN_MOST : pause;
            }
        }
    }

    /// @param delay after which a change is sent
    Replicator(Backlog backlog, Sender sender, Duration delay) {
        this.backlog = backlog;
        this.sender = sender;
        this.delay = delay;
        for (int i = 0; i < LANES; i++) {
            lanes.add(new Lane(i));
        }
        backlog.follow(this::accept);
    }

    private void accept(Change change) {
        int lane = Math.floorMod((change.bucket() + "/" + change.key()).hashCode(), LANES);
        lanes.get(lane).changes.add(change);
    }

    private boolean attempt(Change change, boolean again) {
        try {
            Sender.Sent result = sender.send(change, again);
            if (result.overtaken()) {
                overtaken.incrementAndGet();
                LOG.log(
                        System.Logger.Level.WARNING,
                        "not sent: {0}/{1} of {2}; the other region has a later write of it, and this one is kept here as a version",
                        change.bucket(),
                        change.key(),
                        change.at());
            } else {
                sent.incrementAndGet();
                bytes.addAndGet(result.bytes());
            }
            lags.add(Duration.between(change.at(), Instant.now()));
            backlog.forget(change);
            trouble = null;
            return true;
        } catch (RuntimeException failed) {
            String reason =
                    "send %s/%s: %s".formatted(change.bucket(), change.key(), failed.getMessage());
            if (trouble == null) {
                LOG.log(System.Logger.Level.WARNING, reason);
            }
            trouble = reason;
            return false;
        }
    }

    State state() {
        Optional<Change> oldest = backlog.oldest();
        return new State(
                backlog.size(),
                oldest.map(it -> Duration.between(it.at(), Instant.now()).toMillis()).orElse(0L),
                sent.get(),
                bytes.get(),
                overtaken.get(),
                lags.percentile(50),
                lags.percentile(99),
                lags.most(),
                Optional.ofNullable(trouble).orElse(""));
    }

    @Override
    public void close() {
        closed = true;
        lanes.forEach(lane -> lane.thread.interrupt());
    }
}
