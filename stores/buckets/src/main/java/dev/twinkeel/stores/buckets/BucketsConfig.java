package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What an object store is told at its start.
///
/// @param listen where clients find it
/// @param status where it tells of its replication
/// @param data folder of the objects, of their keys and of the backlog; made when it is not there
/// @param masterKey file of the secret that seals the keys
/// @param region as AWS names it
/// @param buckets made when they are not there, versioned
/// @param remote the other region's store, across the link; empty when nothing is replicated
/// @param keys of the twin's own processes: who may do what
/// @param front the file of the services' keys, which may be replaced while it runs; empty when
///   there is none
/// @param delayMillis after which a change is sent to the other region
record BucketsConfig(
        Endpoint listen,
        Endpoint status,
        Path data,
        Path masterKey,
        String region,
        List<Bucket> buckets,
        Optional<Endpoint> remote,
        List<Key> keys,
        Optional<Path> front,
        long delayMillis) {
    record Endpoint(String host, int port) {}

    /// @param replica the bucket in the other region that gets what is written here
    record Bucket(String name, Optional<String> replica) {}

    /// A key pair and what it opens.
    ///
    /// @param secret file of the secret half
    /// @param buckets that it may read and write
    /// @param replication whether it is the other region's store, whose writes are not sent back
    record Key(String id, Path secret, List<String> buckets, boolean replication) {}

    static BucketsConfig read(Path file) throws IOException {
        return JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build()
                .readValue(Files.readString(file), BucketsConfig.class);
    }

    Key replicationKey() {
        return keys.stream()
                .filter(Key::replication)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "replicate: the configuration has no key for replication"));
    }
}
