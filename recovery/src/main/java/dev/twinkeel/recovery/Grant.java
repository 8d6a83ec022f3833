package dev.twinkeel.recovery;

import java.time.Instant;

/// What a gate may do until an instant: lead writers to one member. No grant, no way through.
///
/// @param until on the engine's monotonic clock; never later than the holder's lease
public record Grant(String database, long epoch, Member writer, Instant until) {}
