package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// From an order to its fulfilment, through a real database and a real broker.
class FulfilmentTest {
    private static Postgres postgres;
    private static Broker broker;

    private final HttpClient client = HttpClient.newHttpClient();
    private Relay writer;
    private Pod orders;
    private Optional<Pod> fulfilment = Optional.empty();

    @BeforeAll
    static void start() {
        postgres = new Postgres();
        broker = new Broker();
    }

    @AfterAll
    static void stop() {
        broker.close();
        postgres.close();
    }

    @BeforeEach
    void open() {
        writer = new Relay(postgres.port());
        orders = OrdersService.start(environment("mumbai"), environment("mumbai").listener());
    }

    @AfterEach
    void close() {
        orders.close();
        fulfilment.ifPresent(Pod::close);
        client.close();
        writer.close();
        postgres.run("truncate orders, outbox, fulfilments cascade");
    }

    private Environment environment(String region) {
        Map<String, String> variables = new HashMap<>();
        variables.put("HOST", "127.0.0.1");
        variables.put("PORT", "0");
        variables.put("TWINKEEL_REGION", region);
        variables.put("FULFILMENTS_QUEUE", Broker.QUEUE);
        Environment.Target target = postgres.target();
        variables.put("ORDERS_DB_HOST", "127.0.0.1");
        variables.put("ORDERS_DB_PORT", "" + writer.port());
        variables.put("ORDERS_DB_NAME", target.name());
        variables.put("ORDERS_DB_USER", target.user());
        variables.put("ORDERS_DB_PASSWORD_FILE", target.passwordFile().toString());
        return new Environment(variables);
    }

    private void fulfil() {
        Environment environment = environment("mumbai");
        fulfilment = Optional.of(FulfilmentService.start(environment, environment.listener()));
    }

    @Test
    void anOrderThatWasKeptIsFulfilledOnce() throws Exception {
        fulfil();
        for (int i = 0; i < 30; i++) {
            order("k-" + i);
        }

        Until.holds("all are fulfilled", () -> fulfilled() == 30);
        Until.holds("nothing is left to send", () -> outbox() == 0);
    }

    @Test
    void ordersOutliveTheBroker() throws Exception {
        broker.kill();
        order("while-it-was-down");
        fulfil();
        assertThat(get("/api/fulfilments/pending")).contains("while-it-was-down");
        broker.startAgain();

        Until.holds("it is fulfilled", () -> fulfilled() == 1);
        assertThat(get("/api/fulfilments/pending")).isEqualTo("{\"pending\":[]}");
    }

    @Test
    void whatWasSentInALostRegionIsListedAndSentAgainInThisOne() throws Exception {
        order("in-flight");
        Until.holds("it was sent", () -> sends("in-flight") == 1);
        postgres.run("update outbox set sent_to = 'singapore'");
        Until.holds("it was sent again", () -> sends("in-flight") == 2);
        fulfil();

        Until.holds("it is fulfilled", () -> fulfilled() == 1);
        Until.holds("nothing is left to send", () -> outbox() == 0);
        assertThat(fulfilled()).isEqualTo(1);
    }

    @Test
    void whatNobodyCanHandleIsSetAsideAndHoldsUpNothing() throws Exception {
        fulfil();
        try (Messages messages = new Messages(Broker.QUEUE);
                Messages dead = new Messages(Broker.DEAD)) {
            messages.send(List.of("poison", "{\"key\":\"no-order\",\"product\":1,\"quantity\":1}"));
            order("good");

            Until.holds("the good one is fulfilled", () -> fulfilled() == 1);
            var bodies = new java.util.TreeSet<String>();
            Until.holds(
                    "both are set aside",
                    () -> {
                        dead.receive().forEach(it -> bodies.add(it.body()));
                        return bodies.size() == 2;
                    });
        }
    }

    /// As a shopper: what was refused or is not known is asked again, with its key.
    private void order(String key) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/api/orders".formatted(orders.port())))
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"key\":\"%s\",\"product\":7,\"quantity\":1}"
                                                .formatted(key)))
                        .build();
        Until.holds("the order " + key + " is kept", () -> Set.of(200, 201).contains(ask(request)));
    }

    private int ask(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException broken) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private String get(String path) throws Exception {
        int port = fulfilment.orElseThrow().port();
        return client.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static long fulfilled() {
        return postgres.number("select count(*) from fulfilments");
    }

    private static long outbox() {
        return postgres.number("select count(*) from outbox");
    }

    private static long sends(String key) {
        return postgres.number(
                "select coalesce(max(sends), 0) from outbox where order_key = '%s'".formatted(key));
    }
}
