package dev.twinkeel.traffic;

/// A target as its balancer sees it now.
public record TargetStatus(Target target, State state, boolean ejected, int outstanding) {
    public enum State {
        /// No check has passed yet.
        INITIAL,
        HEALTHY,
        UNHEALTHY,
        /// Removed; finishing what is in flight.
        DRAINING
    }
}
