package dev.twinkeel.twin.store;

/// A JVM of an engine: every one has its own class path, as their libraries cannot meet.
///
/// @param name of its start-up cache: `buckets`
/// @param main class with a `main`
/// @param heapMiB most heap
public record EngineJvm(String name, ClassPath classPath, String main, int heapMiB) {}
