package dev.twinkeel.stores.replication;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One region's copy of a table, as the replicator needs it: a stream of its changes, and a way to
/// write. Items are their canonical bytes ([Items]).
interface ReplicaTable {
    /// One change of an item, whoever made it.
    ///
    /// @param key of the item ([Items#key])
    /// @param before null when there was no item
    /// @param after null when it was deleted
    @SuppressWarnings("ArrayRecordComponent") // items are bytes; nobody compares the record
    record Change(
            Position position, String key, byte @Nullable [] before, byte @Nullable [] after) {}

    /// Some changes in their order.
    ///
    /// @param end where to go on
    /// @param caughtUp nothing more was there when it was read
    record Read(List<Change> changes, Position end, boolean caughtUp) {}

    /// A reading of the stream, for one thread.
    interface Reader {
        /// @param after the end of the last read, or any position that a stream still has
        Read read(Position after, int limit);
    }

    /// Makes the table unless it is there.
    void make();

    Reader reader();

    /// What to write of one item.
    ///
    /// @param item null to delete it
    @SuppressWarnings("ArrayRecordComponent") // items are bytes; nobody compares the record
    record Write(Version version, byte @Nullable [] item) {}

    /// Puts items as they are. To delete one it puts [Items#marker] in its place, and then deletes
    /// the marker, unless an application wrote in between: so the stream tells our deletion from an
    /// application's. What changes nothing makes no change. Each key is independent of the others.
    ///
    /// @throws RuntimeException when it is not known that all were written; some may be
    void write(Map<String, Write> items);
}
