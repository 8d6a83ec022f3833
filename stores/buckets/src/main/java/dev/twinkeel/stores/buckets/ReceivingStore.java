package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/// Takes what the other region's store sends. Each version gets its place in the order of its
/// key's, whenever it comes: it is what the key is only if no later write is known here. Whoever
/// sent it need not look first, so nothing can come between looking and writing.
///
/// A version arrives in a folder of its own, and moves when it is whole: a link that stalls in the
/// middle holds up nobody.
final class ReceivingStore extends ForwardingBlobStore {
    /// No client has a key for it.
    private static final String ARRIVING = "twinkeel-arriving";

    private static final System.Logger LOG = System.getLogger(ReceivingStore.class.getName());

    private final Path arriving;
    private final Versions versions;
    private final KeyLocks locks;
    private final Backlog backlog;
    private final Overtaken overtaken;

    /// @param root folder of the buckets
    ReceivingStore(
            BlobStore inner,
            Path root,
            Versions versions,
            KeyLocks locks,
            Backlog backlog,
            Overtaken overtaken) {
        super(inner);
        this.arriving = root.resolve(ARRIVING);
        this.versions = versions;
        this.locks = locks;
        this.backlog = backlog;
        this.overtaken = overtaken;
        if (!inner.containerExists(ARRIVING)) {
            inner.createContainer(ARRIVING);
        }
        clear();
    }

    /// What had not arrived when the process ended is sent again.
    private void clear() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(arriving)) {
            for (Path file : left) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("delete what had not arrived whole in " + arriving, e);
        }
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        String copyOf = request.metadata().get(Versions.COPY_OF);
        if (copyOf == null || !Versions.versioned(request.key())) {
            return super.putBlob(request, content);
        }
        Origin origin = Origin.parse(copyOf);
        Map<String, String> metadata = new HashMap<>(request.metadata());
        boolean marker = metadata.remove(Versions.MARKER) != null;
        String name = UUID.randomUUID().toString();
        PutObjectResponse arrived =
                super.putBlob(
                        request.toBuilder().bucket(ARRIVING).key(name).metadata(metadata).build(),
                        content);
        Versions.Placed placed = placed(name, request, origin, marker);
        placed.overtakenBy()
                .ifPresent(
                        by ->
                                overtaken.add(
                                        new Overtaken.Write(
                                                request.bucket(),
                                                request.key(),
                                                placed.id(),
                                                origin.text(),
                                                by.text())));
        return arrived.toBuilder().versionId(placed.id()).build();
    }

    /// What has no other name by then is not kept.
    private Versions.Placed placed(
            String name, PutObjectRequest request, Origin origin, boolean marker) {
        Path arrived = arriving.resolve(name);
        try {
            return place(arrived, request.bucket(), request.key(), origin, marker);
        } finally {
            delete(arrived);
        }
    }

    private static void delete(Path arrived) {
        try {
            Files.deleteIfExists(arrived);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "delete " + arrived + " at the next start", e);
        }
    }

    private Versions.Placed place(
            Path arrived, String bucket, String key, Origin origin, boolean marker) {
        ReentrantLock lock = locks.of(bucket, key);
        lock.lock();
        try {
            backlog.seen(origin);
            return versions.place(arrived, bucket, key, origin, marker);
        } finally {
            lock.unlock();
        }
    }
}
