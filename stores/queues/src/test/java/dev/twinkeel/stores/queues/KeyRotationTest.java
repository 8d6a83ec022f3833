package dev.twinkeel.stores.queues;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.services.sqs.SqsClient;

/// A client that reads its credentials file as the AWS SDK's default does, and sends without a
/// pause while its key is rotated.
final class KeyRotationTest {
    private static final String QUEUES =
            """
            [{"name": "shop-fulfilment", "deadLetters": "shop-fulfilment-dead", "deadLetterAfter": 2}]
            """;
    private static final String OLD = "key OLD orders shop-fulfilment one";
    private static final String NEW = "key NEW orders shop-fulfilment two";
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir private Path folder;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();

    @Test
    void nobodysRequestFailsWhileAKeyIsRotated() throws Exception {
        credentials("OLD", "one");
        try (BrokerProcess broker = new BrokerProcess(folder, QUEUES, OLD + "\n");
                ProfileCredentialsProvider provider = provider();
                SqsClient orders = broker.client(provider);
                SqsClient before = broker.client("OLD", "one")) {
            String url = orders.getQueueUrl(it -> it.queueName("shop-fulfilment")).queueUrl();
            var over = new AtomicBoolean();
            Thread sender = Thread.ofVirtual().start(() -> send(orders, url, over));
            until(() -> sent.get() > 10);

            replace("keys", OLD, NEW);
            credentials("NEW", "two");
            until(() -> provider.resolveCredentials().accessKeyId().equals("NEW"));
            int then = sent.get();
            until(() -> sent.get() > then + 1);
            replace("keys", NEW);
            until(() -> refused(before, url));
            int late = sent.get();
            until(() -> sent.get() > late + 10);

            over.set(true);
            sender.join();
        }
        assertThat(failures).isEmpty();
    }

    private void send(SqsClient client, String url, AtomicBoolean over) {
        while (!over.get()) {
            try {
                client.sendMessage(it -> it.queueUrl(url).messageBody("hello"));
                sent.incrementAndGet();
            } catch (RuntimeException e) {
                failures.add(e.toString());
            }
        }
    }

    private static boolean refused(SqsClient client, String url) {
        try {
            client.getQueueAttributes(it -> it.queueUrl(url));
            return false;
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage()).contains("none of this twin");
        }
    }

    private ProfileCredentialsProvider provider() {
        return ProfileCredentialsProvider.builder()
                .profileFile(
                        ProfileFileSupplier.reloadWhenModified(
                                folder.resolve("credentials"),
                                software.amazon.awssdk.profiles.ProfileFile.Type.CREDENTIALS))
                .build();
    }

    private void credentials(String id, String secret) throws IOException {
        replace(
                "credentials",
                "[default]",
                "aws_access_key_id = " + id,
                "aws_secret_access_key = " + secret);
    }

    private void replace(String name, String... lines) throws IOException {
        Path next = Files.write(folder.resolve("next"), List.of(lines));
        Files.move(next, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void until(java.util.function.BooleanSupplier condition) {
        Instant end = Instant.now().plus(LONG);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
