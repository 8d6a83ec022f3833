package dev.twinkeel.stores.queues;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The broker as an application uses it: by the AWS SDK.
final class BrokerTest {
    private static final String QUEUES =
            "[{\"name\": \"fulfilment\", \"deadLetters\": \"fulfilment-dead\", \"deadLetterAfter\": 2}]";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofMillis(10);

    @TempDir Path folder;

    @Test
    void aMessageThatWasAcknowledgedSurvivesTheKillOfTheBroker() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(folder, QUEUES);
                SqsClient client = broker.client()) {
            String queue = url(client, "fulfilment");
            Set<String> acknowledged = new ConcurrentSkipListSet<>();
            var enough = new AtomicBoolean();
            Thread sender =
                    Thread.ofPlatform().start(() -> send(client, queue, acknowledged, enough));
            waitFor(() -> acknowledged.size() >= 100);
            broker.killAndStartAgain();
            enough.set(true);
            sender.join();

            assertThat(received(client, queue, acknowledged)).containsAll(acknowledged);
        }
    }

    @Test
    void whatNobodyCanHandleIsSetAsideAndComesBackWhenItIsAskedFor() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(folder, QUEUES);
                SqsClient client = broker.client()) {
            String queue = url(client, "fulfilment");
            String dead = url(client, "fulfilment-dead");
            client.sendMessage(it -> it.queueUrl(queue).messageBody("poison"));
            waitFor(
                    () -> {
                        receive(client, queue, 0);
                        return size(client, dead) == 1;
                    });
            broker.killAndStartAgain();

            assertThat(size(client, dead)).isEqualTo(1);

            String arn =
                    client.getQueueAttributes(
                                    it ->
                                            it.queueUrl(dead)
                                                    .attributeNames(QueueAttributeName.QUEUE_ARN))
                            .attributes()
                            .get(QueueAttributeName.QUEUE_ARN);
            client.startMessageMoveTask(it -> it.sourceArn(arn));
            waitFor(() -> size(client, queue) == 1 && size(client, dead) == 0);
        }
    }

    @Test
    void aQueuesAddressIsThatByWhichItWasAskedFor() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(folder, QUEUES);
                SqsClient client = broker.client()) {
            assertThat(url(client, "fulfilment")).startsWith("http://127.0.0.1:");
        }
    }

    private static void send(
            SqsClient client, String queue, Set<String> acknowledged, AtomicBoolean enough) {
        for (int i = 0; !enough.get(); i++) {
            String body = "message-" + i;
            try {
                client.sendMessage(it -> it.queueUrl(queue).messageBody(body));
                acknowledged.add(body);
            } catch (SdkException _) {
                // Not acknowledged: it may be there or not.
            }
        }
    }

    private static Set<String> received(SqsClient client, String queue, Set<String> until) {
        Set<String> bodies = new HashSet<>();
        waitFor(
                () -> {
                    receive(client, queue, 60).forEach(it -> bodies.add(it.body()));
                    return bodies.containsAll(until);
                });
        return new TreeSet<>(bodies);
    }

    private static List<Message> receive(SqsClient client, String queue, int hiddenSeconds) {
        return client.receiveMessage(
                        it ->
                                it.queueUrl(queue)
                                        .maxNumberOfMessages(10)
                                        .visibilityTimeout(hiddenSeconds))
                .messages();
    }

    private static String url(SqsClient client, String name) {
        return client.getQueueUrl(it -> it.queueName(name)).queueUrl();
    }

    private static int size(SqsClient client, String queue) {
        Map<QueueAttributeName, String> attributes =
                client.getQueueAttributes(
                                it ->
                                        it.queueUrl(queue)
                                                .attributeNames(
                                                        QueueAttributeName
                                                                .APPROXIMATE_NUMBER_OF_MESSAGES))
                        .attributes();
        return Integer.parseInt(
                attributes.getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0"));
    }

    private static void waitFor(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + PATIENCE);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
