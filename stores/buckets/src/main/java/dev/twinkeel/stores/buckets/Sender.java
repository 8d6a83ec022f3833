package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// Writes one change into the other region's store, by S3's own protocol.
///
/// A copy carries in its metadata which write it is a copy of ([#COPY_OF]): so a change that is
/// sent again after a crash is recognised, and one that comes late, after a region was lost, does
/// not hide what was written meanwhile: the other region is asked before each write.
final class Sender implements AutoCloseable {
    /// `<region>:<number>:<milliseconds>` of the write that an object is a copy of.
    static final String COPY_OF = "twinkeel-copy-of";

    private static final Duration CONNECT = Duration.ofSeconds(2);

    /// Without a byte from the other side.
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final BlobStore local;
    private final Backlog backlog;
    private final S3Client remote;
    private final String region;
    private final Map<String, String> replicas;

    /// @param bytes of the object; 0 for a marker
    /// @param overtaken not sent: the other region has a later write
    record Sent(long bytes, boolean overtaken) {
        static final Sent NOTHING = new Sent(0, false);
        static final Sent OVERTAKEN = new Sent(0, true);
    }

    /// @param backlog tells whether a key is being written
    Sender(BlobStore local, Backlog backlog, BucketsConfig config, BucketsConfig.Endpoint remote)
            throws IOException {
        this.local = local;
        this.backlog = backlog;
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
    /// @param again whether it was tried before
    /// @throws RuntimeException when it cannot be sent now
    Sent send(Change change, boolean again) {
        return switch (change.what()) {
            case Change.What.Begun _ -> sendCurrent(change);
            case Change.What.Version(String id) -> {
                if (!again && head(change, Optional.of(id)).isEmpty()) {
                    throw notFound(id);
                }
                yield sendVersion(change, Optional.of(id));
            }
            case Change.What.Marker _ -> sendMarker(change);
        };
    }

    /// The process was killed in the middle of the write: whatever the key is now is sent.
    private Sent sendCurrent(Change change) {
        return local.blobExists(change.bucket(), change.key())
                ? sendVersion(change, Optional.empty())
                : sendMarker(change);
    }

    private Sent sendVersion(Change change, Optional<String> version) {
        Optional<GetObjectResponse> found = head(change, version);
        if (found.isEmpty() && version.isPresent() && !gone(change, version.get())) {
            throw notFound(version.get());
        }
        if (found.isEmpty()) {
            return Sent.NOTHING; // deleted for good meanwhile
        }
        Optional<Known> known = known(change);
        if (known.filter(it -> it.copyOf(copyOf(change))).isPresent()) {
            return Sent.NOTHING;
        }
        if (known.filter(it -> it.at().isAfter(change.at())).isPresent()) {
            return Sent.OVERTAKEN;
        }
        GetObjectResponse object = found.get();
        remote.putObject(
                request(change, object),
                RequestBody.fromContentProvider(
                        () -> content(change, version),
                        object.contentLength(),
                        Optional.ofNullable(object.contentType())
                                .orElse("application/octet-stream")));
        return new Sent(object.contentLength(), false);
    }

    private static IllegalStateException notFound(String version) {
        return new IllegalStateException("version " + version + " is not found; once more");
    }

    /// While a later write sets this version aside it cannot be found: the store moves the file,
    /// and then notes at it which version it is. Only where no such write is under way, or was
    /// while it was looked, is a version that is not there deleted for good.
    private boolean gone(Change change, String version) {
        Optional<Change> before = backlog.latest(change.bucket(), change.key());
        boolean absent = head(change, Optional.of(version)).isEmpty();
        Optional<Change> after = backlog.latest(change.bucket(), change.key());
        return absent
                && before.equals(after)
                && before.filter(it -> it.what() instanceof Change.What.Begun).isEmpty();
    }

    private PutObjectRequest request(Change change, GetObjectResponse object) {
        Map<String, String> metadata = new HashMap<>(object.metadata());
        metadata.put(COPY_OF, copyOf(change));
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

    private Sent sendMarker(Change change) {
        Optional<Known> known = known(change);
        if (known.isEmpty()) {
            return Sent.NOTHING;
        }
        if (known.get().at().isAfter(change.at())) {
            return Sent.OVERTAKEN;
        }
        remote.deleteObject(it -> it.bucket(replica(change)).key(change.key()));
        return Sent.NOTHING;
    }

    /// What the other region has under a key now.
    ///
    /// @param at when it was written, in the region where a client wrote it
    private record Known(Optional<String> copy, Instant at) {
        boolean copyOf(String write) {
            return copy.filter(write::equals).isPresent();
        }
    }

    private Optional<Known> known(Change change) {
        try {
            HeadObjectResponse head =
                    remote.headObject(it -> it.bucket(replica(change)).key(change.key()));
            Optional<String> copy = Optional.ofNullable(head.metadata().get(COPY_OF));
            Instant at =
                    copy.map(it -> it.split(":", -1)[2])
                            .or(
                                    () ->
                                            Optional.ofNullable(
                                                    head.metadata().get(RecordingStore.WRITTEN)))
                            .map(it -> Instant.ofEpochMilli(Long.parseLong(it)))
                            .orElse(head.lastModified());
            return Optional.of(new Known(copy, at));
        } catch (AwsServiceException e) {
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            throw e;
        }
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

    private ResponseInputStream<GetObjectResponse> open(Change change, Optional<String> version) {
        return local.getBlob(
                GetObjectRequest.builder()
                        .bucket(change.bucket())
                        .key(change.key())
                        .versionId(version.orElse(null))
                        .build());
    }

    private String copyOf(Change change) {
        return region + ":" + change.number() + ":" + change.at().toEpochMilli();
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
