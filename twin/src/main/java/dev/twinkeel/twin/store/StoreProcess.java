package dev.twinkeel.twin.store;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One process of a store.
///
/// @param name unique in the twin, `buckets-mumbai`; its log is `logs/<name>.log`
/// @param kind as `status` shows it: `cache`, `tables`, `buckets`, `queues`, `replication`
/// @param place it dies with, and is started again in
/// @param address where it listens in its place
/// @param launch asked at each start, so that a start after a change is a new one
public record StoreProcess(
        String name, String kind, Place place, Optional<Address> address, Supplier<Launch> launch) {
    /// How it is started.
    ///
    /// @param command never a secret: anyone can list it
    /// @param environment added to the host's own; no secret either
    /// @param folder it works in
    public record Launch(List<String> command, Map<String, String> environment, Path folder) {
        public Launch {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }
}
