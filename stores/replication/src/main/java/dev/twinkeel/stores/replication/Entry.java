package dev.twinkeel.stores.replication;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a [Merge], as it is kept on disk: the same entries in the same order give the same
/// state.
sealed interface Entry {
    /// A version that another one overwrote without having seen it.
    record Lost(Version version, Digest digest) {}

    /// An application of this region wrote.
    ///
    /// @param baseMicros latest version of the other region's that it was written on
    /// @param sequence of its record in the stream
    /// @param held the item, when one of our own writes may have come after it; see [Known]
    @SuppressWarnings("ArrayRecordComponent") // items are bytes; nobody compares the record
    record Local(
            String key,
            Version version,
            Digest digest,
            long baseMicros,
            String sequence,
            boolean holding,
            byte @Nullable [] held)
            implements Entry {}

    /// A version of the other region's won; it is written next.
    record Accepted(String key, Version version, Digest digest, @Nullable Lost lost)
            implements Entry {}

    /// A version of the other region's won, and the item is like that already.
    record Same(String key, Version version, Digest digest) implements Entry {}

    /// What was accepted has been written.
    record Applied(List<String> keys) implements Entry {}

    /// The stream has shown one of our own writes.
    record Echoed(String key, Digest digest) implements Entry {}

    /// The stream has shown that a deletion of ours, or an application's in the middle of it, is
    /// over.
    record Cleared(String key) implements Entry {}

    /// One of our own writes changed nothing, so the stream will not show it.
    record Silent(String key, Version version) implements Entry {}

    /// What an application wrote is to be written again: our own write had overwritten it.
    record Repaired(String key) implements Entry {}

    /// The stream has been read to here.
    record Observed(Position position) implements Entry {}

    /// The other region has everything to here.
    record Acknowledged(Position position) implements Entry {}

    /// All that is known of a key: what a log that was made shorter begins with.
    record Whole(String key, Known known) implements Entry {}
}
