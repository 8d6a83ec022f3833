package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// Told of every request that a [Balancer] answered. Called on an event loop: it must not block.
public interface AccessLog {
    AccessLog NONE = _ -> {};

    /// @param status what the client was told, 0 when it was told nothing
    /// @param targetStatus what the target said; empty when it said nothing
    /// @param attempts targets asked
    record Access(
            InetSocketAddress client,
            String method,
            String host,
            String path,
            int status,
            Optional<Integer> targetStatus,
            Optional<String> target,
            int attempts,
            Duration time,
            long bytesSent) {}

    void accessed(Access access);
}
