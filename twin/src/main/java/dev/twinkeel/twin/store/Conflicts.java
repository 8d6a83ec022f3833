package dev.twinkeel.twin.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.Ports;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks a region's replicators which versions the replication of its tables overwrote. Thread-safe.
public final class Conflicts implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final HttpCaller caller = new HttpCaller();

    /// A version that one region's applications wrote, and that a later one of the other region
    /// replaced without having seen it.
    ///
    /// @param key of the item
    /// @param lost when it was written
    /// @param kept when the version was written that replaced it
    /// @param deletion whether what was lost was a deletion
    /// @param item what was lost; empty when that was a deletion, or is not known any more
    public record Conflict(
            String table,
            String key,
            Instant lost,
            String lostRegion,
            Instant kept,
            String keptRegion,
            boolean deletion,
            Map<String, Object> item) {}

    /// The latest thousand of the versions of a table that were lost in a region, the oldest first.
    ///
    /// @param table as `status` tells of it
    /// @return empty when there is nobody to ask
    /// @throws IOException when the replicators of the region do not answer
    public Optional<List<Conflict>> of(StoreStatus table) throws IOException {
        if (table.address().isEmpty()) {
            return Optional.empty();
        }
        // They are in the place of the engine.
        Address replicators = new Address(table.address().get().host(), Ports.REPLICATION);
        HttpCaller.Answered answered = caller.get(replicators, "/conflicts", LIMIT);
        if (!answered.ok()) {
            throw new IOException(answered.reason());
        }
        List<Conflict> all =
                Json.mapper().convertValue(answered.body(), new TypeReference<List<Conflict>>() {});
        return Optional.of(all.stream().filter(it -> it.table().equals(table.name())).toList());
    }

    @Override
    public void close() {
        caller.close();
    }
}
