package dev.twinkeel.drill;

/// What a client knows of its request when it stops waiting. The three ends are never mixed.
enum Outcome {
    /// Under way.
    PENDING,
    /// Answered, in time, that it is done.
    OK,
    /// Definitely not done: never sent, or refused.
    FAILED,
    /// Sent, and nobody can say: no answer in time, a broken connection, or an answer that does not
    /// tell.
    UNKNOWN
}
