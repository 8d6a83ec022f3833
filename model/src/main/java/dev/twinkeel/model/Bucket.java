package dev.twinkeel.model;

/// A store of objects.
///
/// @param replicate whether objects are copied to the other region
public record Bucket(String name, boolean replicate) {
    /// What is not in the second region is lost with the first.
    public static final boolean DEFAULT_REPLICATE = true;
}
