package dev.twinkeel.stores.buckets;

import dev.twinkeel.stores.front.Keys;
import dev.twinkeel.stores.front.Right;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.BlobStoreLocator;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Who may reach which bucket: a key opens the buckets that its service uses, and no other. What is
/// refused is in the flow log.
final class Access implements BlobStoreLocator {
    private static final int REFUSED = 403;

    /// Of one of the twin's own.
    private record Own(AccessGrant grant, Set<String> buckets) {}

    private final Map<String, Own> own = new HashMap<>();
    private final Optional<Keys> services;
    private final BlobStore recording;

    /// @param recording for clients
    /// @param receiving for the other region's store
    Access(BucketsConfig config, BlobStore recording, BlobStore receiving) throws IOException {
        this.recording = recording;
        this.services =
                config.front().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Keys.read(config.front().get()));
        for (BucketsConfig.Key key : config.keys()) {
            own.put(
                    key.id(),
                    new Own(
                            new AccessGrant(
                                    Files.readString(key.secret()).strip(),
                                    key.replication() ? receiving : recording),
                            Set.copyOf(key.buckets())));
        }
    }

    /// The services' keys that were used, by their ids, and how many milliseconds ago.
    Map<String, Long> used() {
        return services.map(Keys::used).orElse(Map.of());
    }

    /// Asked for the bucket of a request before its signature is checked, and for the one that a
    /// copy is made of.
    ///
    /// @throws S3Exception when a key does not open the bucket
    @Override
    public @Nullable AccessGrant locateBlobStore(
            @Nullable String identity, @Nullable String bucket, @Nullable String key) {
        if (identity == null) {
            return null;
        }
        Own one = own.get(identity);
        if (one != null) {
            return bucket != null && one.buckets().contains(bucket) ? one.grant() : denied(bucket);
        }
        Optional<Right> right = services.flatMap(it -> it.of(identity));
        if (right.isEmpty()) {
            return null;
        }
        if (bucket == null || !right.get().opens(bucket)) {
            note(right.get().owner(), bucket == null ? "ListBuckets" : bucket);
            return denied(bucket);
        }
        right.get().use();
        return new AccessGrant(right.get().secret(), recording);
    }

    private void note(String service, String bucket) {
        InetSocketAddress client = WholeRequests.client();
        InetSocketAddress listener = WholeRequests.listener();
        services.ifPresent(it -> it.refusals().add(service, bucket, "not-used", client, listener));
    }

    private static AccessGrant denied(@Nullable String bucket) {
        String message =
                "The service of this key is not authorized%s: it is not in its uses."
                        .formatted(bucket == null ? " to list buckets" : "");
        throw S3Exception.builder()
                .statusCode(REFUSED)
                .message(message)
                .awsErrorDetails(
                        AwsErrorDetails.builder()
                                .errorCode("AccessDenied")
                                .errorMessage(message)
                                .build())
                .build();
    }
}
