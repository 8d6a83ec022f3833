package dev.twinkeel.stores.replication;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the replicators of a region are told at their start, as JSON.
///
/// @param region the region's name
/// @param other the other region's name
/// @param awsRegion as AWS calls the region
/// @param otherAwsRegion as AWS calls the other region
/// @param host where this process listens
/// @param peer the other region's replicators, `http://host:port`, across the link
/// @param folder state that survives: positions, versions, conflicts
/// @param credentials AWS credentials file, readable by its owner only
/// @param delayMillis added to every delivery to the other region
/// @param tables the tables to replicate, with their endpoints
record ReplicationConfig(
        String region,
        String other,
        String awsRegion,
        String otherAwsRegion,
        String host,
        int port,
        String peer,
        Path folder,
        Path credentials,
        long delayMillis,
        List<Table> tables) {
    /// A table.
    ///
    /// @param endpoint of this region's engine
    /// @param resource what the engine calls the table
    /// @param key attribute that identifies an item
    /// @param expires attribute with the time of its end; null when items do not end
    record Table(
            String name, String resource, String key, @Nullable String expires, String endpoint) {}

    ReplicationConfig {
        tables = tables == null ? List.of() : List.copyOf(tables);
    }

    /// Reads the file that the host wrote.
    static ReplicationConfig read(Path file) {
        try {
            return JSON.readValue(file.toFile(), ReplicationConfig.class);
        } catch (IOException e) {
            throw new UncheckedIOException("read what to replicate from " + file, e);
        }
    }

    /// Unknown keys are left alone: a newer host may say more.
    static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
}
