package dev.twinkeel.twin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What the edge (DNS and accelerator) is told at its start: a JSON file written by the host.
///
/// @param control where the recovery agents and the host reach it
/// @param dns where it answers DNS, UDP and TCP
/// @param accelerator where it listens for users; fixed, whatever region serves
/// @param secure where it listens for users who speak TLS, which it passes through
/// @param acceleratorSeen the same addresses as users see them
/// @param regions in order of preference: the first is the primary
/// @param ttl of the records that follow a failover
/// @param memory file that keeps the route over a restart
public record EdgeConfig(
        Address control,
        Address dns,
        List<Address> accelerator,
        List<Address> secure,
        List<Address> acceleratorSeen,
        String domain,
        boolean accelerate,
        Duration ttl,
        String healthPath,
        Duration every,
        int failures,
        List<Region> regions,
        Path memory) {
    /// @param nodes the region's balancer nodes as the edge sees them
    /// @param secure the same nodes, where they listen for TLS, in the same order
    /// @param seen the nodes as users see them
    public record Region(
            String name, List<Address> nodes, List<Address> secure, List<Address> seen) {}
}
