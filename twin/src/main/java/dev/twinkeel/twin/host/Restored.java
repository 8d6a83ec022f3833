package dev.twinkeel.twin.host;

import dev.twinkeel.twin.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A database as it was at a moment, on a server of its own that runs until `down` or the next
/// restore.
///
/// @param region whose backups were used, and in whose place the server is
/// @param database inside PostgreSQL
/// @param folder of the server
/// @param base when the base backup was taken
/// @param logBytes of the log that was laid out behind it
/// @param rows by table
/// @param lastCommit of the last transaction that it has
public record Restored(
        String region,
        Address address,
        String database,
        String user,
        Path passwordFile,
        Path folder,
        Instant moment,
        Instant base,
        long logBytes,
        Map<String, Long> rows,
        Optional<Instant> lastCommit,
        Duration took) {}
