package dev.twinkeel.stores.buckets;

import java.time.Duration;
import java.time.Instant;

/// Something that was written in this region and belongs in the other one too.
///
/// @param number in the order in which changes began here
/// @param at when it began: later than all that it may have read, so it may be ahead of the clock
/// @param after the number after which all versions are later than its beginning; empty when it was
///   noted by a store that did not tell
/// @param resumed whether it was found on the disk at a start: it may be in the other region
///   already
/// @param began when it began, by this process's own clock ([System#nanoTime])
record Change(
        long number,
        String bucket,
        String key,
        Instant at,
        String after,
        What what,
        boolean resumed,
        long began) {
    /// What became of the write.
    sealed interface What {
        /// It has begun; if the process ended here, nobody knows whether it was done. Or it was a
        /// folder that stands for a key, which has no versions.
        record Begun() implements What {}

        /// A new version.
        record Version(String id) implements What {}

        /// The key was deleted, which leaves a marker, as in S3. The deletion of one version stays
        /// in its region, as in S3.
        record Marker() implements What {}
    }

    /// Of what it made.
    ///
    /// @param region this one
    Origin origin(String region) {
        return new Origin(at.toEpochMilli(), region, number);
    }

    /// How long it has been waiting. Its time tells that only where it is of another process, and
    /// no clock was ahead.
    Duration age() {
        if (!resumed) {
            return Duration.ofNanos(System.nanoTime() - began);
        }
        Duration since = Duration.between(at, Instant.now());
        return since.isNegative() ? Duration.ZERO : since;
    }

    Change with(What became) {
        return new Change(number, bucket, key, at, after, became, resumed, began);
    }
}
