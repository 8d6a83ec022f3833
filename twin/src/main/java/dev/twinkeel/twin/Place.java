package dev.twinkeel.twin;

/// Somewhere with its own addresses. Between two places lies a link; inside one there is none.
///
/// @param name `mumbai-a`, `mumbai`, `witness`, `edge`, `internet`
/// @param region the region that it belongs to; empty outside both regions
public record Place(String name, Kind kind, String region) {
    /// What kind of place.
    public enum Kind {
        /// A failure domain inside a region: pods, a database member, a balancer node.
        ZONE,
        /// A region's own level, in none of its zones: its agent, its voter, its control plane.
        REGION,
        /// The third place, which breaks ties.
        WITNESS,
        /// DNS and the accelerator: global, and in neither region.
        EDGE,
        /// Where the shoppers are.
        INTERNET
    }

    /// Whether two places are in the same region.
    public boolean near(Place other) {
        return !region.isEmpty() && region.equals(other.region);
    }
}
