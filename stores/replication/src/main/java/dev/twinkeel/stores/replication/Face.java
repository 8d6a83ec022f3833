package dev.twinkeel.stores.replication;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Where a region's replicators are asked over HTTP, by the other region's and by the host:
///
/// - `GET /status` every replicator's status
/// - `GET /conflicts` the latest versions that were overwritten
/// - `POST /pause`, `POST /resume` all of them
/// - `POST /<kind>/<name>/<what>` one replicator, by its other half
final class Face implements AutoCloseable {
    /// Of the conflicts that are listed; each has the whole lost item.
    private static final int CONFLICTS = 1_000;

    private static final int BODY_BYTES_MAX = 64 << 20;

    private static final System.Logger LOG = System.getLogger(Face.class.getName());

    private final HttpServer server;
    private final ExecutorService threads;
    private final List<Replicator> replicators;

    private Face(HttpServer server, ExecutorService threads, List<Replicator> replicators) {
        this.server = server;
        this.threads = threads;
        this.replicators = replicators;
    }

    static Face open(String host, int port, List<Replicator> replicators) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 64);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Face face = new Face(server, threads, replicators);
        server.setExecutor(threads);
        server.createContext("/", face::handle);
        server.start();
        return face;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX);
            try {
                send(exchange, 200, answer(exchange.getRequestURI().getPath(), body));
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "answer " + exchange.getRequestURI(), e);
                send(exchange, 503, json(Map.of("reason", String.valueOf(e.getMessage()))));
            }
        }
    }

    private byte[] answer(String path, byte[] body) throws Exception {
        String[] parts = path.substring(1).split("/", 3);
        return switch (parts[0]) {
            case "status" -> json(replicators.stream().map(Replicator::status).toList());
            case "conflicts" ->
                    json(
                            replicators.stream()
                                    .flatMap(it -> it.conflicts(CONFLICTS).stream())
                                    .toList());
            case "pause", "resume" -> {
                replicators.forEach(it -> it.pause(parts[0].equals("pause")));
                yield json(Map.of("paused", parts[0].equals("pause")));
            }
            default -> {
                if (parts.length < 3) {
                    throw new IllegalArgumentException("nothing is at " + path);
                }
                yield find(parts[0], parts[1]).answer(parts[2], body);
            }
        };
    }

    private Replicator find(String kind, String name) {
        Optional<Replicator> found =
                replicators.stream()
                        .filter(it -> it.kind().equals(kind) && it.name().equals(name))
                        .findFirst();
        return found.orElseThrow(
                () ->
                        new IllegalArgumentException(
                                "no %s \"%s\" is replicated here".formatted(kind, name)));
    }

    static byte[] json(Object value) throws IOException {
        return ReplicationConfig.JSON.writeValueAsBytes(value);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
