package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/// A balancer node of a zone: an HTTP/1.1 reverse proxy that leads requests by host and path to
/// healthy targets, those of its own zone first.
///
/// Thread-safe.
public final class Balancer implements AutoCloseable {
    private final BalancerConfig config;

    private Balancer(BalancerConfig config) {
        this.config = config;
    }

    /// Listens at once; port 0 takes a free one.
    ///
    /// @throws java.io.UncheckedIOException naming the address when it cannot be bound
    public static Balancer start(BalancerConfig config, AccessLog log) {
        return new Balancer(config);
    }

    public InetSocketAddress address() {
        return config.listen();
    }

    /// Adds a target group, or changes the settings of the one with the same name.
    public void group(TargetGroup group) {}

    /// Replaces all rules at once.
    public void routes(List<Route> routes) {}

    /// Adds a target; it gets requests once its first check has passed. Adding it again changes
    /// nothing, unless its address or zone differ: then it is replaced.
    public void add(String group, Target target) {}

    /// Takes a target out: no new requests, and what is in flight may finish for the group's drain
    /// time.
    public void remove(String group, String target) {}

    public List<TargetStatus> targets(String group) {
        return List.of();
    }

    /// Whether every group that a route names has a healthy target.
    public boolean healthy() {
        return false;
    }

    /// Counters by their Prometheus name, labels included.
    public Map<String, Long> metrics() {
        return Map.of();
    }

    /// Stops accepting, lets what is in flight finish for the drain time, then ends the rest.
    @Override
    public void close() {}
}
