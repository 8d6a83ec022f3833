package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a broker that cannot make a queue at first.
@Timeout(120)
class StoreRunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> waiting = new ArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();

    @SuppressWarnings("NullAway.Init")
    private SmallWorld world;

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        world = new SmallWorld(folder);
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        /* backlog= */ 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        world.close();
    }

    @Test
    void aQueueThatCouldNotBeMadeAtFirstIsMadeLater() throws Exception {
        world.stores =
                List.of(
                        new StoreAddress(
                                "queue",
                                "jobs",
                                "mumbai",
                                "mumbai",
                                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                                Optional.empty(),
                                ""));
        LoadPlan plan =
                Plans.of(
                        Samples.quick(Fault.NONE),
                        Samples.application(),
                        world,
                        DrillOptions.of(/* seed= */ 7));
        try (Load load = Load.start(plan, new Lateness(0, PATIENCE));
                StoreRun run = StoreRun.start(world, load, Progress.NONE)) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (sent.get() < 3) {
                assertThat(System.nanoTime()).as("nothing was sent").isLessThan(deadline);
                LockSupport.parkNanos(5_000_000);
            }
            StoreFindings found = run.end(/* mended= */ true).getFirst();
            assertThat(found.reasons(Duration.ZERO)).isEmpty();
            assertThat(found.unread()).isEmpty();
            assertThat(found.acknowledged()).isGreaterThanOrEqualTo(3);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = Json.mapper().readTree(exchange.getRequestBody());
        String action = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        int status = 200;
        String body = "{}";
        if (action.endsWith("CreateQueue")) {
            status = made.incrementAndGet() > 1 ? 200 : 500;
        } else if (made.get() < 2) {
            status = 400;
        } else if (action.endsWith("SendMessage")) {
            waiting.add(request.path("MessageBody").asText());
            sent.incrementAndGet();
        } else if (action.endsWith("ReceiveMessage")) {
            List<Map<String, String>> messages =
                    waiting.stream()
                            .map(it -> Map.of("MessageId", it, "ReceiptHandle", it, "Body", it))
                            .toList();
            body = Json.write(Map.of("Messages", messages));
        } else {
            waiting.remove(request.path("ReceiptHandle").asText());
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
