package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.traffic.BalancerConfig.Limits;
import dev.twinkeel.traffic.BalancerConfig.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BalancerTest {
    private static final HealthPolicy QUICK =
            new HealthPolicy(Duration.ofMillis(50), Duration.ofSeconds(2), 2, 2);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Queue<AccessLog.Access> log = new ConcurrentLinkedQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void closeAll() throws Exception {
        client.shutdownNow();
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T each) {
        opened.add(each);
        return each;
    }

    private static Timeouts timeouts(long headerMillis, long requestMillis, long drainMillis) {
        return new Timeouts(
                Duration.ofMillis(500),
                Duration.ofMillis(headerMillis),
                Duration.ofMillis(headerMillis),
                Duration.ofMillis(requestMillis),
                Duration.ofSeconds(10),
                Duration.ofMillis(drainMillis));
    }

    private Balancer balancer(Timeouts timeouts) {
        Limits limits = new Limits(16 << 10, 16 << 10, 64 << 10, 200, 8 << 20, 64 << 10, 128, 1024);
        BalancerConfig config =
                new BalancerConfig(Peer.anyPort(), "a", "/node/health", 1, timeouts, limits);
        return opened(Balancer.start(config, log::add));
    }

    private Balancer balancer() {
        return balancer(timeouts(5000, 10_000, 2000));
    }

    private static TargetGroup group(String name) {
        return new TargetGroup(
                name,
                "/health",
                QUICK,
                new TargetGroup.Ejection(3, Duration.ofSeconds(20), 50),
                Duration.ofSeconds(2));
    }

    /// One group behind all routes, its targets named t0, t1, ... in zone `a`; waits for health.
    private Balancer serving(Balancer balancer, Backend... backends) {
        balancer.group(group("orders"));
        balancer.routes(List.of(new Route(Route.ANY_HOST, "/", "orders")));
        for (int i = 0; i < backends.length; i++) {
            balancer.add("orders", new Target("t" + i, backends[i].address(), "a"));
        }
        Waiting.until("all targets are healthy", () -> healthy(balancer) == backends.length);
        return balancer;
    }

    private static long healthy(Balancer balancer) {
        return balancer.targets("orders").stream()
                .filter(target -> target.state() == TargetStatus.State.HEALTHY)
                .count();
    }

    private static HttpRequest.Builder to(Balancer balancer, String path) {
        int port = balancer.address().getPort();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Waiting.LONG);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> get(Balancer balancer, String path) {
        return send(to(balancer, path));
    }

    private static HttpRequest.BodyPublisher body(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }

    @Test
    void theLongestPrefixAndANamedHostDecide() {
        Balancer balancer = balancer();
        List<String> names = List.of("site", "orders", "admin");
        names.forEach(name -> balancer.group(group(name)));
        names.forEach(
                name ->
                        balancer.add(
                                name, new Target(name, opened(new Backend(name)).address(), "a")));
        balancer.routes(
                List.of(
                        new Route(Route.ANY_HOST, "/", "site"),
                        new Route(Route.ANY_HOST, "/api/orders", "orders"),
                        new Route("127.0.0.1", "/admin/", "admin")));
        Waiting.until("healthy", balancer::healthy);
        assertThat(get(balancer, "/").body()).isEqualTo("site");
        assertThat(get(balancer, "/api/orders").body()).isEqualTo("orders");
        assertThat(get(balancer, "/api/orders/7?x=1").body()).isEqualTo("orders");
        assertThat(get(balancer, "/api/orders2").body()).isEqualTo("site");
        assertThat(get(balancer, "/admin/x").body()).isEqualTo("admin");
        balancer.routes(List.of(new Route("other.host", "/", "site")));
        assertThat(get(balancer, "/").statusCode()).isEqualTo(404);
        assertThat(get(balancer, "/node/health").statusCode()).isEqualTo(200);
    }

    @Test
    void bodiesOfAnySizeStreamBothWays() throws Exception {
        Backend echo =
                opened(
                        new Backend(
                                exchange -> {
                                    exchange.sendResponseHeaders(200, 0);
                                    exchange.getRequestBody()
                                            .transferTo(exchange.getResponseBody());
                                }));
        Balancer balancer = serving(balancer(), echo);
        byte[] bytes = new byte[5 << 20];
        new Random(3).nextBytes(bytes);
        for (int size : new int[] {0, 1, 1000, 70_000, bytes.length}) {
            byte[] sent = Arrays.copyOf(bytes, size);
            for (boolean chunked : new boolean[] {false, true}) {
                HttpRequest.BodyPublisher publisher =
                        chunked
                                ? HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(sent))
                                : HttpRequest.BodyPublishers.ofByteArray(sent);
                byte[] got =
                        client.send(
                                        to(balancer, "/").POST(publisher).build(),
                                        HttpResponse.BodyHandlers.ofByteArray())
                                .body();
                assertThat(Arrays.equals(got, sent)).as("%d %s", size, chunked).isTrue();
            }
        }
    }

    @Test
    void theTargetIsToldWhoAsksAndHopHeadersStay() throws Exception {
        Queue<com.sun.net.httpserver.Headers> seen = new ConcurrentLinkedQueue<>();
        Backend backend =
                opened(
                        new Backend(
                                exchange -> {
                                    seen.add(exchange.getRequestHeaders());
                                    exchange.getResponseHeaders().add("Connection", "x-secret");
                                    exchange.getResponseHeaders().add("X-Secret", "1");
                                    exchange.getResponseHeaders().add("X-Kept", "1");
                                    Backend.say(exchange, 200, "ok");
                                }));
        Balancer balancer = serving(balancer(), backend);
        String answer =
                raw(
                        balancer,
                        """
                        GET /x HTTP/1.1
                        Host: shop.example.com
                        Connection: close, X-Hop, Host
                        X-Hop: 1
                        X-End: 1
                        Upgrade: h2c
                        TE: trailers
                        Keep-Alive: timeout=9
                        Proxy-Authorization: x
                        X-Forwarded-For: 203.0.113.9
                        X-Amzn-Trace-Id: Self=1-a-b;Root=1-67891233-abcdef012345678912345678;Sampled=1

                        """);
        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("x-kept: 1")
                .doesNotContainIgnoringCase("x-secret: 1");
        com.sun.net.httpserver.Headers headers = seen.remove();
        assertThat(headers.getFirst("Host")).isEqualTo("shop.example.com");
        assertThat(headers.getFirst("X-End")).isEqualTo("1");
        assertThat(headers.getFirst("X-Forwarded-For")).isEqualTo("203.0.113.9, 127.0.0.1");
        assertThat(headers.getFirst("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(headers.getFirst("X-Forwarded-Port"))
                .isEqualTo("" + balancer.address().getPort());
        assertThat(headers.getFirst("X-Amzn-Trace-Id"))
                .matches(
                        "Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678;Sampled=1");
        assertThat(headers.keySet())
                .doesNotContain("X-hop", "Upgrade", "Te", "Keep-alive", "Proxy-authorization");
        assertThat(get(balancer, "/").statusCode()).isEqualTo(200);
        assertThat(seen.remove().getFirst("X-Amzn-Trace-Id"))
                .matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24}");
    }

    /// Sends text with CRLF line ends and reads to the end of the connection.
    private String raw(Balancer balancer, String text) throws IOException {
        try (Socket socket = Peer.connect(balancer.address())) {
            String wire = text.replace("\n", "\r\n");
            socket.getOutputStream().write(wire.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void theCodesAreThoseOfAlb() throws Exception {
        Balancer balancer = balancer(timeouts(5000, 1000, 2000));
        balancer.group(group("orders"));
        balancer.routes(List.of(new Route(Route.ANY_HOST, "/", "orders")));
        assertThat(get(balancer, "/").statusCode()).as("503-no-targets").isEqualTo(503);
        CountDownLatch never = new CountDownLatch(1);
        Backend odd =
                opened(
                        new Backend(
                                exchange -> {
                                    if (exchange.getRequestURI().getPath().equals("/late")) {
                                        awaitQuietly(never);
                                    }
                                    Backend.say(exchange, 418, "");
                                }));
        serving(balancer, odd);
        assertThat(get(balancer, "/").statusCode()).as("target's own").isEqualTo(418);
        assertThat(get(balancer, "/late").statusCode()).as("504-no-answer").isEqualTo(504);
        never.countDown();
        HttpRequest.Builder trace =
                to(balancer, "/").method("TRACE", HttpRequest.BodyPublishers.noBody());
        assertThat(send(trace).statusCode()).as("405-trace").isEqualTo(405);
        String chain = "10.0.0.1, ".repeat(30) + "10.0.0.1";
        assertThat(send(to(balancer, "/").header("X-Forwarded-For", chain)).statusCode())
                .as("463-xff")
                .isEqualTo(463);
        balancer.remove("orders", "t0");
        Peer rude = opened(Peer.that(Socket::close));
        balancer.add("orders", new Target("rude", rude.address(), "a"));
        assertThat(get(balancer, "/").statusCode()).as("502-closes").isEqualTo(502);
        balancer.remove("orders", "rude");
        balancer.add("orders", new Target("nobody", Peer.nobody(), "a"));
        assertThat(get(balancer, "/").statusCode()).as("502-refused").isEqualTo(502);
        balancer.remove("orders", "nobody");
        Peer nonsense =
                opened(
                        Peer.that(
                                s ->
                                        s.getOutputStream()
                                                .write(
                                                        "what?\r\n\r\n"
                                                                .getBytes(
                                                                        StandardCharsets
                                                                                .US_ASCII))));
        balancer.add("orders", new Target("nonsense", nonsense.address(), "a"));
        assertThat(get(balancer, "/").statusCode()).as("502-malformed").isEqualTo(502);
        assertThat(balancer.healthy()).isFalse();
        assertThat(get(balancer, "/node/health").statusCode()).isEqualTo(503);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let it go on");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aTargetThatTurnsUnhealthyGetsNothingAndWhenAllAreAllGetIt() {
        Backend one = opened(new Backend("one"));
        Backend two = opened(new Backend("two"));
        Balancer balancer = serving(balancer(), one, two);
        one.health.set(500);
        Waiting.until("one is unhealthy", () -> healthy(balancer) == 1);
        for (int i = 0; i < 20; i++) {
            assertThat(get(balancer, "/").body()).isEqualTo("two");
        }
        two.health.set(500);
        Waiting.until("none is healthy", () -> healthy(balancer) == 0);
        Waiting.until("it fails open to one too", () -> get(balancer, "/").body().equals("one"));
        one.health.set(200);
        Waiting.until("one is healthy again", () -> healthy(balancer) == 1);
        for (int i = 0; i < 20; i++) {
            assertThat(get(balancer, "/").body()).isEqualTo("one");
        }
    }

    @Test
    void theOwnZoneIsPreferredAndOthersAreSpilledTo() {
        Backend near = opened(new Backend("near"));
        Backend far = opened(new Backend("far"));
        Balancer balancer = balancer();
        balancer.group(group("orders"));
        balancer.routes(List.of(new Route(Route.ANY_HOST, "/", "orders")));
        balancer.add("orders", new Target("near", near.address(), "a"));
        balancer.add("orders", new Target("far", far.address(), "b"));
        Waiting.until("both are healthy", () -> healthy(balancer) == 2);
        for (int i = 0; i < 20; i++) {
            assertThat(get(balancer, "/").body()).isEqualTo("near");
        }
        near.close();
        for (int i = 0; i < 20; i++) {
            assertThat(get(balancer, "/").body()).isEqualTo("far");
        }
    }

    @Test
    void aKilledTargetCostsNoRequestThatMayBeRepeated() {
        Backend one = opened(new Backend("one"));
        Backend two = opened(new Backend("two"));
        Balancer balancer = serving(balancer(), one, two);
        for (int i = 0; i < 200; i++) {
            if (i == 50) {
                one.close();
            }
            assertThat(get(balancer, "/" + i).statusCode()).isEqualTo(200);
        }
        assertThat(balancer.metrics().keySet()).anyMatch(name -> name.contains("status=\"200\""));
    }

    @Test
    void aPostThatWasSentIsNeverSentAgain() {
        Queue<String> sent = new ConcurrentLinkedQueue<>();
        Peer.Conversation readsAndDies =
                socket -> {
                    InputStream in = socket.getInputStream();
                    byte[] bytes = new byte[4096];
                    int read = in.read(bytes);
                    String text =
                            new String(bytes, 0, Math.max(read, 0), StandardCharsets.US_ASCII);
                    if (text.contains("/health")) {
                        socket.getOutputStream()
                                .write(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                                .getBytes(StandardCharsets.US_ASCII));
                    } else {
                        sent.add(text.substring(0, text.indexOf(' ')));
                    }
                    socket.close();
                };
        Balancer balancer = balancer();
        balancer.group(
                new TargetGroup(
                        "orders",
                        "/health",
                        QUICK,
                        new TargetGroup.Ejection(1000, Duration.ofSeconds(1), 50),
                        Duration.ofSeconds(1)));
        balancer.routes(List.of(new Route(Route.ANY_HOST, "/", "orders")));
        for (int i = 0; i < 3; i++) {
            Peer peer = opened(Peer.that(readsAndDies));
            balancer.add("orders", new Target("t" + i, peer.address(), "a"));
        }
        Waiting.until("healthy", () -> healthy(balancer) == 3);
        for (int i = 0; i < 20; i++) {
            int status = send(to(balancer, "/pay").POST(body("order " + i))).statusCode();
            assertThat(status).isEqualTo(502);
        }
        assertThat(sent).hasSize(20).containsOnly("POST");
        sent.clear();
        assertThat(get(balancer, "/").statusCode()).isEqualTo(502);
        assertThat(sent).as("a GET is tried once more").containsExactly("GET", "GET");
        sent.clear();
        assertThat(send(to(balancer, "/").PUT(body("x"))).statusCode()).isEqualTo(502);
        assertThat(sent).containsExactly("PUT", "PUT");
    }

    @Test
    void aPostWhoseTargetCannotBeReachedGoesToAnotherWhole() {
        AtomicInteger got = new AtomicInteger();
        Backend good =
                opened(
                        new Backend(
                                exchange -> {
                                    byte[] all = exchange.getRequestBody().readAllBytes();
                                    got.incrementAndGet();
                                    Backend.say(exchange, 200, "" + all.length);
                                }));
        Backend dead = opened(new Backend("dead"));
        Balancer balancer = serving(balancer(), good, dead);
        dead.close();
        String text = "x".repeat(200_000);
        for (int i = 0; i < 30; i++) {
            HttpResponse<String> answer = send(to(balancer, "/").POST(body(text)));
            // A kept connection that was killed may have carried it: then it is not repeated.
            if (answer.statusCode() == 200) {
                assertThat(answer.body()).isEqualTo("200000");
            } else {
                assertThat(answer.statusCode()).isEqualTo(502);
            }
        }
        assertThat(got.get()).isBetween(28, 30);
    }

    @Test
    void aTargetThatFailsRealRequestsIsEjected() {
        Backend broken = opened(new Backend(exchange -> Backend.say(exchange, 503, "")));
        Backend good = opened(new Backend("good"));
        Balancer balancer = serving(balancer(), broken, good);
        for (int i = 0; i < 200; i++) {
            assertThat(get(balancer, "/").statusCode()).isIn(200, 503);
        }
        assertThat(broken.asked).hasSize(3);
        assertThat(balancer.targets("orders"))
                .filteredOn(TargetStatus::ejected)
                .extracting(status -> status.target().name())
                .containsExactly("t0");
    }

    @Test
    void aRemovedTargetFinishesWhatIsInFlight() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        Backend slow =
                opened(
                        new Backend(
                                exchange -> {
                                    arrived.countDown();
                                    awaitQuietly(go);
                                    Backend.say(exchange, 200, "slow");
                                }));
        Balancer balancer = serving(balancer(), slow);
        CompletableFuture<HttpResponse<String>> pending =
                client.sendAsync(to(balancer, "/").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
        balancer.remove("orders", "t0");
        assertThat(balancer.targets("orders").getFirst().state())
                .isEqualTo(TargetStatus.State.DRAINING);
        assertThat(get(balancer, "/").statusCode()).isEqualTo(503);
        go.countDown();
        assertThat(pending.get(10, TimeUnit.SECONDS).body()).isEqualTo("slow");
        Waiting.until("it is gone", () -> balancer.targets("orders").isEmpty());
    }

    @Test
    void aDrainThatTakesTooLongEndsIn502() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        Backend stuck =
                opened(
                        new Backend(
                                _ -> {
                                    arrived.countDown();
                                    awaitQuietly(go);
                                }));
        Balancer balancer = serving(balancer(), stuck);
        CompletableFuture<HttpResponse<String>> pending =
                client.sendAsync(to(balancer, "/").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
        balancer.remove("orders", "t0");
        assertThat(pending.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(502);
        go.countDown();
    }

    @Test
    void aNodeThatStopsFinishesWhatIsInFlightAndTakesNothingNew() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        Backend slow =
                opened(
                        new Backend(
                                exchange -> {
                                    arrived.countDown();
                                    awaitQuietly(go);
                                    Backend.say(exchange, 200, "whole");
                                }));
        Balancer balancer = serving(balancer(timeouts(5000, 20_000, 10_000)), slow);
        CompletableFuture<HttpResponse<String>> pending =
                client.sendAsync(to(balancer, "/").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(balancer::close);
        Waiting.until("it takes nothing new", () -> Peer.refused(balancer.address()));
        assertThat(pending.isDone()).isFalse();
        go.countDown();
        assertThat(pending.get(10, TimeUnit.SECONDS).body()).isEqualTo("whole");
        closed.get(15, TimeUnit.SECONDS);
    }

    @Test
    void aClientThatSendsItsHeaderSlowlyIsCut() throws Exception {
        Balancer balancer = serving(balancer(timeouts(300, 10_000, 500)), opened(new Backend("x")));
        try (Socket socket = Peer.connect(balancer.address())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));
            long start = System.nanoTime();
            byte[] all = socket.getInputStream().readAllBytes();
            assertThat(new String(all, StandardCharsets.US_ASCII)).contains(" 408 ");
            assertThat(Waiting.millisSince(start)).isLessThan(5000);
        }
    }

    @Test
    void aClientThatSendsItsBodySlowlyIsCut() throws Exception {
        Balancer balancer = serving(balancer(timeouts(300, 10_000, 500)), opened(new Backend("x")));
        try (Socket socket = Peer.connect(balancer.address())) {
            socket.getOutputStream()
                    .write(
                            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab"
                                    .getBytes(StandardCharsets.US_ASCII));
            byte[] all = socket.getInputStream().readAllBytes();
            assertThat(new String(all, StandardCharsets.US_ASCII)).contains(" 408 ");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNotMadeWhole() {
        Peer half =
                opened(
                        Peer.that(
                                socket -> {
                                    byte[] request = new byte[4096];
                                    if (socket.getInputStream().read(request) > 0) {
                                        OutputStream out = socket.getOutputStream();
                                        out.write(
                                                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"
                                                        .getBytes(StandardCharsets.US_ASCII));
                                    }
                                    socket.close();
                                }));
        Balancer balancer = balancer();
        balancer.group(group("orders"));
        balancer.routes(List.of(new Route(Route.ANY_HOST, "/", "orders")));
        balancer.add("orders", new Target("half", half.address(), "a"));
        assertThatThrownBy(
                        () ->
                                client.send(
                                        to(balancer, "/").build(),
                                        HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void everyRequestIsLoggedOnceWithBothCodes() {
        Balancer balancer = serving(balancer(), opened(new Backend("x")));
        for (int i = 0; i < 10; i++) {
            get(balancer, "/p" + i);
        }
        Waiting.until("ten are logged", () -> log.size() == 10);
        AccessLog.Access access = log.remove();
        assertThat(access.status()).isEqualTo(200);
        assertThat(access.targetStatus()).contains(200);
        assertThat(access.target()).contains("t0");
        assertThat(access.path()).isEqualTo("/p0");
        assertThat(access.attempts()).isEqualTo(1);
        assertThat(balancer.metrics())
                .containsEntry("twinkeel_requests_total{group=\"orders\",status=\"200\"}", 10L);
    }

    @Test
    void aTakenPortIsNamedInTheError() {
        Balancer balancer = balancer();
        assertThatThrownBy(
                        () ->
                                Balancer.start(
                                        BalancerConfig.of(balancer.address(), "a"), AccessLog.NONE))
                .hasMessageContaining("" + balancer.address().getPort());
    }
}
