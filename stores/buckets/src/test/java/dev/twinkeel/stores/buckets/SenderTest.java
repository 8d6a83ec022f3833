package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.stores.buckets.nio2blob.VersionedStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

final class SenderTest {
    @TempDir Path folder;

    private final KeyLocks locks = new KeyLocks();

    @Test
    void aVersionIsLookedForWhileNobodyMovesItsFiles() throws Exception {
        try (Sender sender = sender(() -> !locks.of("here", "price").isHeldByCurrentThread())) {
            // It is found, and nobody is there whom it could be sent to.
            assertThatThrownBy(() -> sender.send(change())).isInstanceOf(SdkException.class);
        }
        assertThat(locks.of("here", "price").isLocked()).isFalse();
    }

    @Test
    void aVersionThatWasDeletedForGoodIsNotSent() throws Exception {
        try (Sender sender = sender(() -> true)) {
            assertThat(sender.send(change())).isZero();
        }
    }

    private static Change change() {
        var version = new Change.What.Version("v1");
        return new Change(1, "here", "price", Instant.EPOCH, "0", version, false, 0);
    }

    /// Of a store that finds nothing, as one does while files are moved.
    private Sender sender(BooleanSupplier absent) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        var nobody = new BucketsConfig.Endpoint("127.0.0.1", 1);
        var config =
                new BucketsConfig(
                        nobody,
                        nobody,
                        folder,
                        secret,
                        "here",
                        List.of(new BucketsConfig.Bucket("here", Optional.of("there"))),
                        Optional.of(nobody),
                        List.of(new BucketsConfig.Key("replication", secret, List.of(), true)),
                        Optional.empty(),
                        0);
        var store =
                new ForwardingBlobStore(new VersionedStore(folder.resolve("objects"))) {
                    @Override
                    public ResponseInputStream<GetObjectResponse> getBlob(
                            GetObjectRequest request) {
                        if (absent.getAsBoolean()) {
                            throw S3Exception.builder().statusCode(404).build();
                        }
                        return new ResponseInputStream<>(
                                GetObjectResponse.builder().contentLength(0L).build(),
                                InputStream.nullInputStream());
                    }
                };
        return new Sender(store, locks, config, nobody);
    }
}
