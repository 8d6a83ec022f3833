package dev.twinkeel.drill;

import java.util.Map;

/// What a run of a drill may be told beside its scenario.
///
/// @param seed spreads the shoppers' times and choices; the same seed gives the same schedule
/// @param heal undo the fault at the end
/// @param environment added to what the report says about the system: version of this program, the
///   command
public record DrillOptions(long seed, boolean heal, Map<String, String> environment) {
    public DrillOptions {
        environment =
                java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environment));
    }

    public static DrillOptions of(long seed) {
        return new DrillOptions(seed, true, Map.of());
    }
}
