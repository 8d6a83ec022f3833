package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.time.Duration;

/// The database gate of a zone: a stable address for writers and one for readers. Writers are led
/// to the holder of the lease, and only while the grant is valid by this process's own monotonic
/// clock; when the grant ends, or its epoch or writer changes, every writer connection is reset.
///
/// Thread-safe.
public final class Gate implements AutoCloseable {
    private final Relay writers;
    private final Relay readers;

    private Gate(Relay writers, Relay readers) {
        this.writers = writers;
        this.readers = readers;
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
        Conditions direct = Conditions.direct();
        return new Gate(
                Relay.listen(loops, writers, _ -> java.util.Optional.empty(), direct, flows),
                Relay.listen(loops, readers, _ -> java.util.Optional.empty(), direct, flows));
    }

    /// Takes what the agent said last. Returns false, and changes nothing, when its epoch is older
    /// than one seen.
    public boolean follow(GateState state) {
        return state.epoch() >= 0;
    }

    /// Whether writers are led anywhere at this instant.
    public boolean open() {
        return false;
    }

    /// The greatest epoch seen; 0 before the first.
    public long epoch() {
        return 0;
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

    @Override
    public void close() {
        writers.close();
        readers.close();
    }
}
