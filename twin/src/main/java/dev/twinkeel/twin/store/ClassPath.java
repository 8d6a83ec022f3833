package dev.twinkeel.twin.store;

/// Jars, as `java -cp` takes them.
public record ClassPath(String text) {}
