package dev.twinkeel.drill;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/// An HTTP server that stores the body of every POST, and that can be stopped and started again on
/// its port.
final class Shop implements AutoCloseable {
    private final Predicate<String> store;
    private final String host;
    private ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private final int port;

    /// @param store false when it cannot be stored, which is answered with 503
    Shop(String host, int port, Predicate<String> store) throws IOException {
        this.host = host;
        this.store = store;
        server = listen(port);
        this.port = server.getAddress().getPort();
    }

    private HttpServer listen(int at) throws IOException {
        threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpServer started = HttpServer.create(new InetSocketAddress(host, at), 256);
        started.createContext("/", this::serve);
        started.setExecutor(threads);
        started.start();
        return started;
    }

    int port() {
        return port;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status = 200;
            if (exchange.getRequestMethod().equals("POST")) {
                status = store.test(body) ? 201 : 503;
            }
            byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /// Every connection breaks and new ones are refused. What is being stored is stored to its end:
    /// an interrupted thread would close the session with the database that it uses.
    void stop() {
        server.stop(0);
        threads.shutdown();
    }

    void start() throws IOException {
        server = listen(port);
    }

    @Override
    public void close() {
        stop();
    }
}
