package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.BlobStoreLocator;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;

/// Who may reach which bucket: a key opens the buckets that its service uses, and no other.
final class Access implements BlobStoreLocator {
    private record Right(AccessGrant grant, Set<String> buckets) {}

    private final Map<String, Right> rights = new HashMap<>();

    /// @param recording for clients
    /// @param plain for the other region's store
    Access(BucketsConfig config, BlobStore recording, BlobStore plain) throws IOException {
        for (BucketsConfig.Key key : config.keys()) {
            rights.put(
                    key.id(),
                    new Right(
                            new AccessGrant(
                                    Files.readString(key.secret()).strip(),
                                    key.replication() ? plain : recording),
                            Set.copyOf(key.buckets())));
        }
    }

    @Override
    public @Nullable AccessGrant locateBlobStore(
            @Nullable String identity, @Nullable String bucket, @Nullable String key) {
        Right right = identity == null ? null : rights.get(identity);
        if (right == null || bucket == null || !right.buckets().contains(bucket)) {
            return null;
        }
        return right.grant();
    }
}
