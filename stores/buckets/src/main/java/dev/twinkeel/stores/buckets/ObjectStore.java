package dev.twinkeel.stores.buckets;

import dev.twinkeel.stores.buckets.nio2blob.VersionedStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/// The running object store of one region.
final class ObjectStore implements AutoCloseable {
    private static final int THREADS = 24;

    private final S3Proxy server;
    private final Backlog backlog;
    private final Optional<Sender> sender;
    private final Optional<Replicator> replicator;
    private final StatusFace status;

    private ObjectStore(
            S3Proxy server,
            Backlog backlog,
            Optional<Sender> sender,
            Optional<Replicator> replicator,
            StatusFace status) {
        this.server = server;
        this.backlog = backlog;
        this.sender = sender;
        this.replicator = replicator;
        this.status = status;
    }

    /// Returns when it listens and every bucket is there.
    static ObjectStore start(BucketsConfig config) throws Exception {
        Path objects = objects(config);
        VersionedStore plain = new VersionedStore(objects);
        for (BucketsConfig.Bucket bucket : config.buckets()) {
            if (!plain.containerExists(bucket.name())) {
                plain.createContainer(bucket.name());
            }
            plain.putBucketVersioning(bucket.name(), BucketVersioningStatus.ENABLED);
        }
        Backlog backlog = Backlog.open(config.data().resolve("replication").resolve("backlog"));
        KeyLocks locks = new KeyLocks();
        Versions versions = new Versions(plain, objects, config.region());
        plain.numbersAfter(Math.multiplyExact(backlog.earliest() + 1, 1000));
        versions.mend(config.buckets().stream().map(BucketsConfig.Bucket::name).toList());
        RecordingStore recording =
                new RecordingStore(
                        plain, backlog, versions, locks, replicated(config), config.region());
        recording.settle();
        Overtaken overtaken = new Overtaken();
        var receiving = new ReceivingStore(plain, objects, versions, locks, backlog, overtaken);
        Optional<Sender> sender =
                config.remote().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Sender(plain, locks, config, config.remote().get()));
        Duration delay = Duration.ofMillis(config.delayMillis());
        Optional<Replicator> replicator =
                sender.map(it -> new Replicator(backlog, it, delay, overtaken));
        S3Proxy server = server(config, plain);
        Access access = new Access(config, recording, receiving);
        server.setBlobStoreLocator(access);
        WholeRequests.of(server);
        server.start();
        return new ObjectStore(
                server,
                backlog,
                sender,
                replicator,
                new StatusFace(config.status(), backlog, replicator, overtaken, access));
    }

    private static Set<String> replicated(BucketsConfig config) {
        return config.buckets().stream()
                .filter(it -> it.replica().isPresent())
                .map(BucketsConfig.Bucket::name)
                .collect(Collectors.toSet());
    }

    /// The folder of the buckets, whose files are sealed.
    private static Path objects(BucketsConfig config) throws IOException {
        Path objects = config.data().toAbsolutePath().resolve("objects");
        Files.createDirectories(objects);
        Seal seal = Seal.open(config.masterKey(), config.data().resolve("keys").resolve("keyset"));
        return new SealedFileSystem(FileSystems.getDefault(), seal).path(objects);
    }

    private static S3Proxy server(BucketsConfig config, BlobStore store) throws IOException {
        // Replaced by the locator, which knows every key; the builder wants one.
        BucketsConfig.Key any = config.keys().getFirst();
        return S3Proxy.builder()
                .blobStore(store)
                .endpoint(
                        URI.create(
                                "http://" + config.listen().host() + ":" + config.listen().port()))
                .awsAuthentication(
                        AuthenticationType.AWS_V4, any.id(), Files.readString(any.secret()).strip())
                .jettyMaxThreads(THREADS)
                .build();
    }

    /// Of what is written here; empty when nothing is replicated.
    Optional<Replicator.State> replication() {
        return replicator.map(Replicator::state);
    }

    @Override
    public void close() throws Exception {
        server.stop();
        replicator.ifPresent(Replicator::close);
        sender.ifPresent(Sender::close);
        status.close();
        backlog.close();
    }
}
