package dev.twinkeel.model;

/// A key of a section of the file.
///
/// @param standard what holds when it is left out, for the page; empty when it is required
/// @param example a value as the file writes it; empty when its own keys have examples
record Key(
        String name,
        Shape shape,
        boolean required,
        String standard,
        String meaning,
        String example) {}
