package dev.twinkeel.model;

import java.util.List;
import java.util.Optional;

/// A failure domain of three zones.
///
/// @param aws AWS's name of the region, `ap-south-1`; needed only to render for AWS
/// @param capacity the part of every service's least replicas that stands here while nothing is
///   wrong
public record Region(String name, Optional<String> aws, Role role, Percent capacity) {

    /// The primary carries all the load.
    public static final Percent DEFAULT_PRIMARY_CAPACITY = new Percent(100);

    /// A third, rounded up: two pods of three. Warm and proven, and a pod may still be lost.
    public static final Percent DEFAULT_STANDBY_CAPACITY = new Percent(34);

    /// Three, so that a majority of zones is left when one is lost.
    private static final List<String> ZONE_SUFFIXES = List.of("a", "b", "c");

    /// Names of its zones in order: `mumbai-a`, `mumbai-b`, `mumbai-c`.
    public List<String> zones() {
        return ZONE_SUFFIXES.stream().map(suffix -> name + "-" + suffix).toList();
    }

    /// Pods of the service that stand here while nothing is wrong: at least one.
    public int standing(Service service) {
        return Math.max(1, Math.ceilDiv(service.replicas().min() * capacity.value(), 100));
    }

    /// Pods of the service when this region serves alone.
    public int full(Service service) {
        return Math.max(standing(service), service.replicas().min());
    }

    /// How many of `pods` pods each zone gets, in the order of [#zones]: as even as can be.
    public List<Integer> spread(int pods) {
        int zones = ZONE_SUFFIXES.size();
        return java.util.stream.IntStream.range(0, zones)
                .mapToObj(zone -> pods / zones + (zone < pods % zones ? 1 : 0))
                .toList();
    }
}
