package dev.twinkeel.stores.buckets;

import java.io.InputStream;
import java.util.List;
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

    private final Backlog backlog;
    private final Set<String> replicated;

    RecordingStore(BlobStore inner, Backlog backlog, Set<String> replicated) {
        super(inner);
        this.backlog = backlog;
        this.replicated = Set.copyOf(replicated);
    }

    private interface Write<T> {
        T run();
    }

    private interface Became<T> {
        Change.What of(T answer);
    }

    private <T> T recorded(String bucket, String key, Write<T> write, Became<T> became) {
        if (!replicated.contains(bucket) || OWN_NOTES.stream().anyMatch(key::startsWith)) {
            return write.run();
        }
        Change change = backlog.begin(bucket, key);
        T answer;
        try {
            answer = write.run();
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
                () -> super.putBlob(request, content),
                answer -> new Change.What.Version(answer.versionId()));
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return recorded(
                request.destinationBucket(),
                request.destinationKey(),
                () -> super.copyBlob(request),
                answer -> new Change.What.Version(answer.versionId()));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return recorded(
                upload.containerName(),
                upload.blobName(),
                () -> super.completeMultipartUpload(upload, request),
                answer -> new Change.What.Version(answer.versionId()));
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        return request.versionId() != null
                ? super.removeBlob(request)
                : recorded(
                        request.bucket(),
                        request.key(),
                        () -> super.removeBlob(request),
                        _ -> new Change.What.Marker());
    }
}
