package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// Two regions' stores, each the replica of the other, with a wire between them that can be cut.
final class Pair implements AutoCloseable {
    static final List<String> REGIONS = List.of("mumbai", "singapore");

    /// The secret of every key.
    static final String SECRET = "the secret of every key in this test";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Setting setting;
    private final ObjectStore[] stores = new ObjectStore[2];

    /// Where two stores listen and what they are told, whoever runs them.
    static final class Setting {
        private final Path folder;
        private final Duration delay;
        private final Wire[] wires = new Wire[2];
        private final BucketsConfig[] configs = new BucketsConfig[2];

        Setting(Path folder) throws IOException {
            this(folder, Duration.ZERO);
        }

        /// @param delay of replication
        Setting(Path folder, Duration delay) throws IOException {
            this.folder = folder;
            this.delay = delay;
            Files.writeString(folder.resolve("secret"), SECRET);
            Files.writeString(folder.resolve("master"), "the master key of this test");
            Files.writeString(folder.resolve("keys"), "");
            BucketsConfig.Endpoint[] listens = {free(), free()};
            for (int i = 0; i < 2; i++) {
                wires[i] = new Wire(listens[1 - i].port());
                configs[i] = config(i, listens[i], wires[i].port());
            }
        }

        private BucketsConfig config(int region, BucketsConfig.Endpoint listen, int wire)
                throws IOException {
            String here = REGIONS.get(region);
            String bucket = "assets-" + here;
            return new BucketsConfig(
                    listen,
                    free(),
                    folder.resolve(here),
                    folder.resolve("master"),
                    here,
                    List.of(
                            new BucketsConfig.Bucket(
                                    bucket, Optional.of("assets-" + REGIONS.get(1 - region))),
                            new BucketsConfig.Bucket("other-" + here, Optional.empty())),
                    Optional.of(new BucketsConfig.Endpoint("127.0.0.1", wire)),
                    List.of(
                            new BucketsConfig.Key(
                                    "shop", folder.resolve("secret"), List.of(bucket), false),
                            new BucketsConfig.Key(
                                    "replication",
                                    folder.resolve("secret"),
                                    List.of(bucket),
                                    true)),
                    Optional.of(folder.resolve("keys")),
                    delay.toMillis());
        }

        private static BucketsConfig.Endpoint free() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return new BucketsConfig.Endpoint("127.0.0.1", socket.getLocalPort());
            }
        }

        Path folder() {
            return folder;
        }

        BucketsConfig config(int region) {
            return configs[region];
        }

        /// From a region to the other one.
        Wire wire(int region) {
            return wires[region];
        }

        S3Client client(int region) {
            return client(region, SECRET);
        }

        S3Client client(int region, String secret) {
            return client(region, "shop", secret);
        }

        S3Client client(int region, String id, String secret) {
            return S3Client.builder()
                    .endpointOverride(
                            URI.create("http://127.0.0.1:" + configs[region].listen().port()))
                    .forcePathStyle(true)
                    .region(Region.of(REGIONS.get(region)))
                    .credentialsProvider(
                            StaticCredentialsProvider.create(
                                    AwsBasicCredentials.create(id, secret)))
                    .httpClient(UrlConnectionHttpClient.create())
                    .build();
        }
    }

    Pair(Path folder) throws Exception {
        this(folder, Duration.ZERO);
    }

    /// @param delay of replication
    Pair(Path folder, Duration delay) throws Exception {
        this.setting = new Setting(folder, delay);
        for (int i = 0; i < 2; i++) {
            stores[i] = ObjectStore.start(setting.config(i));
        }
    }

    Wire wireFrom(int region) {
        return setting.wire(region);
    }

    Path data(int region) {
        return setting.config(region).data();
    }

    void stop(int region) throws Exception {
        stores[region].close();
    }

    void start(int region) throws Exception {
        stores[region] = ObjectStore.start(setting.config(region));
    }

    Replicator.State replication(int region) {
        return stores[region].replication().orElseThrow();
    }

    S3Client client(int region) {
        return setting.client(region);
    }

    S3Client client(int region, String secret) {
        return setting.client(region, secret);
    }

    S3Client client(int region, String id, String secret) {
        return setting.client(region, id, secret);
    }

    /// Of an object, as a client asks for it.
    URI uri(int region, String key) {
        return URI.create(
                "http://127.0.0.1:%d/%s/%s"
                        .formatted(setting.config(region).listen().port(), bucket(region), key));
    }

    static String bucket(int region) {
        return "assets-" + REGIONS.get(region);
    }

    static void until(String claim, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + PATIENCE + ": " + claim);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void close() throws Exception {
        for (int i = 0; i < 2; i++) {
            stores[i].close();
            setting.wire(i).close();
        }
    }
}
