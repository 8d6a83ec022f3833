package dev.twinkeel.storefront;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/// The wire of a table, for the AWS SDK of this JVM: what DynamoDB says to the three requests that
/// the storefront makes. The twin's engine of tables is fetched by its user only, so no build has
/// it.
final class TableWire implements AutoCloseable {
    static final String TABLE = "storefront-carts";

    /// How it answers.
    enum Mood {
        WELL,
        /// Refuses each request, as where there is no such table.
        REFUSING,
        /// Keeps what is put and answers that it failed.
        FORGETFUL
    }

    private final HttpServer server;
    private final Map<String, JsonObject> items = new ConcurrentHashMap<>();
    private volatile Mood mood = Mood.WELL;

    TableWire() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException failed) {
            throw new UncheckedIOException("listen as a table, for a test", failed);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        System.setProperty(
                "aws.endpointUrlDynamoDb", "http://127.0.0.1:" + server.getAddress().getPort());
        System.setProperty("aws.region", "ap-south-1");
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    void be(Mood next) {
        mood = next;
    }

    /// The attributes of an item, in DynamoDB's JSON.
    JsonObject item(String id) {
        return items.getOrDefault(id, JsonObject.EMPTY_JSON_OBJECT);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange;
                var reader = Json.createReader(exchange.getRequestBody())) {
            JsonObject asked = reader.readObject();
            String action = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            if (mood == Mood.REFUSING || !asked.getString("TableName").equals(TABLE)) {
                answer(
                        exchange,
                        400,
                        "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException\","
                                + "\"message\":\"no such table\"}");
                return;
            }
            String answer = act(action, asked);
            if (mood == Mood.FORGETFUL) {
                answer(exchange, 500, "{\"__type\":\"InternalServerError\"}");
            } else {
                answer(exchange, 200, answer);
            }
        }
    }

    private String act(String action, JsonObject asked) {
        return switch (action) {
            case "DynamoDB_20120810.PutItem" -> {
                JsonObject item = asked.getJsonObject("Item");
                items.put(id(item), item);
                yield "{}";
            }
            case "DynamoDB_20120810.GetItem" -> {
                JsonObject item = items.get(id(asked.getJsonObject("Key")));
                yield item == null ? "{}" : "{\"Item\":" + item + "}";
            }
            case "DynamoDB_20120810.DeleteItem" -> {
                items.remove(id(asked.getJsonObject("Key")));
                yield "{}";
            }
            default -> throw new IllegalArgumentException(action);
        };
    }

    private static String id(JsonObject key) {
        return key.getJsonObject("id").getString("S");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
