package dev.twinkeel.model;

/// A cache: may be empty at any time, and is after a recovery.
public record Cache(String name, Engine engine) {
    /// Redis is the only one there is.
    public static final Engine DEFAULT_ENGINE = Engine.REDIS;

    public enum Engine {
        REDIS
    }
}
