package dev.twinkeel.recovery;

/// What the world answered. An unknown is never treated as done; every effect can be asked again.
public sealed interface Reply<T> {
    /// It happened.
    record Done<T>(T value) implements Reply<T> {}

    /// It did not happen and will not, for a reason that the operator is shown.
    record Refused<T>(String reason) implements Reply<T> {}

    /// Nobody can say whether it happened: the answer did not come.
    record Unknown<T>(String reason) implements Reply<T> {}
}
