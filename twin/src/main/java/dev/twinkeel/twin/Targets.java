package dev.twinkeel.twin;

import java.util.List;

/// The pods that a zone's balancer may use, as the region's control plane knows them.
public record Targets(List<Target> targets) {
    /// @param zone where the pod is
    /// @param address as seen from the asking zone
    public record Target(String service, String pod, String zone, Address address) {}
}
