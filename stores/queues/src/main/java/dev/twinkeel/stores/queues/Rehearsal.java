package dev.twinkeel.stores.queues;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs a broker for a moment as an application uses one, so that the JVM can note what it loads.
final class Rehearsal {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int ROUNDS = 50;

    private Rehearsal() {}

    static void run() throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("rehearsal");
        int port = freePort();
        try (Broker _ =
                        Broker.start(
                                new QueuesConfig(
                                        "127.0.0.1",
                                        port,
                                        data,
                                        "rehearsal",
                                        List.of(new QueuesConfig.Queue("a", "b", 3)),
                                        Optional.empty()));
                HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < ROUNDS; i++) {
                String queue = "\"QueueUrl\": \"http://127.0.0.1:" + port + "/000000000000/a\"";
                ask(client, port, "GetQueueUrl", "{\"QueueName\": \"a\"}");
                ask(client, port, "SendMessage", "{" + queue + ", \"MessageBody\": \"x\"}");
                ask(client, port, "ReceiveMessage", "{" + queue + "}");
                ask(
                        client,
                        port,
                        "GetQueueAttributes",
                        "{" + queue + ", \"AttributeNames\": [\"All\"]}");
            }
        } finally {
            delete(data);
        }
    }

    private static void ask(HttpClient client, int port, String action, String body)
            throws IOException, InterruptedException {
        client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                        .timeout(LIMIT)
                        .header("content-type", "application/x-amz-json-1.0")
                        .header("x-amz-target", "AmazonSQS." + action)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
