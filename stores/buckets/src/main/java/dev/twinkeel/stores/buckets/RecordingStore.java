package dev.twinkeel.stores.buckets;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
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
        final ReentrantLock lock;
        @Nullable Change change;

        Recording(String bucket, String key) {
            this.bucket = bucket;
            this.key = key;
            this.lock = locks.of(bucket, key);
        }

        /// All of the content is here.
        void begin() {
            if (change == null) {
                lock.lock();
                change = backlog.begin(bucket, key);
            }
        }

        <T> T run(Write<T> write, Became<T> became, boolean marker) {
            try {
                T answer = write.run();
                begin();
                done(became.version(answer), marker);
                return answer;
            } catch (RuntimeException | Error refused) {
                if (change != null) {
                    backlog.forget(change);
                }
                throw refused;
            } finally {
                if (lock.isHeldByCurrentThread()) {
                    lock.unlock();
                }
            }
        }

        private void done(@Nullable String version, boolean marker) {
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

    private Optional<Recording> recording(String bucket, String key) {
        return !replicated.contains(bucket) || OWN_NOTES.stream().anyMatch(key::startsWith)
                ? Optional.empty()
                : Optional.of(new Recording(bucket, key));
    }

    private <T> T recorded(
            String bucket, String key, Write<T> write, Became<T> became, boolean marker) {
        Optional<Recording> recording = recording(bucket, key);
        if (recording.isEmpty()) {
            return write.run();
        }
        recording.get().begin();
        return recording.get().run(write, became, marker);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        Optional<Recording> recording = recording(request.bucket(), request.key());
        if (recording.isEmpty()) {
            return super.putBlob(request, content);
        }
        // A slow client locks nothing: the store makes the object when it has read to the end.
        InputStream whole = new Whole(content, recording.get()::begin);
        return recording
                .get()
                .run(() -> super.putBlob(request, whole), PutObjectResponse::versionId, false);
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
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return recorded(
                request.destinationBucket(),
                request.destinationKey(),
                () -> super.copyBlob(request),
                CopyObjectResponse::versionId,
                false);
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
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

    /// Finds out what became of a write under which the process was killed, before anybody writes
    /// again. Nobody was told that it was done; if it was not, there is nothing to send.
    void settle() {
        for (Change change : backlog.pending(Integer.MAX_VALUE)) {
            if (!(change.what() instanceof Change.What.Begun)
                    || !Versions.versioned(change.key())) {
                continue;
            }
            Origin origin = change.origin(region);
            Optional<Versions.Kept> made =
                    versions.newest(change.bucket(), change.key())
                            .filter(
                                    it ->
                                            it.origin().equals(origin)
                                                    || (!versions.stamped(it)
                                                            && it.origin().millis()
                                                                    >= origin.millis()));
            if (made.isEmpty()) {
                backlog.forget(change);
                continue;
            }
            versions.stamp(change.bucket(), change.key(), origin);
            backlog.done(
                    change,
                    made.get().marker()
                            ? new Change.What.Marker()
                            : new Change.What.Version(made.get().id()));
        }
    }
}
