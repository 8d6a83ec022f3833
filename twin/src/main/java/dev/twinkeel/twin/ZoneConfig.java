package dev.twinkeel.twin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one zone node (balancer and database gates) is told at its start: a JSON file written by
/// the host.
///
/// Every address is as seen from the zone.
///
/// @param zone name of the zone
/// @param balancer where the balancer listens
/// @param secure where the balancer listens for TLS
/// @param control where the node answers the host (health and counters)
/// @param regionApi where the current targets are asked
/// @param agent where the current grants are asked
/// @param routes the services that have routes, by path prefix
/// @param internal listeners for one service each, for calls between services
/// @param gates one a database or cache
/// @param guard who may come in where, and where it is noted
public record ZoneConfig(
        String zone,
        Address balancer,
        Address secure,
        Address control,
        Address regionApi,
        Address agent,
        String healthPath,
        List<Route> routes,
        Map<String, Address> internal,
        List<GateConfig> gates,
        Guarded guard) {
    /// @param users the services that use what is behind a gate or an internal listener, by its
    ///   name
    /// @param flows file of the flow log
    public record Guarded(String application, Path flows, Map<String, Set<String>> users) {}

    /// @param service also the name of the target group
    /// @param health path that a pod answers with 200 when it can serve
    /// @param failures how many failed checks in a row make a target unhealthy
    public record Route(
            String service, List<String> prefixes, String health, Duration every, int failures) {}

    /// @param database name of a database, or of the region's cache as the recovery engine calls it
    /// @param members address of each member, by name: of a database those of the other region too,
    ///   to whom users are led on after a planned move
    public record GateConfig(
            String database, Address writer, Address reader, Map<String, Address> members) {}
}
