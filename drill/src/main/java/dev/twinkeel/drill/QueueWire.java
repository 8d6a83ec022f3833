package dev.twinkeel.drill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// SQS's protocol. The application's own queues have readers, which would take a drill's messages
/// for theirs: the ledger is kept in a queue of its own in the same broker.
final class QueueWire implements StoreWire {
    private static final String QUEUE = "twinkeel-drill";
    private static final int BATCH = 10;

    /// Short: messages whose answer was lost on its way must come again while they are awaited.
    private static final int HIDDEN_SECONDS = 5;

    private final StoreRequests requests;

    /// The bodies of a region's messages that were ever received, by the broker's own ids: what is
    /// deleted comes only once, and what could not be deleted comes again.
    private final Map<String, Map<String, String>> received = new ConcurrentHashMap<>();

    QueueWire(StoreRequests requests) {
        this.requests = requests;
    }

    @Override
    public void prepare(StoreAddress where) throws IOException, InterruptedException {
        good(where, "CreateQueue", Map.of("QueueName", QUEUE));
    }

    @Override
    public boolean write(StoreAddress where, String id) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                ask(where, "SendMessage", Map.of("QueueUrl", url(where), "MessageBody", id));
        return StoreWire.done(where, answer.statusCode(), answer.body());
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public List<String> read(StoreAddress where, String prefix)
            throws IOException, InterruptedException {
        Map<String, String> bodies =
                received.computeIfAbsent(where.region(), _ -> new LinkedHashMap<>());
        while (true) {
            JsonNode messages =
                    good(
                                    where,
                                    "ReceiveMessage",
                                    Map.of(
                                            "QueueUrl",
                                            url(where),
                                            "MaxNumberOfMessages",
                                            BATCH,
                                            "VisibilityTimeout",
                                            HIDDEN_SECONDS))
                            .path("Messages");
            if (messages.isEmpty()) {
                return bodies.values().stream().filter(it -> it.startsWith(prefix)).toList();
            }
            for (JsonNode message : messages) {
                bodies.put(message.path("MessageId").asText(), message.path("Body").asText());
            }
            for (JsonNode message : messages) {
                good(
                        where,
                        "DeleteMessage",
                        Map.of(
                                "QueueUrl",
                                url(where),
                                "ReceiptHandle",
                                message.path("ReceiptHandle").asText()));
            }
        }
    }

    private static String url(StoreAddress where) {
        return where.endpoint() + "/000000000000/" + QUEUE;
    }

    private JsonNode good(StoreAddress where, String action, Map<String, Object> body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(where, action, body);
        return Json.mapper().readTree(StoreWire.good(where, answer.statusCode(), answer.body()));
    }

    private HttpResponse<String> ask(StoreAddress where, String action, Map<String, Object> body)
            throws IOException, InterruptedException {
        return requests.send(
                where,
                new StoreRequests.Request(
                        "sqs",
                        "POST",
                        "/",
                        Map.of(
                                "content-type",
                                "application/x-amz-json-1.0",
                                "x-amz-target",
                                "AmazonSQS." + action),
                        Json.write(body)));
    }
}
