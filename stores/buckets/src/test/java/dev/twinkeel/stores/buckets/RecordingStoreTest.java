package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.stores.buckets.nio2blob.VersionedStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/// What becomes of a write that goes wrong before, in, or after the moment in which it is what the
/// key is.
final class RecordingStoreTest {
    private static final String BUCKET = "assets";
    private static final String KEY = "price";

    private static final DeleteObjectRequest DELETE =
            DeleteObjectRequest.builder().bucket(BUCKET).key(KEY).build();

    @TempDir Path folder;

    private final KeyLocks locks = new KeyLocks();
    private boolean refuses;
    private boolean breaks;
    private Backlog backlog;
    private RecordingStore store;

    @BeforeEach
    void start() throws Exception {
        Path root = Files.createDirectories(folder.resolve("objects"));
        VersionedStore plain = new VersionedStore(root);
        plain.createContainer(BUCKET);
        plain.putBucketVersioning(BUCKET, BucketVersioningStatus.ENABLED);
        var troubled =
                new ForwardingBlobStore(plain) {
                    @Override
                    public PutObjectResponse putBlob(PutObjectRequest request, InputStream in) {
                        if (refuses) {
                            return refused(in);
                        }
                        PutObjectResponse answer = super.putBlob(request, in);
                        if (breaks) {
                            throw new IllegalStateException("broke");
                        }
                        return answer;
                    }
                };
        backlog = Backlog.open(folder.resolve("backlog"));
        store =
                new RecordingStore(
                        troubled,
                        backlog,
                        new Versions(plain, root, "here"),
                        locks,
                        Set.of(BUCKET),
                        "here");
    }

    @AfterEach
    void stop() throws Exception {
        backlog.close();
    }

    @Test
    void aWriteThatFailsWhenTheObjectIsThereIsSentAllTheSame() {
        put("one");
        breaks = true;
        assertThatThrownBy(() -> put("two")).hasMessage("broke");

        assertThat(backlog.pending(10))
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.what()).isInstanceOf(Change.What.Version.class));
        assertThat(locks.of(BUCKET, KEY).isLocked()).isFalse();
    }

    @Test
    void aWriteThatWasRefusedIsNotSent() {
        put("one");
        refuses = true;
        assertThatThrownBy(() -> put("two")).hasMessage("refused");

        assertThat(backlog.size()).isEqualTo(1);
        assertThat(locks.of(BUCKET, KEY).isLocked()).isFalse();
    }

    @Test
    void aBacklogThatCannotBeWrittenRefusesTheWriteAndLeavesNothingBehind() throws Exception {
        backlog.close();
        assertThatThrownBy(() -> put("one")).hasRootCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.removeBlob(DELETE)).isInstanceOf(UncheckedIOException.class);

        assertThat(backlog.size()).isZero();
        assertThat(locks.of(BUCKET, KEY).isLocked()).isFalse();
    }

    private static PutObjectResponse refused(InputStream in) {
        try {
            in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("read what is put", e);
        }
        throw new IllegalStateException("refused");
    }

    private void put(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        store.putBlob(
                PutObjectRequest.builder()
                        .bucket(BUCKET)
                        .key(KEY)
                        .contentLength((long) bytes.length)
                        .build(),
                new ByteArrayInputStream(bytes));
    }
}
