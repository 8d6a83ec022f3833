package dev.twinkeel.twin;

import java.util.List;
import java.util.Optional;

/// What an agent answers a gate: who may write where, and for how long from now.
public record Grants(List<Given> grants) {
    /// @param writer name of the member that accepts writes; empty when nobody may
    /// @param validMillis how long the gate may lead writers there, from the instant *before* it
    ///   asked
    /// @param readers names of the members of this region that serve reads
    public record Given(
            String database,
            long epoch,
            Optional<String> writer,
            long validMillis,
            List<String> readers) {}
}
