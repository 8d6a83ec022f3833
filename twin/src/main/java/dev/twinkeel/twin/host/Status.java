package dev.twinkeel.twin.host;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.store.StoreStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a twin is doing, at one instant.
///
/// @param serving region to which the edge sends the users
/// @param entry addresses that the domain's name stands for, as users see them
/// @param dns where users ask for names
/// @param faults what is broken on purpose now
public record Status(
        Instant at,
        String application,
        Path file,
        Path state,
        Optional<String> serving,
        List<Address> entry,
        Address dns,
        String domain,
        List<Unit> processes,
        List<DatabaseStatus> databases,
        List<StoreStatus> stores,
        List<String> faults) {
    /// One process.
    ///
    /// @param kind `pod`, `database`, `agent`, `voter`, `node`, `edge`, or that of a store
    /// @param condition `starting`, `ready`, `unhealthy`, `frozen`, `dead` or `stopped`
    public record Unit(
            String name,
            String kind,
            String place,
            String condition,
            long pid,
            Optional<Address> address,
            int restarts) {
        /// Whether the operating system has such a process now.
        public boolean alive() {
            return !condition.equals("dead") && !condition.equals("stopped");
        }
    }

    /// One database.
    ///
    /// @param lease as the consensus store has it; empty when no agent could say
    /// @param stages stage of each agent's recovery engine, by place
    /// @param gates where a zone's pods reach it, by zone
    /// @param name inside PostgreSQL
    public record DatabaseStatus(
            String database,
            Optional<Lease> lease,
            Map<String, String> stages,
            Map<String, Gates> gates,
            String name,
            String user,
            Path passwordFile) {}

    /// A zone's two addresses for one database.
    public record Gates(Address writer, Address reader) {}

    /// The processes of a place or of anything inside it.
    public List<Unit> in(String place) {
        return processes.stream()
                .filter(it -> it.place().equals(place) || it.place().startsWith(place + "-"))
                .toList();
    }

    public Optional<DatabaseStatus> database(String name) {
        return databases.stream().filter(it -> it.database().equals(name)).findFirst();
    }
}
