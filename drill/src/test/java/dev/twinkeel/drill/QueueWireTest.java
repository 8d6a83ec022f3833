package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a broker that does not answer well when it is told not to.
class QueueWireTest {
    private final StoreRequests requests = new StoreRequests();

    /// Bodies by the broker's ids.
    private final Map<String, String> waiting = new LinkedHashMap<>();

    private final Set<String> hidden = ConcurrentHashMap.newKeySet();

    /// The next deletions: whether each is answered with an error, carried out or not.
    private final ConcurrentLinkedDeque<Deletion> deletions = new ConcurrentLinkedDeque<>();

    private final Set<Integer> hiddenSeconds = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    private enum Deletion {
        GOOD,
        DONE_UNANSWERED,
        NOT_DONE
    }

    @BeforeEach
    void start() throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        /* backlog= */ 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        requests.close();
        server.stop(0);
    }

    @Test
    void whatAReadReceivedBeforeItFailedIsFoundByTheNext() throws Exception {
        waiting.putAll(Map.of("1", "d-1", "2", "d-2", "3", "d-3", "4", "d-3", "5", "other"));
        deletions.addAll(List.of(Deletion.GOOD, Deletion.DONE_UNANSWERED));
        QueueWire wire = new QueueWire(requests);

        assertThatThrownBy(() -> wire.read(where(), "d-")).isInstanceOf(IOException.class);

        // Those that were received are still hidden.
        assertThat(wire.read(where(), "d-")).containsExactlyInAnyOrder("d-1", "d-2", "d-3", "d-3");
        assertThat(hiddenSeconds).allMatch(it -> it <= 5);
    }

    @Test
    void aMessageThatComesAgainIsNoSecondOne() throws Exception {
        waiting.putAll(Map.of("1", "d-1", "2", "d-2"));
        deletions.addAll(List.of(Deletion.GOOD, Deletion.NOT_DONE));
        QueueWire wire = new QueueWire(requests);
        assertThatThrownBy(() -> wire.read(where(), "d-")).isInstanceOf(IOException.class);
        hidden.clear();

        assertThat(wire.read(where(), "d-")).containsExactlyInAnyOrder("d-1", "d-2");
        assertThat(waiting).isEmpty();
    }

    private StoreAddress where() {
        return new StoreAddress(
                "queue",
                "jobs",
                "mumbai",
                "mumbai",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Optional.empty(),
                "");
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
        String action = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        int status = 200;
        String body = "{}";
        if (action.endsWith("ReceiveMessage")) {
            hiddenSeconds.add(request.path("VisibilityTimeout").asInt());
            List<Map<String, String>> messages =
                    waiting.entrySet().stream()
                            .filter(it -> hidden.add(it.getKey()))
                            .map(
                                    it ->
                                            Map.of(
                                                    "MessageId",
                                                    it.getKey(),
                                                    "ReceiptHandle",
                                                    it.getKey(),
                                                    "Body",
                                                    it.getValue()))
                            .toList();
            body = Json.write(Map.of("Messages", messages));
        } else {
            Deletion how = deletions.isEmpty() ? Deletion.GOOD : deletions.removeFirst();
            if (how != Deletion.NOT_DONE) {
                waiting.remove(request.path("ReceiptHandle").asText());
            }
            status = how == Deletion.GOOD ? 200 : 500;
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
