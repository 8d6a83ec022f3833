package dev.twinkeel.traffic;

import dev.twinkeel.traffic.BalancerConfig.Limits;
import dev.twinkeel.traffic.BalancerConfig.Timeouts;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/// A balancer in front of targets of a test, and clients for it.
abstract class BalancerFixture {
    static final HealthPolicy QUICK =
            new HealthPolicy(Duration.ofMillis(50), Duration.ofSeconds(2), 2, 2);

    private final List<AutoCloseable> opened = new ArrayList<>();
    final Queue<AccessLog.Access> log = new ConcurrentLinkedQueue<>();
    final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void closeAll() throws Exception {
        client.shutdownNow();
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    <T extends AutoCloseable> T opened(T each) {
        opened.add(each);
        return each;
    }

    static Timeouts timeouts(long headerMillis, long requestMillis, long drainMillis) {
        return new Timeouts(
                Duration.ofMillis(500),
                Duration.ofMillis(headerMillis),
                Duration.ofMillis(headerMillis),
                Duration.ofMillis(requestMillis),
                Duration.ofSeconds(10),
                Duration.ofMillis(drainMillis));
    }

    Balancer balancer(Timeouts timeouts) {
        Limits limits = new Limits(16 << 10, 16 << 10, 64 << 10, 200, 8 << 20, 64 << 10, 128, 1024);
        BalancerConfig config =
                new BalancerConfig(Peer.anyPort(), "a", "/node/health", 1, timeouts, limits);
        return opened(Balancer.start(config, log::add));
    }

    Balancer balancer() {
        return balancer(timeouts(5000, 10_000, 2000));
    }

    static TargetGroup group(String name) {
        return new TargetGroup(
                name,
                "/health",
                QUICK,
                new TargetGroup.Ejection(3, Duration.ofSeconds(20), 50),
                Duration.ofSeconds(2),
                Duration.ZERO);
    }

    /// One group behind all routes, its targets named t0, t1, ... in zone `a`; waits for health.
    Balancer serving(Balancer balancer, Backend... backends) {
        balancer.group(group("orders"));
        balancer.routes(List.of(new Route(Route.ANY_HOST, "/", "orders")));
        for (int i = 0; i < backends.length; i++) {
            balancer.add("orders", new Target("t" + i, backends[i].address(), "a"));
        }
        Waiting.until("all targets are healthy", () -> healthy(balancer) == backends.length);
        return balancer;
    }

    static long healthy(Balancer balancer) {
        return balancer.targets("orders").stream()
                .filter(target -> target.state() == TargetStatus.State.HEALTHY)
                .count();
    }

    static HttpRequest.Builder to(Balancer balancer, String path) {
        int port = balancer.address().getPort();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Waiting.LONG);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> get(Balancer balancer, String path) {
        return send(to(balancer, path));
    }

    static HttpRequest.BodyPublisher body(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }

    /// Sends text with CRLF line ends and reads to the end of the connection.
    String raw(Balancer balancer, String text) throws IOException {
        try (Socket socket = Peer.connect(balancer.address())) {
            String wire = text.replace("\n", "\r\n");
            socket.getOutputStream().write(wire.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let it go on");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
