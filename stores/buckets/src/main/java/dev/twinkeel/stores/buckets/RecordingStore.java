package dev.twinkeel.stores.buckets;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/// Notes in the backlog what clients write into buckets that are replicated, and at each version
/// which write it is. The other region's own store writes past it, so nothing goes round in
/// circles.
///
/// From the moment in which a write gets its time until it is what the key is, the key is locked:
/// the order of times is the order in which versions lie in the store.
final class RecordingStore extends ForwardingBlobStore {
    /// Names of S3Proxy's own notes on uploads in parts.
    private static final List<String> OWN_NOTES = List.of(".mpus-", ".s3proxy-mpu-stub-");

    private final Backlog backlog;
    private final Versions versions;
    private final KeyLocks locks;
    private final Set<String> replicated;
    private final String region;

    RecordingStore(
            BlobStore inner,
            Backlog backlog,
            Versions versions,
            KeyLocks locks,
            Set<String> replicated,
            String region) {
        super(inner);
        this.backlog = backlog;
        this.versions = versions;
        this.locks = locks;
        this.replicated = Set.copyOf(replicated);
        this.region = region;
    }

    private interface Write<T> {
        T run();
    }

    private interface Became<T> {
        /// Null when the key has no versions.
        @Nullable String version(T answer);
    }

    /// One write of a key under its lock.
    private final class Recording {
        final String bucket;
        final String key;
        final boolean marker;
        final ReentrantLock lock;
        @Nullable Change change;

        Recording(String bucket, String key, boolean marker) {
            this.bucket = bucket;
            this.key = key;
            this.marker = marker;
            this.lock = locks.of(bucket, key);
        }

        /// All of the content is here.
        void begin() {
            if (change != null) {
                return;
            }
            if (!lock.isHeldByCurrentThread()) {
                lock.lock();
            }
            versions.expect(bucket, key, marker);
            change = backlog.begin(bucket, key, versions.number());
        }

        <T> T run(Write<T> write, Became<T> became) {
            try {
                T answer = write.run();
                begin();
                done(became.version(answer));
                return answer;
            } catch (RuntimeException | Error failed) {
                if (change != null) {
                    lookUp(change, failed);
                }
                throw failed;
            } finally {
                if (lock.isHeldByCurrentThread()) {
                    lock.unlock();
                }
            }
        }

        /// It may have failed when the object was there already.
        private void lookUp(Change begun, Throwable failed) {
            try {
                settle(begun);
            } catch (RuntimeException unknown) {
                // It stays in the backlog, and is looked up at the next start.
                failed.addSuppressed(unknown);
            }
        }

        private void done(@Nullable String version) {
            Change begun = Objects.requireNonNull(change);
            if (version == null) {
                backlog.done(begun, begun.what());
                return;
            }
            versions.stamp(bucket, key, begun.origin(region));
            backlog.done(
                    begun, marker ? new Change.What.Marker() : new Change.What.Version(version));
        }
    }

    private Optional<Recording> recording(String bucket, String key, boolean marker) {
        return !replicated.contains(bucket) || OWN_NOTES.stream().anyMatch(key::startsWith)
                ? Optional.empty()
                : Optional.of(new Recording(bucket, key, marker));
    }

    private <T> T recorded(
            String bucket, String key, Write<T> write, Became<T> became, boolean marker) {
        Optional<Recording> recording = recording(bucket, key, marker);
        if (recording.isEmpty()) {
            return write.run();
        }
        Write<T> begun =
                () -> {
                    recording.get().begin();
                    return write.run();
                };
        return recording.get().run(begun, became);
    }

    /// What a client gives an object, without the names under which the store keeps its own.
    private static Map<String, String> given(Map<String, String> metadata) {
        Map<String, String> given = new HashMap<>(metadata);
        given.keySet().removeIf(Versions::reserved);
        return given;
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest asked, InputStream content) {
        PutObjectRequest request = asked.toBuilder().metadata(given(asked.metadata())).build();
        Optional<Recording> recording = recording(request.bucket(), request.key(), false);
        if (recording.isEmpty()) {
            return super.putBlob(request, content);
        }
        // A slow client locks nothing: the store makes the object when it has read to the end.
        InputStream whole = new Whole(content, recording.get()::begin);
        return recording
                .get()
                .run(() -> super.putBlob(request, whole), PutObjectResponse::versionId);
    }

    /// Tells when it was read to the end.
    private static final class Whole extends FilterInputStream {
        private final Runnable end;

        Whole(InputStream in, Runnable end) {
            super(in);
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            return told(super.read());
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return told(super.read(bytes, offset, length));
        }

        private int told(int read) {
            if (read < 0) {
                end.run();
            }
            return read;
        }
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest asked) {
        CopyObjectRequest request = asked.toBuilder().metadata(given(asked.metadata())).build();
        return recorded(
                request.destinationBucket(),
                request.destinationKey(),
                () -> super.copyBlob(request),
                CopyObjectResponse::versionId,
                false);
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload begun, CompleteMultipartUploadRequest request) {
        Map<String, String> metadata = given(begun.request().metadata());
        MultipartUpload upload =
                new MultipartUpload(
                        begun.id(),
                        begun.request().toBuilder().metadata(metadata).build(),
                        begun.response());
        return recorded(
                upload.containerName(),
                upload.blobName(),
                () -> super.completeMultipartUpload(upload, request),
                CompleteMultipartUploadResponse::versionId,
                false);
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        if (request.versionId() == null) {
            return recorded(
                    request.bucket(),
                    request.key(),
                    () -> super.removeBlob(request),
                    DeleteObjectResponse::versionId,
                    true);
        }
        ReentrantLock lock = locks.of(request.bucket(), request.key());
        lock.lock();
        try {
            return super.removeBlob(request);
        } finally {
            lock.unlock();
        }
    }

    /// Finds out what became of writes under which the process was killed, before anybody writes
    /// again. Nobody was told that they were done; of what was not, there is nothing to send.
    void settle() {
        for (Change change : backlog.pending(Integer.MAX_VALUE)) {
            if (change.what() instanceof Change.What.Begun && Versions.versioned(change.key())) {
                settle(change);
            }
        }
    }

    /// Under the lock of the key: what was made after the change began, it made.
    private void settle(Change change) {
        Optional<Versions.Kept> made =
                Versions.versioned(change.key())
                        ? versions.newest(change.bucket(), change.key())
                                .filter(it -> made(change, it))
                        : Optional.empty();
        if (made.isEmpty()) {
            backlog.forget(change);
            return;
        }
        versions.stamp(change.bucket(), change.key(), change.origin(region));
        backlog.done(
                change,
                made.get().marker()
                        ? new Change.What.Marker()
                        : new Change.What.Version(made.get().id()));
    }

    private boolean made(Change change, Versions.Kept newest) {
        if (!change.after().isEmpty()) {
            return newest.id().compareTo("v" + change.after()) > 0;
        }
        // Begun by a store that noted no number: by what it noted at the object, if it came to it.
        Origin origin = change.origin(region);
        Origin found = newest.origin();
        return found.equals(origin)
                || (newest.stamped()
                        ? found.equals(new Origin(origin.millis(), region, 0))
                        : found.millis() >= origin.millis());
    }
}
