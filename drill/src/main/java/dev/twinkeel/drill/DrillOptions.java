package dev.twinkeel.drill;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a run of a drill may be told beside its scenario.
///
/// @param seed spreads the shoppers' choices; the same seed gives the same schedule
/// @param heal undo the fault at the end
/// @param environment added to what the report says about the system: version of this program, the
///   command
/// @param lateLimit how late 99 of 100 requests may start before the drill is invalid
public record DrillOptions(
        long seed, boolean heal, Map<String, String> environment, Duration lateLimit) {
    /// A quarter of what a person notices as a wait; a busy machine of two cores keeps it.
    public static final Duration DEFAULT_LATE_LIMIT = Duration.ofMillis(250);

    public DrillOptions {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    public DrillOptions(long seed, boolean heal, Map<String, String> environment) {
        this(seed, heal, environment, DEFAULT_LATE_LIMIT);
    }

    public static DrillOptions of(long seed) {
        return new DrillOptions(seed, true, Map.of());
    }
}
