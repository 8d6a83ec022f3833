package dev.twinkeel.stores.buckets;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Sends the changes of the backlog to the other region, each key's in their order, until it has
/// them. What cannot be sent now stays on the disk and is tried again. A key that is written all
/// the time holds up no other.
final class Replicator implements AutoCloseable {
    /// While one waits for the link's round trip, others send.
    private static final int LANES = 8;

    private static final Duration AGAIN_FIRST = Duration.ofMillis(100);
    private static final Duration AGAIN_MOST = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(Replicator.class.getName());

    private final Backlog backlog;
    private final Sending sending;
    private final Duration delay;
    private final List<Thread> lanes = new ArrayList<>();

    /// Changes that may be sent now: of each key one, until it has been.
    private final BlockingQueue<Change> turns = new LinkedBlockingQueue<>();

    /// By the key of one of them, those of the same key that come after it.
    private final Map<String, Deque<Change>> keys = new HashMap<>();

    private final Lags lags = new Lags();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Overtaken overtaken;

    /// By the number of each change that was tried, and is not sent yet: why not.
    private final ConcurrentSkipListMap<Long, String> troubles = new ConcurrentSkipListMap<>();

    private volatile boolean closed;

    /// How replication is now.
    ///
    /// @param pending changes that the other region does not have
    /// @param oldestMillis how long the oldest of them has been waiting; 0 when there is none
    /// @param overtaken writes that came from the other region after a later one had been made here
    ///   by somebody who had not seen them; they are kept as older versions
    /// @param trouble why the oldest change that was tried and not sent was not; empty when there
    ///   is none
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

    /// Sends one change.
    interface Sending {
        /// Returns when the other region has it.
        ///
        /// @return how many bytes
        /// @throws RuntimeException when it cannot be sent now
        long send(Change change);
    }

    /// @param delay after which a change is sent
    /// @param overtaken what came late from the other region
    Replicator(Backlog backlog, Sending sending, Duration delay, Overtaken overtaken) {
        this.backlog = backlog;
        this.sending = sending;
        this.delay = delay;
        this.overtaken = overtaken;
        for (int i = 0; i < LANES; i++) {
            lanes.add(Thread.ofVirtual().name("replication-" + i).start(this::run));
        }
        backlog.follow(this::accept);
    }

    private static String name(Change change) {
        return change.bucket() + "/" + change.key();
    }

    private synchronized void accept(Change change) {
        Deque<Change> after = keys.get(name(change));
        if (after == null) {
            keys.put(name(change), new ArrayDeque<>());
            turns.add(change);
        } else {
            after.add(change);
        }
    }

    /// The next one of the same key has its turn.
    private synchronized void sent(Change change) {
        Change next = keys.getOrDefault(name(change), new ArrayDeque<>()).poll();
        if (next == null) {
            keys.remove(name(change));
        } else {
            turns.add(next);
        }
    }

    private void run() {
        Duration pause = AGAIN_FIRST;
        try {
            while (!closed) {
                Change change = turns.take();
                Duration left = delay.minus(change.age());
                // It waited before the process ended.
                if (left.isPositive() && !change.resumed()) {
                    Thread.sleep(left);
                }
                if (attempt(change)) {
                    pause = AGAIN_FIRST;
                    sent(change);
                    continue;
                }
                // Others may have more luck meanwhile; those of the same key wait.
                turns.add(change);
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(AGAIN_MOST) > 0 ? AGAIN_MOST : pause;
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean attempt(Change change) {
        try {
            bytes.addAndGet(sending.send(change));
            sent.incrementAndGet();
            lags.add(change.age());
            backlog.forget(change);
            troubles.remove(change.number());
            return true;
        } catch (RuntimeException failed) {
            String reason =
                    "send %s/%s: %s".formatted(change.bucket(), change.key(), failed.getMessage());
            if (troubles.isEmpty()) {
                LOG.log(System.Logger.Level.WARNING, reason);
            }
            troubles.put(change.number(), reason);
            return false;
        }
    }

    State state() {
        Optional<Change> oldest = backlog.oldest();
        return new State(
                backlog.size(),
                oldest.map(it -> it.age().toMillis()).orElse(0L),
                sent.get(),
                bytes.get(),
                overtaken.count(),
                lags.percentile(50),
                lags.percentile(99),
                lags.most(),
                Optional.ofNullable(troubles.firstEntry()).map(Map.Entry::getValue).orElse(""));
    }

    @Override
    public void close() {
        closed = true;
        lanes.forEach(Thread::interrupt);
    }
}
