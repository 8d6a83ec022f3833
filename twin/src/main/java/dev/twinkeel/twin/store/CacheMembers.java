package dev.twinkeel.twin.store;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Cache;
import dev.twinkeel.model.Region;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.Ports;
import java.util.ArrayList;
import java.util.List;

/// Which servers a cache has and how they are called. Each region has a cache of its own, under a
/// lease of its own: nothing of it crosses a region.
public final class CacheMembers {
    /// A primary, and a replica in another zone.
    private static final int COPIES = 2;

    private CacheMembers() {}

    /// What the recovery engine calls a region's cache: `catalog-cache-mumbai`.
    public static String unit(Cache cache, Region region) {
        return cache.name() + "-" + region.name();
    }

    /// One a zone: `catalog-cache-mumbai-a`. The first is the primary until something happens.
    public static List<Member> of(Cache cache, Region region) {
        return region.zones().stream()
                .limit(COPIES)
                .map(zone -> new Member(cache.name() + "-" + zone, region.name(), zone))
                .toList();
    }

    public static List<Member> of(Application application, Region region) {
        List<Member> members = new ArrayList<>();
        application.caches().forEach(cache -> members.addAll(of(cache, region)));
        return members;
    }

    public static int port(Application application, Cache cache) {
        return Ports.CACHE + application.caches().indexOf(cache);
    }

    /// The port of a zone's gate, where its pods reach the primary.
    public static int gatePort(Application application, Cache cache) {
        return Ports.GATE_CACHE + 2 * application.caches().indexOf(cache);
    }

    /// The port of a zone's gate to a replica.
    public static int readGatePort(Application application, Cache cache) {
        return gatePort(application, cache) + 1;
    }
}
