package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

final class ReplicationDelayTest {
    private static final Duration DELAY = Duration.ofMillis(400);

    @TempDir Path folder;

    @Test
    void nothingArrivesBeforeTheDelayAndAllOfItAfter() throws Exception {
        try (Pair pair = new Pair(folder, DELAY);
                S3Client client = pair.client(0)) {
            for (String key : new String[] {"a", "b", "a"}) {
                client.putObject(
                        it -> it.bucket(Pair.bucket(0)).key(key), RequestBody.fromString("x"));
            }
            Pair.until("all were sent", () -> pair.replication(0).sent() == 3);

            assertThat(pair.replication(0).lagP50Millis()).isGreaterThanOrEqualTo(DELAY.toMillis());
            assertThat(pair.replication(0).pending()).isZero();
        }
    }
}
