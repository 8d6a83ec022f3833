package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BalancerTest extends BalancerFixture {
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
