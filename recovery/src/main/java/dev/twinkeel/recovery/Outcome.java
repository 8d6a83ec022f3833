package dev.twinkeel.recovery;

/// What a done effect brings back.
public sealed interface Outcome {
    /// Nothing beyond having been done.
    record Plain() implements Outcome {}

    /// A member's position. After [Effect.Ask] and [Effect.Drain] it is final; after
    /// [Effect.Promote] and [Effect.Synchronise] it is where the primary was when the new setting
    /// was in force.
    record At(Position position) implements Outcome {}

    /// The lease as it stands after the swap.
    record Swapped(java.time.Instant askedAt, Versioned lease) implements Outcome {}
}
