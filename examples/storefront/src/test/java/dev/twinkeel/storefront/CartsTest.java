package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Carts, from HTTP to the requests that the AWS SDK makes of a table.
class CartsTest {
    private static final String CART =
            "{\"id\":\"c-1\",\"lines\":[{\"product\":7,\"quantity\":2},{\"product\":9,\"quantity\":1}]}";

    @TempDir Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private TableWire table;
    private Pod orders;

    @BeforeEach
    void open() throws IOException {
        table = new TableWire();
        orders = orders(Map.of("CARTS_TABLE", TableWire.TABLE));
    }

    @AfterEach
    void close() {
        orders.close();
        table.close();
        client.close();
    }

    private Pod orders(Map<String, String> more) throws IOException {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("HOST", "127.0.0.1");
        variables.put("PORT", "0");
        // Nothing listens there: carts need no database.
        variables.put("ORDERS_DB_HOST", "127.0.0.1");
        variables.put("ORDERS_DB_PORT", "1");
        variables.put("ORDERS_DB_NAME", "orders");
        variables.put("ORDERS_DB_USER", "app");
        variables.put(
                "ORDERS_DB_PASSWORD_FILE",
                Files.writeString(folder.resolve("password"), "none").toString());
        var environment = new Environment(variables);
        return OrdersService.start(environment, environment.listener());
    }

    @Test
    void aCartIsKeptAndFoundAgainAndReplacedWhole() throws Exception {
        assertThat(put("c-1", CART).statusCode()).isEqualTo(200);
        assertThat(ask("GET", "c-1").body()).isEqualTo(CART);

        put("c-1", "{\"lines\":[{\"product\":3,\"quantity\":1}]}");

        assertThat(ask("GET", "c-1").body())
                .isEqualTo("{\"id\":\"c-1\",\"lines\":[{\"product\":3,\"quantity\":1}]}");
    }

    @Test
    void aRemovedCartIsNotThere() throws Exception {
        put("c-1", CART);

        assertThat(ask("DELETE", "c-1").statusCode()).isEqualTo(204);
        assertThat(ask("DELETE", "c-1").statusCode()).isEqualTo(204);
        assertThat(ask("GET", "c-1").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsNoCartIsRefusedWithAReason() throws Exception {
        for (String body :
                List.of(
                        "",
                        "[]",
                        "{}",
                        "{\"lines\":[7]}",
                        "{\"lines\":[{\"product\":7}]}",
                        "{\"lines\":[{\"product\":7,\"quantity\":0}]}")) {
            HttpResponse<String> answer = put("c-1", body);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.body()).as(body).contains("\"outcome\":\"refused\"");
        }
        assertThat(put("a%20b", CART).statusCode()).isEqualTo(400);
        assertThat(table.item("c-1")).isEmpty();
    }

    @Test
    void certainlyNotKeptIs503AndNotKnownIs500() throws Exception {
        table.be(TableWire.Mood.REFUSING);
        HttpResponse<String> refused = put("c-1", CART);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"outcome\":\"refused\"");

        table.be(TableWire.Mood.FORGETFUL);
        HttpResponse<String> unknown = put("c-1", CART);
        assertThat(unknown.statusCode()).isEqualTo(500);
        assertThat(unknown.body()).contains("\"outcome\":\"unknown\"");
        assertThat(table.item("c-1")).isNotEmpty();
    }

    @Test
    void aCartWhoseEndHasComeIsNoneAlsoWhileTheTableHasIt() {
        Instant now = Instant.parse("2030-01-01T00:00:00Z");
        try (var today = new Carts(TableWire.TABLE, Clock.fixed(now, ZoneOffset.UTC));
                var later =
                        new Carts(
                                TableWire.TABLE,
                                Clock.fixed(now.plus(Duration.ofDays(7)), ZoneOffset.UTC))) {
            today.put(new Cart("c-1", List.of(new Cart.Line(7, 1))));

            assertThat(today.find("c-1")).isPresent();
            assertThat(later.find("c-1")).isEmpty();
            assertThat(table.item("c-1").getJsonObject("ttl").getString("N"))
                    .isEqualTo("" + now.plus(Duration.ofDays(7)).getEpochSecond());
        }
    }

    @Test
    void withoutATableThereAreNoCarts() throws Exception {
        orders.close();
        orders = orders(Map.of());

        assertThat(put("c-1", CART).statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> put(String id, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(cart(id)).PUT(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> ask(String method, String id) throws Exception {
        return client.send(
                HttpRequest.newBuilder(cart(id)).method(method, BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
    }

    private URI cart(String id) {
        return URI.create("http://127.0.0.1:%d/api/carts/%s".formatted(orders.port(), id));
    }
}
