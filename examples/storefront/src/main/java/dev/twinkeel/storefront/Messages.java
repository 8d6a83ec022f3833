package dev.twinkeel.storefront;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// A queue of this region, by the AWS SDK, which finds its endpoint, its region and its credentials
/// in the environment: nothing here knows whether it is AWS.
///
/// The client is made at the first use, because its classes are many. Thread-safe.
final class Messages implements Part {
    /// SQS takes and gives so many at once.
    static final int BATCH = 10;

    /// How long a receive waits for a message: a message that was given back is found by the next.
    private static final Duration WAIT = Duration.ofSeconds(5);

    /// Longer than the longest wait, shorter than anybody's patience.
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final String queue;
    private @Nullable SqsClient client;
    private @Nullable String url;

    /// @param queue its name
    Messages(String queue) {
        this.queue = queue;
    }

    /// Sends up to [#BATCH] bodies.
    ///
    /// @return the positions of those that the queue has for certain
    /// @throws SdkException when it is not known of any; they may be there
    Set<Integer> send(List<String> bodies) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        Set<Integer> kept = new HashSet<>();
        for (int i = 0; i < bodies.size(); i++) {
            entries.add(
                    SendMessageBatchRequestEntry.builder()
                            .id("" + i)
                            .messageBody(bodies.get(i))
                            .build());
            kept.add(i);
        }
        client().sendMessageBatch(it -> it.queueUrl(url()).entries(entries)).failed().stream()
                .map(BatchResultErrorEntry::id)
                .map(Integer::valueOf)
                .forEach(kept::remove);
        return kept;
    }

    /// Waits for messages and takes up to [#BATCH]; they come again unless they are deleted.
    List<Message> receive() {
        return client().receiveMessage(
                        it ->
                                it.queueUrl(url())
                                        .maxNumberOfMessages(BATCH)
                                        .waitTimeSeconds((int) WAIT.toSeconds()))
                .messages();
    }

    void delete(List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Message message : messages) {
            entries.add(
                    DeleteMessageBatchRequestEntry.builder()
                            .id("" + entries.size())
                            .receiptHandle(message.receiptHandle())
                            .build());
        }
        client().deleteMessageBatch(it -> it.queueUrl(url()).entries(entries));
    }

    /// Gives messages back, to come again after a while.
    void later(List<Message> messages, Duration delay) {
        if (messages.isEmpty()) {
            return;
        }
        List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
        for (Message message : messages) {
            entries.add(
                    ChangeMessageVisibilityBatchRequestEntry.builder()
                            .id("" + entries.size())
                            .receiptHandle(message.receiptHandle())
                            .visibilityTimeout((int) delay.toSeconds())
                            .build());
        }
        client().changeMessageVisibilityBatch(it -> it.queueUrl(url()).entries(entries));
    }

    private synchronized SqsClient client() {
        SqsClient made = client;
        if (made == null) {
            made =
                    SqsClient.builder()
                            // TCP has its own: the client would hash each body once more.
                            .checksumValidationEnabled(false)
                            .httpClientBuilder(
                                    UrlConnectionHttpClient.builder()
                                            .connectionTimeout(CONNECT)
                                            .socketTimeout(SILENCE))
                            .build();
            client = made;
        }
        return made;
    }

    private synchronized String url() {
        String known = url;
        if (known == null) {
            known = client().getQueueUrl(it -> it.queueName(queue)).queueUrl();
            url = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
