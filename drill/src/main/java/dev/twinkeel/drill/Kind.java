package dev.twinkeel.drill;

/// Whether a request changes something.
enum Kind {
    WRITE,
    READ
}
