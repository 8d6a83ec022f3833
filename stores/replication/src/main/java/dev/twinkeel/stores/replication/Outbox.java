package dev.twinkeel.stores.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Versions that wait to be sent, in the order of the stream. It is bounded: when it is full, after
/// a start, and when something could not be offered, it is **behind**, keeps nothing, and the
/// sender reads the stream again until it has caught up. Confined to the monitor of its
/// [TableReplicator].
final class Outbox {
    private static final int KEPT = 5_000;
    private static final long KEPT_BYTES = 16L << 20;

    /// A version and where the stream has it.
    record Waiting(Position position, Sent sent) {
        private long bytes() {
            byte[] item = sent.item();
            return item == null ? 0 : item.length;
        }
    }

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean behind = true;

    boolean behind() {
        return behind;
    }

    void caughtUp() {
        behind = false;
    }

    void offer(Waiting one) {
        if (behind) {
            return;
        }
        waiting.addLast(one);
        bytes += one.bytes();
        if (waiting.size() > KEPT || bytes > KEPT_BYTES) {
            fallBehind();
        }
    }

    /// Something that was observed is not offered: the sender finds it in the stream.
    void fallBehind() {
        behind = true;
        waiting.clear();
        bytes = 0;
    }

    /// The first of them, without taking them out.
    List<Waiting> first(int limit) {
        List<Waiting> first = new ArrayList<>();
        for (Waiting one : waiting) {
            if (first.size() == limit) {
                break;
            }
            first.add(one);
        }
        return first;
    }

    /// Everything up to a position has been sent.
    void sent(Position position) {
        while (!waiting.isEmpty() && !waiting.getFirst().position().after(position)) {
            bytes -= waiting.removeFirst().bytes();
        }
    }

    int size() {
        return waiting.size();
    }

    /// Of the first that waits; 0 when none does.
    long oldestMicros() {
        Waiting first = waiting.peekFirst();
        return first == null ? 0 : first.sent().version().micros();
    }
}
