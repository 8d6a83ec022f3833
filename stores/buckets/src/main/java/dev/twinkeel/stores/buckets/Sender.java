package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.gaul.s3proxy.blobstore.BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// Writes one change into the other region's store, by S3's own protocol.
///
/// A copy carries in its metadata which write it is a copy of ([Versions#COPY_OF]). Whoever
/// receives it gives it its place by that: it is nothing new when it was sent before, and hides
/// nothing that was written later ([ReceivingStore]).
final class Sender implements Replicator.Sending, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /// Without a byte from the other side.
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final BlobStore local;
    private final KeyLocks locks;
    private final S3Client remote;
    private final String region;
    private final Map<String, String> replicas;

    /// @param locks of the keys
    Sender(BlobStore local, KeyLocks locks, BucketsConfig config, BucketsConfig.Endpoint remote)
            throws IOException {
        this.local = local;
        this.locks = locks;
        this.region = config.region();
        this.replicas =
                config.buckets().stream()
                        .filter(it -> it.replica().isPresent())
                        .collect(
                                Collectors.toMap(
                                        BucketsConfig.Bucket::name,
                                        it -> it.replica().orElseThrow()));
        this.remote = client(config, remote);
    }

    private static S3Client client(BucketsConfig config, BucketsConfig.Endpoint remote)
            throws IOException {
        BucketsConfig.Key key = config.replicationKey();
        String secret = Files.readString(key.secret()).strip();
        return S3Client.builder()
                .endpointOverride(URI.create("http://" + remote.host() + ":" + remote.port()))
                .forcePathStyle(true)
                // Asking before sending would cost a round trip of the link.
                .serviceConfiguration(it -> it.expectContinueEnabled(false))
                .region(Region.of(config.region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(key.id(), secret)))
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder()
                                .connectionTimeout(CONNECT)
                                .socketTimeout(SILENCE))
                // Whoever calls tries again, and says so.
                .overrideConfiguration(it -> it.retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
    }

    /// Returns when the other region has it.
    ///
    /// @return how many bytes the object has; 0 for a marker
    /// @throws RuntimeException when it cannot be sent now
    @Override
    public long send(Change change) {
        return switch (change.what()) {
            case Change.What.Begun _ -> sendFolder(change);
            case Change.What.Version(String id) -> sendVersion(change, Optional.of(id));
            case Change.What.Marker _ -> sendMarker(change);
        };
    }

    /// A folder that stands for a key has no versions: it is there, or it is not.
    private long sendFolder(Change change) {
        if (local.blobExists(change.bucket(), change.key())) {
            return sendVersion(change, Optional.empty());
        }
        if (!Versions.versioned(change.key())) {
            remote.deleteObject(it -> it.bucket(replica(change)).key(change.key()));
        }
        return 0;
    }

    private long sendVersion(Change change, Optional<String> version) {
        Optional<GetObjectResponse> found = head(change, version);
        if (found.isEmpty()) {
            return 0; // deleted for good meanwhile
        }
        GetObjectResponse object = found.get();
        remote.putObject(
                request(change, object),
                RequestBody.fromContentProvider(
                        () -> content(change, version),
                        object.contentLength(),
                        Optional.ofNullable(object.contentType())
                                .orElse("application/octet-stream")));
        return object.contentLength();
    }

    private PutObjectRequest request(Change change, GetObjectResponse object) {
        Map<String, String> metadata = new HashMap<>(object.metadata());
        metadata.keySet().removeIf(Versions::reserved);
        metadata.put(Versions.COPY_OF, change.origin(region).text());
        return PutObjectRequest.builder()
                .bucket(replica(change))
                .key(change.key())
                .metadata(metadata)
                .contentType(object.contentType())
                .cacheControl(object.cacheControl())
                .contentDisposition(object.contentDisposition())
                .contentEncoding(object.contentEncoding())
                .contentLanguage(object.contentLanguage())
                .build();
    }

    /// S3's deletion could not tell when it was made.
    private long sendMarker(Change change) {
        remote.putObject(
                it ->
                        it.bucket(replica(change))
                                .key(change.key())
                                .metadata(
                                        Map.of(
                                                Versions.COPY_OF,
                                                change.origin(region).text(),
                                                Versions.MARKER,
                                                "true")),
                RequestBody.empty());
        return 0;
    }

    private Optional<GetObjectResponse> head(Change change, Optional<String> version) {
        try (ResponseInputStream<GetObjectResponse> found = open(change, version)) {
            return Optional.of(found.response());
        } catch (AwsServiceException e) {
            if (e.statusCode() == 404 || e.statusCode() == 405) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("close " + change.key(), e);
        }
    }

    private InputStream content(Change change, Optional<String> version) {
        return open(change, version);
    }

    /// While another version takes this one's place, files are moved: its content would be found
    /// with the notes of another, or not at all. What is open is one version's to its end.
    private ResponseInputStream<GetObjectResponse> open(Change change, Optional<String> version) {
        ReentrantLock lock = locks.of(change.bucket(), change.key());
        lock.lock();
        try {
            return local.getBlob(
                    GetObjectRequest.builder()
                            .bucket(change.bucket())
                            .key(change.key())
                            .versionId(version.orElse(null))
                            .build());
        } finally {
            lock.unlock();
        }
    }

    private String replica(Change change) {
        String replica = replicas.get(change.bucket());
        if (replica == null) {
            throw new IllegalStateException(
                    "send a change of %s: the bucket has no replica any more"
                            .formatted(change.bucket()));
        }
        return replica;
    }

    @Override
    public void close() {
        remote.close();
    }
}
