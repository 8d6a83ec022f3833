package dev.twinkeel.stores.buckets;

import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/// Notes in the backlog what clients write into buckets that are replicated. The other region's own
/// store writes past it, so nothing goes round in circles.
final class RecordingStore extends ForwardingBlobStore {
    /// Names of S3Proxy's own notes on uploads in parts.
    private static final List<String> OWN_NOTES = List.of(".mpus-", ".s3proxy-mpu-stub-");

    /// In an object's metadata: when a client wrote it, in milliseconds since 1970. Objects that
    /// were uploaded in parts or copied have none.
    static final String WRITTEN = "twinkeel-written";

    private final Backlog backlog;
    private final Set<String> replicated;

    RecordingStore(BlobStore inner, Backlog backlog, Set<String> replicated) {
        super(inner);
        this.backlog = backlog;
        this.replicated = Set.copyOf(replicated);
    }

    private interface Write<T> {
        T run(Optional<Change> change);
    }

    private interface Became<T> {
        Change.What of(T answer);
    }

    private <T> T recorded(String bucket, String key, Write<T> write, Became<T> became) {
        if (!replicated.contains(bucket) || OWN_NOTES.stream().anyMatch(key::startsWith)) {
            return write.run(Optional.empty());
        }
        Change change = backlog.begin(bucket, key);
        T answer;
        try {
            answer = write.run(Optional.of(change));
        } catch (RuntimeException | Error refused) {
            backlog.forget(change);
            throw refused;
        }
        backlog.done(change, became.of(answer));
        return answer;
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        return recorded(
                request.bucket(),
                request.key(),
                change -> super.putBlob(timed(request, change), content),
                answer -> new Change.What.Version(answer.versionId()));
    }

    /// S3 tells when an object was written in whole seconds; which of two regions' writes is the
    /// later one needs more.
    private static PutObjectRequest timed(PutObjectRequest request, Optional<Change> change) {
        if (change.isEmpty()) {
            return request;
        }
        Map<String, String> metadata = new HashMap<>(request.metadata());
        metadata.put(WRITTEN, Long.toString(change.get().at().toEpochMilli()));
        return request.toBuilder().metadata(metadata).build();
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return recorded(
                request.destinationBucket(),
                request.destinationKey(),
                _ -> super.copyBlob(request),
                answer -> new Change.What.Version(answer.versionId()));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return recorded(
                upload.containerName(),
                upload.blobName(),
                _ -> super.completeMultipartUpload(upload, request),
                answer -> new Change.What.Version(answer.versionId()));
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        return request.versionId() != null
                ? super.removeBlob(request)
                : recorded(
                        request.bucket(),
                        request.key(),
                        _ -> super.removeBlob(request),
                        _ -> new Change.What.Marker());
    }
}
