package dev.twinkeel.traffic;

import java.time.Duration;

/// The settings of a set of targets that serve the same routes.
///
/// @param healthPath asked on each target; 200 to 399 passes
/// @param drain how long a removed target may finish what is in flight
/// @param slowStart over which a target that became healthy gets its growing share of the requests:
///   its caches are empty and its code is cold
public record TargetGroup(
        String name,
        String healthPath,
        HealthPolicy health,
        Ejection ejection,
        Duration drain,
        Duration slowStart) {
    /// Passive health: a target that fails real requests is left out for a while.
    ///
    /// @param failures consecutive failures of the connection or answers of 502, 503, 504
    /// @param time the first time out; it grows with each ejection in a row, at most tenfold
    /// @param maxPercent of the group that may be out; one may be, always
    public record Ejection(int failures, Duration time, int maxPercent) {
        public static final Ejection DEFAULT = new Ejection(5, Duration.ofSeconds(3), 50);
    }

    public static TargetGroup of(String name, String healthPath, HealthPolicy health) {
        return new TargetGroup(
                name,
                healthPath,
                health,
                Ejection.DEFAULT,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
    }
}
