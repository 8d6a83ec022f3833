package dev.twinkeel.model;

/// A queue of messages.
///
/// @param deadLetterAfter deliveries after which a message is set aside
public record Queue(String name, int deadLetterAfter) {
    /// Enough for a restart or two of the consumer, few enough to notice a poisoned message soon.
    public static final int DEFAULT_DEAD_LETTER_AFTER = 5;
}
