package dev.twinkeel.traffic;

import java.time.Duration;

/// How often a thing is checked and how many results in a row change its health.
///
/// @param passes checks passed in a row that make it healthy
/// @param failures checks failed in a row that make it unhealthy
public record HealthPolicy(Duration interval, Duration timeout, int passes, int failures) {
    public HealthPolicy {
        if (!interval.isPositive() || !timeout.isPositive() || passes < 1 || failures < 1) {
            throw new IllegalArgumentException(
                    "health check: interval, timeout, passes and failures must be positive,"
                            + " got %s, %s, %d, %d".formatted(interval, timeout, passes, failures));
        }
    }

    /// Route 53's form: the same number both ways.
    public static HealthPolicy of(Duration interval, Duration timeout, int threshold) {
        return new HealthPolicy(interval, timeout, threshold, threshold);
    }
}
