package dev.twinkeel.stores.buckets;

import java.time.Instant;

/// Something that was written in this region and belongs in the other one too.
///
/// @param number in the order in which changes began here
/// @param at when it began
/// @param resumed whether it was found on the disk at a start: it may be in the other region
///   already
record Change(long number, String bucket, String key, Instant at, What what, boolean resumed) {
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

    Change with(What became) {
        return new Change(number, bucket, key, at, became, resumed);
    }
}
