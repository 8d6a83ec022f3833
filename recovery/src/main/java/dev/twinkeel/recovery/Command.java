package dev.twinkeel.recovery;

/// What a person may ask of the engine.
public sealed interface Command {
    /// Give the region's role to `region` without waiting for evidence; the lease must still be
    /// released or run out. `acceptLoss` allows a replica that is further behind than the
    /// objective.
    record Failover(String region, boolean acceptLoss) implements Command {}

    /// Planned move of the writes to `region`, nothing lost; asked of the engine that holds the
    /// lease.
    record Failback(String region) implements Command {}

    /// Planned move of the writes to another member of the same region, nothing lost.
    record Switchover(Member member) implements Command {}

    /// Start nothing new until [Resume].
    record Pause() implements Command {}

    record Resume() implements Command {}

    /// A person's word for the recovery that waits for it.
    record Approve() implements Command {}
}
