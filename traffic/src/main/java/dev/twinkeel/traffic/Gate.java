package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The database gate of a zone: a stable address for writers and one for readers. Writers are led
/// to the holder of the lease, and only while the grant is valid by this process's own monotonic
/// clock; when the grant ends, or its epoch or writer changes, every writer connection is reset.
///
/// Validity is asked again before every chunk of bytes is passed, so that a process which was
/// frozen past its grant passes nothing when it wakes.
///
/// Thread-safe.
public final class Gate implements AutoCloseable {
    /// Clients that may wait while the gate is closed; more are refused.
    private static final int HELD_MAX = 256;

    /// Readers tried before a client is refused.
    private static final int READER_ATTEMPTS = 3;

    private static final int CONNECT_TIMEOUT_MILLIS = 3000;

    private final Loops loops;
    private final Relay writers;
    private final Relay readers;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile @Nullable GateState state;
    private boolean timed;
    private long timedNanos;

    private Gate(
            Loops loops,
            InetSocketAddress writers,
            InetSocketAddress readers,
            Duration hold,
            FlowLog flows,
            Door door) {
        this.loops = loops;
        Conditions direct = Conditions.direct();
        Relay.Options options =
                Relay.Options.DEFAULT.attempts(1, CONNECT_TIMEOUT_MILLIS).behind(door);
        this.writers =
                Relay.listen(
                        loops,
                        writers,
                        _ -> writer(),
                        direct,
                        flows,
                        options.holding(hold, HELD_MAX).admitting(this::admits));
        try {
            this.readers =
                    Relay.listen(
                            loops,
                            readers,
                            _ -> reader(),
                            direct,
                            flows,
                            options.attempts(READER_ATTEMPTS, CONNECT_TIMEOUT_MILLIS));
        } catch (RuntimeException e) {
            this.writers.close();
            throw e;
        }
    }

    /// Listens at once, closed to writers until the first [#follow].
    ///
    /// @param hold how long a new writer connection waits while the gate is closed before it is
    ///   refused; zero refuses at once
    public static Gate listen(
            Loops loops,
            InetSocketAddress writers,
            InetSocketAddress readers,
            Duration hold,
            FlowLog flows) {
        return listen(loops, writers, readers, hold, flows, Door.OPEN);
    }

    /// The same, where only some may come in.
    public static Gate listen(
            Loops loops,
            InetSocketAddress writers,
            InetSocketAddress readers,
            Duration hold,
            FlowLog flows,
            Door door) {
        return new Gate(loops, writers, readers, hold, flows, door);
    }

    /// Takes what the agent said last. Returns false, and changes nothing, when its epoch is older
    /// than one seen.
    public synchronized boolean follow(GateState next) {
        GateState before = state;
        if (before != null && next.epoch() < before.epoch()) {
            return false;
        }
        state = next;
        boolean sameWriter =
                before != null
                        && before.epoch() == next.epoch()
                        && before.writer().equals(next.writer());
        if (!sameWriter || !open()) {
            resetWriters();
        }
        Set<InetSocketAddress> left = Set.copyOf(next.readers());
        if (before != null && !left.containsAll(before.readers())) {
            readers.resetIf(reader -> !left.contains(reader));
        }
        if (open()) {
            writers.leads();
            writers.retryHeld();
            watchDeadline(next.validUntilNanos());
        }
        return true;
    }

    /// Whether writers are led anywhere at this instant.
    public boolean open() {
        return writer().isPresent();
    }

    /// The greatest epoch seen; 0 before the first.
    public long epoch() {
        GateState now = state;
        return now == null ? 0 : now.epoch();
    }

    public InetSocketAddress writerAddress() {
        return writers.address();
    }

    public InetSocketAddress readerAddress() {
        return readers.address();
    }

    public int writerConnections() {
        return writers.connections();
    }

    public int readerConnections() {
        return readers.connections();
    }

    @Override
    public void close() {
        writers.close();
        readers.close();
    }

    private Optional<InetSocketAddress> writer() {
        GateState now = state;
        boolean valid = now != null && now.validUntilNanos() - System.nanoTime() > 0;
        return valid ? Objects.requireNonNull(now).writer() : Optional.empty();
    }

    private boolean admits(InetSocketAddress target) {
        return writer().filter(target::equals).isPresent();
    }

    private Optional<InetSocketAddress> reader() {
        GateState now = state;
        if (now == null || now.readers().isEmpty()) {
            return Optional.empty();
        }
        List<InetSocketAddress> all = now.readers();
        return Optional.of(all.get(Math.floorMod(turn.getAndIncrement(), all.size())));
    }

    /// Those that wait for a target have none to be cut off from.
    private void resetWriters() {
        writers.resetIf(_ -> true);
    }

    /// A timer that fires early, because the grant was renewed, sets the next one.
    private synchronized void watchDeadline(long deadlineNanos) {
        if (!timed || deadlineNanos - timedNanos < 0) {
            timed = true;
            timedNanos = deadlineNanos;
            Sockets.after(
                    loops.next(), Math.max(deadlineNanos - System.nanoTime(), 1), this::deadline);
        }
    }

    private synchronized void deadline() {
        timed = false;
        if (open()) {
            watchDeadline(Objects.requireNonNull(state).validUntilNanos());
        } else {
            resetWriters();
        }
    }
}
