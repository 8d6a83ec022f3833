package dev.twinkeel.twin.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The few requests that the twin itself makes to a region's broker, in SQS's own JSON protocol.
/// Thread-safe.
public final class Sqs implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Supplier<AwsAccess.Key> key;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(LIMIT)
                    .build();

    /// @param credentials of a key that may do everything: [StoreStatus#credentials]
    public Sqs(Path credentials) {
        this(() -> AwsSignature.key(Optional.of(credentials)));
    }

    /// @param key that may do everything
    Sqs(Supplier<AwsAccess.Key> key) {
        this.key = key;
    }

    /// How many messages a queue has.
    ///
    /// @param waiting to be received
    /// @param inHand received and not yet deleted
    public record Depth(long waiting, long inHand) {
        public long all() {
            return waiting + inHand;
        }
    }

    public Depth depth(Address broker, String queue) throws IOException {
        JsonNode attributes =
                ask(
                                broker,
                                "GetQueueAttributes",
                                Map.of(
                                        "QueueUrl",
                                        url(broker, queue),
                                        "AttributeNames",
                                        List.of("All")))
                        .path("Attributes");
        return new Depth(
                attributes.path("ApproximateNumberOfMessages").asLong(),
                attributes.path("ApproximateNumberOfMessagesNotVisible").asLong());
    }

    /// Begins to move everything from one queue to the queue it came from, as SQS's redrive does.
    ///
    /// @param deadLetters the queue of what nobody could handle
    public void redrive(Address broker, String deadLetters) throws IOException {
        String arn =
                ask(
                                broker,
                                "GetQueueAttributes",
                                Map.of(
                                        "QueueUrl",
                                        url(broker, deadLetters),
                                        "AttributeNames",
                                        List.of("QueueArn")))
                        .path("Attributes")
                        .path("QueueArn")
                        .asText();
        ask(broker, "StartMessageMoveTask", Map.of("SourceArn", arn));
    }

    public void send(Address broker, String queue, String body) throws IOException {
        ask(broker, "SendMessage", Map.of("QueueUrl", url(broker, queue), "MessageBody", body));
    }

    private String url(Address broker, String queue) throws IOException {
        return ask(broker, "GetQueueUrl", Map.of("QueueName", queue)).path("QueueUrl").asText();
    }

    private JsonNode ask(Address broker, String action, Object body) throws IOException {
        URI uri = URI.create("http://" + broker + "/");
        byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(LIMIT)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
        AwsSignature.headers(
                        uri,
                        "sqs",
                        "POST",
                        Map.of(
                                "content-type",
                                "application/x-amz-json-1.0",
                                "x-amz-target",
                                "AmazonSQS." + action),
                        bytes,
                        key.get(),
                        Instant.now())
                .forEach(request::header);
        HttpResponse<String> answer;
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("ask the broker at " + broker + ": interrupted", e);
        }
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "%s at the broker %s: it answered %d: %s"
                            .formatted(action, broker, answer.statusCode(), answer.body()));
        }
        return answer.body().isBlank()
                ? Json.mapper().createObjectNode()
                : Json.mapper().readTree(answer.body());
    }

    @Override
    public void close() {
        http.close();
    }
}
