package dev.twinkeel.stores.replication;

import java.util.List;
import java.util.Map;

/// Keeps one thing of a region and of the other the same. One a table.
///
/// Whatever it was doing when it was killed, the next one goes on with: at least once, and harmless
/// when twice.
public interface Replicator extends AutoCloseable {
    /// What it replicates: `table`.
    String kind();

    /// The name in the application's file.
    String name();

    /// Starts its own threads and returns at once; what it needs may not be there yet.
    void start();

    /// Sends nothing to the other region until it is resumed. What happens meanwhile is kept.
    void pause(boolean paused);

    Status status();

    /// What the other region's replicator of the same name asks of this one.
    ///
    /// @param what last part of the path that was asked
    /// @return the answer; whatever it throws is told to the other side, which tries again
    default byte[] answer(String what, byte[] body) throws Exception {
        throw new IllegalArgumentException(
                "answer \"%s\": a replicator of a %s is asked nothing".formatted(what, kind()));
    }

    /// Versions that were overwritten by the other region's, the latest last.
    default List<Map<String, Object>> conflicts(int limit) {
        return List.of();
    }

    @Override
    void close();

    /// How one direction is: from this region to the other.
    ///
    /// @param ready whether it has found its table and read its stream
    /// @param sent what the other region has, since this process started
    /// @param pending what it has not
    /// @param oldestMillis age of the oldest that is pending
    /// @param received what came from the other region, since this process started
    /// @param lagP50Millis of what came lately, from the write there to here
    /// @param conflicts versions of this region that the other's overwrote, ever
    /// @param trouble why nothing moves; empty when all is well
    record Status(
            String kind,
            String name,
            boolean ready,
            boolean paused,
            long sent,
            long pending,
            long oldestMillis,
            long received,
            double lagP50Millis,
            double lagP99Millis,
            long conflicts,
            String trouble) {}
}
