package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// Runs two stores for a moment as an application uses them, one replicating to the other, so that
/// the JVM can note what it loads.
final class Rehearsal {
    private static final int OBJECTS = 30;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Rehearsal() {}

    static void run() throws Exception {
        Path data = Files.createTempDirectory("rehearsal");
        try {
            Path secret = data.resolve("secret");
            Files.writeString(secret, "rehearsal");
            BucketsConfig there = config(data, "there", secret, Optional.empty());
            BucketsConfig here = config(data, "here", secret, Optional.of(there.listen()));
            try (ObjectStore _ = ObjectStore.start(there);
                    ObjectStore _ = ObjectStore.start(here);
                    S3Client client = client(here);
                    S3Client other = client(there)) {
                use(client, other);
            }
        } finally {
            delete(data);
        }
    }

    private static void use(S3Client client, S3Client other) {
        for (int i = 0; i < OBJECTS; i++) {
            String key = "object-" + i;
            client.putObject(
                    it -> it.bucket("here-bucket").key(key), RequestBody.fromString("content"));
            client.getObjectAsBytes(it -> it.bucket("here-bucket").key(key));
        }
        client.deleteObject(it -> it.bucket("here-bucket").key("object-0"));
        client.listObjectVersions(it -> it.bucket("here-bucket"));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (other.listObjectsV2(it -> it.bucket("there-bucket")).keyCount() < OBJECTS - 1
                && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static BucketsConfig config(
            Path data, String name, Path secret, Optional<BucketsConfig.Endpoint> remote)
            throws IOException {
        return new BucketsConfig(
                endpoint(),
                endpoint(),
                data.resolve(name),
                secret,
                name,
                List.of(
                        new BucketsConfig.Bucket(
                                name + "-bucket", remote.map(_ -> "there-bucket"))),
                remote,
                List.of(
                        new BucketsConfig.Key("client", secret, List.of(name + "-bucket"), false),
                        new BucketsConfig.Key(
                                "replication", secret, List.of(name + "-bucket"), true)),
                Optional.empty(),
                /* delayMillis= */ 0);
    }

    private static S3Client client(BucketsConfig config) {
        return S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + config.listen().port()))
                .forcePathStyle(true)
                .region(Region.of("rehearsal"))
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("client", "rehearsal")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static BucketsConfig.Endpoint endpoint() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new BucketsConfig.Endpoint("127.0.0.1", socket.getLocalPort());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
