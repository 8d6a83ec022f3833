package dev.twinkeel.recovery;

/// A lease as read from the store, with the store's version of it, which a swap must name.
public record Versioned(Lease lease, long version) {}
