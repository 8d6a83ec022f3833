package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.time.Duration;

/// What a [Balancer] node is started with.
///
/// @param zone its own; targets of the same zone are preferred
/// @param healthPath where the node answers for itself
/// @param loops event loops, one is enough for some ten thousand requests a second
public record BalancerConfig(
        InetSocketAddress listen,
        String zone,
        String healthPath,
        int loops,
        Timeouts timeouts,
        Limits limits) {
    /// @param connect to a target
    /// @param header from a request's first byte to the end of its header
    /// @param body from there to the end of its body
    /// @param request from its header to the head of the answer, retries included; then 504
    /// @param idle without a byte: a kept connection, or an answer under way
    /// @param drain at close: what is in flight may finish
    public record Timeouts(
            Duration connect,
            Duration header,
            Duration body,
            Duration request,
            Duration idle,
            Duration drain) {
        public static final Timeouts DEFAULT =
                new Timeouts(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(10));
    }

    /// @param requestLineBytes over it is 414
    /// @param headerBytes of one header line; over it is 431
    /// @param headersBytes of the whole header; over it is 431
    /// @param bodyBytes over it is 413
    /// @param replayBytes of a body kept for one retry
    /// @param connectionsPerTarget kept and busy; more requests wait
    public record Limits(
            int requestLineBytes,
            int headerBytes,
            int headersBytes,
            int headersMax,
            long bodyBytes,
            int replayBytes,
            int connectionsPerTarget,
            int connectionsMax) {
        /// As ALB where it has a limit: 16K a line, 64K in all.
        public static final Limits DEFAULT =
                new Limits(16 << 10, 16 << 10, 64 << 10, 200, 1L << 30, 64 << 10, 128, 8192);
    }

    public static BalancerConfig of(InetSocketAddress listen, String zone) {
        return new BalancerConfig(
                listen, zone, "/twinkeel/health", 1, Timeouts.DEFAULT, Limits.DEFAULT);
    }
}
