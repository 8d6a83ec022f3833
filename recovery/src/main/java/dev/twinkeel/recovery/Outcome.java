package dev.twinkeel.recovery;

/// What a done effect brings back.
public sealed interface Outcome {
    /// Nothing beyond having been done.
    record Plain() implements Outcome {}

    /// A member's final position: it receives nothing more from its upstream ([Effect.Ask],
    /// [Effect.Drain]).
    record At(Position position) implements Outcome {}

    /// The lease as it stands after the swap.
    record Swapped(java.time.Instant askedAt, Versioned lease) implements Outcome {}
}
