package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// Told of every connection through a relay when it opens and when it ends. Called on an event
/// loop: it must not block.
public interface FlowLog {
    FlowLog NONE = new FlowLog() {};

    /// How a connection ended.
    enum Ending {
        CLOSED,
        RESET_BY_CLIENT,
        RESET_BY_TARGET,
        /// No target was allowed for this client.
        REFUSED,
        /// The door did not let this client in.
        DENIED,
        /// The target did not accept the connection.
        UNREACHABLE,
        /// This side ended it: a gate closed, an endpoint became unhealthy, the relay was closed.
        RESET_BY_RELAY
    }

    /// A connection that ended.
    ///
    /// @param target empty when none was reached
    /// @param caller as the door knew it
    record Flow(
            InetSocketAddress client,
            InetSocketAddress listener,
            Optional<InetSocketAddress> target,
            long bytesThere,
            long bytesBack,
            Duration time,
            Ending ending,
            Door.Verdict caller) {}

    /// The connection reached its target.
    default void opened(
            InetSocketAddress client, InetSocketAddress listener, InetSocketAddress target) {}

    default void ended(Flow flow) {}
}
