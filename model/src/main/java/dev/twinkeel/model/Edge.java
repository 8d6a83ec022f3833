package dev.twinkeel.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Points of presence in front of both regions: cache and filter.
///
/// @param site bucket that answers what no service routes
/// @param waf most requests of one client
public record Edge(Optional<String> site, List<CacheRule> cache, Optional<Rate> waf) {

    public Edge {
        cache = List.copyOf(cache);
    }

    /// How long the edge keeps what is under a path.
    ///
    /// @param path for example `/assets/*`
    /// @param keep how long the edge may answer by itself
    public record CacheRule(String path, Duration keep) {}
}
