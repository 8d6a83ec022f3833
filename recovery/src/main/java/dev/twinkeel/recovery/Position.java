package dev.twinkeel.recovery;

/// How far a member's copy reaches: a point in the write-ahead log of one timeline.
///
/// Positions on different timelines are not comparable by `lsn` alone (PostgreSQL manual, 26.3.6).
///
/// @param timeline the PostgreSQL timeline, 1 or more
/// @param lsn bytes of write-ahead log since the beginning
public record Position(int timeline, long lsn) {}
