package dev.twinkeel.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The small HTTP interface that a process of the twin shows to the others: JSON in, JSON out, one
/// virtual thread a request.
public final class HttpFace implements AutoCloseable {
    /// Requests are small commands; anything larger is refused.
    private static final int BODY_LIMIT_BYTES = 1 << 20;

    private static final System.Logger LOG = System.getLogger(HttpFace.class.getName());

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// What a request asks.
    ///
    /// @param path the whole path, starting with a slash
    /// @param body a missing node when the request has none
    public record Asked(
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            JsonNode body) {
        /// The path's part of that number, counted from 0; empty when there are fewer.
        public String part(int index) {
            String[] parts = path.substring(1).split("/", -1);
            return index < parts.length ? parts[index] : "";
        }
    }

    /// What is answered; the body is written as JSON.
    public record Answer(int status, Object body) {
        public static Answer ok(Object body) {
            return new Answer(200, body);
        }

        public static Answer accepted(String reason) {
            return new Answer(202, Map.of("reason", reason));
        }

        public static Answer refused(String reason) {
            return new Answer(409, Map.of("reason", reason));
        }

        public static Answer missing(String reason) {
            return new Answer(404, Map.of("reason", reason));
        }
    }

    /// Answers one request; it may block.
    public interface Handler {
        Answer handle(Asked asked) throws Exception;
    }

    private HttpFace(HttpServer server) {
        this.server = server;
    }

    /// Listens at once.
    ///
    /// @throws UncheckedIOException naming the address when it is taken
    public static HttpFace listen(Address address, Handler handler) {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(address.host(), address.port()), 128);
            HttpFace face = new HttpFace(server);
            server.setExecutor(face.threads);
            server.createContext("/", exchange -> serve(exchange, handler));
            server.start();
            return face;
        } catch (IOException e) {
            throw new UncheckedIOException("listen on " + address + ": is the port taken?", e);
        }
    }

    public Address address() {
        return new Address(server.getAddress().getHostString(), server.getAddress().getPort());
    }

    private static void serve(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = handler.handle(read(exchange));
            } catch (IllegalArgumentException e) {
                answer = new Answer(400, Map.of("reason", String.valueOf(e.getMessage())));
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "answer " + exchange.getRequestURI(), e);
                answer = new Answer(500, Map.of("reason", e.toString()));
            }
            byte[] bytes = Json.write(answer.body()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static Asked read(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(BODY_LIMIT_BYTES + 1);
        if (bytes.length > BODY_LIMIT_BYTES) {
            throw new IllegalArgumentException(
                    "a request's body is limited to " + BODY_LIMIT_BYTES + " bytes");
        }
        URI uri = exchange.getRequestURI();
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) ->
                                headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return new Asked(
                exchange.getRequestMethod(),
                uri.getPath(),
                query(uri.getRawQuery()),
                headers,
                Json.mapper().readTree(bytes));
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw == null) {
            return query;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.put(
                    URLDecoder.decode(name, StandardCharsets.UTF_8),
                    URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
