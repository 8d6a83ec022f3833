package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.stores.buckets.nio2blob.VersionedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

final class SenderTest {
    @TempDir Path folder;

    @Test
    void aVersionThatIsNotFoundWhileItsKeyIsWrittenIsNotTakenForDeleted() throws Exception {
        try (Backlog backlog = Backlog.open(folder.resolve("backlog"));
                Sender sender = sender(backlog)) {
            Change first = backlog.begin("here", "price");
            Change.What version = new Change.What.Version("v1");
            backlog.done(first, version);
            Change second = backlog.begin("here", "price");

            assertThatThrownBy(() -> sender.send(first.with(version), /* again= */ true))
                    .hasMessageContaining("once more");

            backlog.done(second, new Change.What.Version("v2"));

            assertThat(sender.send(first.with(version), /* again= */ true))
                    .isEqualTo(Sender.Sent.NOTHING);
        }
    }

    /// Of a store that finds nothing, as one does for a moment while it writes.
    private Sender sender(Backlog backlog) throws IOException {
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
                        throw S3Exception.builder().statusCode(404).build();
                    }
                };
        return new Sender(store, backlog, config, nobody);
    }
}
