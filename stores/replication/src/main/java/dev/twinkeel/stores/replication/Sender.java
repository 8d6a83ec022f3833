package dev.twinkeel.stores.replication;

import dev.twinkeel.stores.replication.Outbox.Waiting;
import dev.twinkeel.stores.replication.ReplicaTable.Change;
import dev.twinkeel.stores.replication.ReplicaTable.Read;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Sends what this region's applications wrote to the other region, one batch at a time, in the
/// order of the stream; of an item that changed again meanwhile, only the newest version.
final class Sender implements AutoCloseable {
    /// One batch a round trip: 500 writes a second over 60 ms are 30.
    private static final int BATCH_MAX = 500;

    private final TableReplicator replicator;
    private final Peer peer;
    private final long delayMicros;
    private final Loop loop;
    private final AtomicLong sent = new AtomicLong();
    private final ReplicaTable.Reader reader;
    private volatile boolean paused;
    private volatile long oldestMicros;

    /// What one round sends.
    ///
    /// @param end what the other region has when it is done
    private record Batch(List<Sent> versions, Position end) {}

    Sender(TableReplicator replicator, Peer peer, long delayMillis) {
        this.replicator = replicator;
        this.peer = peer;
        this.delayMicros = delayMillis * 1_000;
        this.reader = replicator.reader();
        this.loop = new Loop("send " + replicator.name(), Loop.Pace.WHEN_WOKEN, this::send);
    }

    void start() {
        loop.start();
    }

    void wake() {
        loop.wake();
    }

    void pause(boolean paused) {
        this.paused = paused;
        loop.wake();
    }

    boolean paused() {
        return paused;
    }

    long sent() {
        return sent.get();
    }

    /// Age of the oldest that is known not to be sent, while the outbox is behind.
    long oldestMicros() {
        return oldestMicros;
    }

    Optional<String> trouble() {
        return loop.trouble();
    }

    /// One round.
    ///
    /// @return whether more may be there already
    boolean send() throws IOException, InterruptedException {
        if (paused) {
            return false;
        }
        Optional<Batch> batch = next();
        if (batch.isEmpty()) {
            return false;
        }
        List<Sent> versions = batch.get().versions();
        if (!versions.isEmpty()) {
            oldestMicros = versions.getFirst().version().micros();
            peer.send(Sent.write(versions));
            sent.addAndGet(versions.size());
        }
        replicator.acknowledged(batch.get().end());
        return true;
    }

    private Optional<Batch> next() {
        synchronized (replicator) {
            if (!replicator.outbox().behind()) {
                return fromOutbox();
            }
        }
        return fromStream();
    }

    private Optional<Batch> fromOutbox() {
        long until = replicator.nowMicros() - delayMicros;
        List<Sent> versions = new ArrayList<>();
        Position end = null;
        for (Waiting one : replicator.outbox().first(BATCH_MAX)) {
            if (delayMicros > 0 && one.sent().version().micros() > until) {
                break;
            }
            if (replicator.merge().current(one.sent())) {
                versions.add(one.sent());
            }
            end = one.position();
        }
        return end == null ? Optional.empty() : Optional.of(new Batch(versions, end));
    }

    /// After a start, and when more waited than memory should hold: reads again what has been
    /// observed and not acknowledged.
    private Optional<Batch> fromStream() {
        Position from;
        Position observed;
        synchronized (replicator) {
            from = replicator.merge().acknowledged();
            observed = replicator.merge().observed();
            if (from.equals(observed)) {
                replicator.outbox().caughtUp();
                oldestMicros = 0;
                return Optional.empty();
            }
        }
        Read read = reader.read(from, BATCH_MAX);
        synchronized (replicator) {
            replicator.settle();
            return observedOnly(read, observed);
        }
    }

    /// @param observed before it was read: what is observed meanwhile may not be in it
    private Optional<Batch> observedOnly(Read read, Position observed) {
        Merge merge = replicator.merge();
        long until = replicator.nowMicros() - delayMicros;
        List<Sent> versions = new ArrayList<>();
        Position end = null;
        for (Change change : read.changes()) {
            if (change.position().after(observed)) {
                break;
            }
            Optional<Sent> version = merge.toSend(change);
            if (delayMicros > 0
                    && version.filter(it -> it.version().micros() > until).isPresent()) {
                break;
            }
            version.ifPresent(versions::add);
            end = change.position();
        }
        if (end == null && read.changes().isEmpty()) {
            // At the end of the stream nothing is left of what was observed: the stream forgot it,
            // or the rest was empty. At the end of a shard the next one has the rest.
            end = read.caughtUp() ? observed : read.end();
        }
        return end == null ? Optional.empty() : Optional.of(new Batch(versions, end));
    }

    @Override
    public void close() {
        loop.close();
    }
}
