package dev.twinkeel.stores.buckets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/// Tells of replication: `GET /status` the figures, `GET /pending` the first keys that wait, `GET
/// /overtaken` the last writes that came late; and of access keys: `GET /keys` which were used, and
/// how many milliseconds ago.
final class StatusFace implements AutoCloseable {
    private static final int PENDING_MOST = 1000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;

    StatusFace(
            BucketsConfig.Endpoint at,
            Backlog backlog,
            Optional<Replicator> replicator,
            Overtaken overtaken,
            Access access)
            throws IOException {
        server = HttpServer.create(new InetSocketAddress(at.host(), at.port()), 16);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/status",
                exchange ->
                        answer(
                                exchange,
                                replicator.<Object>map(Replicator::state).orElse(Map.of())));
        server.createContext("/overtaken", exchange -> answer(exchange, overtaken.list()));
        server.createContext("/keys", exchange -> answer(exchange, access.used()));
        server.createContext(
                "/pending",
                exchange ->
                        answer(
                                exchange,
                                backlog.pending(PENDING_MOST).stream()
                                        .map(StatusFace::told)
                                        .toList()));
        server.start();
    }

    private static Map<String, Object> told(Change change) {
        return Map.of(
                "number",
                change.number(),
                "bucket",
                change.bucket(),
                "key",
                change.key(),
                "at",
                change.at().toString());
    }

    private static void answer(HttpExchange exchange, Object value) throws IOException {
        byte[] body = JSON.writeValueAsBytes(value);
        exchange.getResponseHeaders().put("content-type", List.of("application/json"));
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
