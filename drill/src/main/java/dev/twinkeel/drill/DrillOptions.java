package dev.twinkeel.drill;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a run of a drill may be told beside its scenario.
///
/// @param seed spreads the shoppers' choices; the same seed gives the same schedule
/// @param share of the load that the file and the scenario ask for; more than 0, at most 1
/// @param room whether the load must leave the machine some room, see [Baseline#checkRoom]
/// @param heal undo the fault at the end
/// @param environment added to what the report says about the system: version of this program, the
///   command
/// @param lateLimit how late 99 of 100 requests may start before the drill is invalid
public record DrillOptions(
        long seed,
        double share,
        boolean room,
        boolean heal,
        Map<String, String> environment,
        Duration lateLimit) {
    /// A quarter of what a person notices as a wait; a busy machine of two cores keeps it.
    public static final Duration DEFAULT_LATE_LIMIT = Duration.ofMillis(250);

    public DrillOptions {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("play a share of %s of a load".formatted(share));
        }
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    public DrillOptions(
            long seed, double share, boolean room, boolean heal, Map<String, String> environment) {
        this(seed, share, room, heal, environment, DEFAULT_LATE_LIMIT);
    }

    public static DrillOptions of(long seed) {
        return new DrillOptions(seed, /* share= */ 1, /* room= */ false, true, Map.of());
    }
}
