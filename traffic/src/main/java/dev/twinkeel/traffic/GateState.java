package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// What a [Gate] may do, as its region's agent last said.
///
/// @param epoch of the grant; a gate never goes back to an older one
/// @param writer where writers are led; nothing closes the writers' side
/// @param validUntilNanos on this process's `System.nanoTime()`: count it from the instant before
///   the agent was asked
/// @param readers healthy replicas; not bound to the grant's validity
public record GateState(
        long epoch,
        Optional<InetSocketAddress> writer,
        long validUntilNanos,
        List<InetSocketAddress> readers) {
    public GateState {
        readers = List.copyOf(readers);
    }
}
