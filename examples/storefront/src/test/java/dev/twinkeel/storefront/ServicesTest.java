package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServicesTest {
    private static Postgres postgres;

    private final HttpClient client = HttpClient.newHttpClient();
    private Relay writer;
    private Relay reader;
    private Pod orders;
    private Pod catalog;

    @BeforeAll
    static void start() {
        postgres = new Postgres();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void open() {
        writer = new Relay(postgres.port());
        reader = new Relay(postgres.port());
        Map<String, String> variables = new HashMap<>();
        variables.put("HOST", "127.0.0.1");
        variables.put("PORT", "0");
        Environment.Target target = postgres.target();
        variables.put("ORDERS_DB_HOST", "127.0.0.1");
        variables.put("ORDERS_DB_PORT", "" + writer.port());
        variables.put("ORDERS_DB_READ_HOST", "127.0.0.1");
        variables.put("ORDERS_DB_READ_PORT", "" + reader.port());
        variables.put("ORDERS_DB_NAME", target.name());
        variables.put("ORDERS_DB_USER", target.user());
        variables.put("ORDERS_DB_PASSWORD_FILE", target.passwordFile().toString());
        var environment = new Environment(variables);
        orders = OrdersService.start(environment, environment.listener());
        catalog = CatalogService.start(environment, environment.listener());
    }

    @AfterEach
    void close() {
        orders.close();
        catalog.close();
        client.close();
        writer.close();
        reader.close();
        postgres.run("truncate orders cascade");
    }

    @Test
    void anOrderIs201AndTheSameKeyAgainIs200WithTheSameBody() throws Exception {
        HttpResponse<String> first = order("{\"key\":\"k\",\"product\":7,\"quantity\":2}");
        HttpResponse<String> second = order("{\"key\":\"k\",\"product\":7,\"quantity\":2}");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(get(orders, "/api/orders/k").body()).isEqualTo(first.body());
        assertThat(get(orders, "/api/orders/none").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsNoOrderIsRefusedWithAReason() throws Exception {
        String[] wrong = {
            "",
            "{",
            "[]",
            "{}",
            "{\"key\":7,\"product\":7,\"quantity\":2}",
            "{\"key\":\"a b\",\"product\":7,\"quantity\":2}",
            "{\"key\":\"k\",\"product\":7,\"quantity\":0}",
            "{\"key\":\"k\",\"product\":7.5,\"quantity\":1}",
            "{\"key\":\"k\",\"product\":99999999999,\"quantity\":1}"
        };
        for (String body : wrong) {
            HttpResponse<String> answer = order(body);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.body()).as(body).contains("\"outcome\":\"refused\"");
        }
        assertThat(order("{\"key\":\"k\",\"product\":77777,\"quantity\":1}").statusCode())
                .isEqualTo(404);
        postgres.run("update products set stock = 1 where id = 9");
        assertThat(order("{\"key\":\"k\",\"product\":9,\"quantity\":2}").statusCode())
                .isEqualTo(409);
        assertThat(order("{\"key\":\"k\",\"product\":9,\"quantity\":1}").statusCode())
                .isEqualTo(201);
        assertThat(order("{\"key\":\"k\",\"product\":8,\"quantity\":1}").statusCode())
                .isEqualTo(422);
    }

    @Test
    void certainlyNotKeptIs503AndNotKnownIs500() throws Exception {
        writer.shut();
        HttpResponse<String> refused = order("{\"key\":\"k-1\",\"product\":7,\"quantity\":1}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body()).contains("\"outcome\":\"refused\"");
        assertThat(get(orders, "/api/orders/k-1").statusCode()).isEqualTo(503);

        writer.open();
        writer.strike(Relay.Commit.ANSWER_IS_LOST, /* staysOpen= */ false);
        HttpResponse<String> unknown = order("{\"key\":\"k-2\",\"product\":7,\"quantity\":1}");
        assertThat(unknown.statusCode()).isEqualTo(500);
        assertThat(unknown.body()).contains("\"outcome\":\"unknown\"");
    }

    @Test
    void aPodIsReadyWithoutItsDatabase() throws Exception {
        writer.shut();
        reader.shut();

        for (Pod pod : new Pod[] {orders, catalog}) {
            assertThat(get(pod, "/health/ready").statusCode()).isEqualTo(200);
            assertThat(get(pod, "/health/live").statusCode()).isEqualTo(200);
        }
        assertThat(get(catalog, "/api/products").statusCode()).isEqualTo(503);
        assertThat(get(catalog, "/metrics").body())
                .contains("http_requests_total{service=\"catalog\",status=\"503\"} 1");
    }

    @Test
    void productsComeFromTheReplicaAndFromThePrimaryWhenThereIsNone() throws Exception {
        HttpResponse<String> product = get(catalog, "/api/products/1");
        assertThat(product.headers().firstValue("X-Read-From")).contains("replica");
        assertThat(get(catalog, "/api/products?limit=3").body())
                .contains(product.body())
                .contains("\"id\":3")
                .doesNotContain("\"id\":4");

        reader.shut();

        HttpResponse<String> after = get(catalog, "/api/products/1");
        assertThat(after.headers().firstValue("X-Read-From")).contains("primary");
        assertThat(after.body()).isEqualTo(product.body());
        assertThat(get(catalog, "/api/products/77777").statusCode()).isEqualTo(404);
        assertThat(get(catalog, "/api/products/x").statusCode()).isEqualTo(404);
        assertThat(get(catalog, "/api/products?limit=x").statusCode()).isEqualTo(400);

        reader.open();

        Until.holds("the replica is used again", () -> readFrom().equals("replica"));
    }

    private String readFrom() {
        try {
            return get(catalog, "/api/products/1").headers().firstValue("X-Read-From").orElse("");
        } catch (IOException | InterruptedException _) {
            return "";
        }
    }

    @Test
    void aRequestInFlightIsFinishedBeforeThePodIsGone() throws Exception {
        try (Connection holder = postgres.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from products where id = 7 for update");
            CompletableFuture<HttpResponse<String>> answer =
                    client.sendAsync(
                            placing("{\"key\":\"k\",\"product\":7,\"quantity\":1}"),
                            BodyHandlers.ofString());
            Until.holds("the order waits for the product", ServicesTest::orderWaits);

            CompletableFuture<Void> closing = CompletableFuture.runAsync(orders::close);
            Until.holds("the pod takes no more connections", this::refusesConnections);
            release(holder);

            assertThat(answer.get().statusCode()).isEqualTo(201);
            closing.get();
        }
    }

    private static void release(Connection holder) throws SQLException {
        holder.rollback();
    }

    private static boolean orderWaits() {
        return postgres.number("select count(*) from pg_locks where not granted") > 0;
    }

    private boolean refusesConnections() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), orders.port())) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private HttpResponse<String> order(String body) throws IOException, InterruptedException {
        return client.send(placing(body), BodyHandlers.ofString());
    }

    private HttpRequest placing(String body) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/api/orders".formatted(orders.port())))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> get(Pod pod, String path)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d%s".formatted(pod.port(), path)))
                        .build(),
                BodyHandlers.ofString());
    }
}
