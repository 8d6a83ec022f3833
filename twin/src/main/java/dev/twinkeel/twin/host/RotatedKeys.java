package dev.twinkeel.twin.host;

import java.time.Instant;
import java.util.List;

/// The services' new access keys.
///
/// @param at when the pods could read them
/// @param without pods that could not be given theirs
public record RotatedKeys(Instant at, List<Key> keys, List<String> without) {
    /// @param id of the new one
    /// @param alone whether the one before is refused now; if not, somebody still uses it
    public record Key(String service, String id, boolean alone) {}
}
