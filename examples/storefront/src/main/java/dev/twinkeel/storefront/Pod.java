package dev.twinkeel.storefront;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// What every service is: an HTTP server with health and metrics, stopped politely by SIGTERM.
///
/// `/health/ready` says that this process can serve. It does not ask the database: a balancer that
/// took every pod out because their one database is away would turn "orders pause, the shop can be
/// browsed" into "nothing answers", and would need its healthy count again before the first order
/// after a failover. Orders that cannot be kept are refused one by one, with 503.
final class Pod implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long BODY_BYTES_MOST = 16 * 1024;

    private final WebServer server;
    private final List<Part> parts;
    private volatile boolean stopping;

    /// Listens at once; throws when the address is taken. Closes its parts, in their order, after
    /// the last request.
    Pod(
            String service,
            Environment.Listener listener,
            HttpRouting.Builder routes,
            List<? extends Part> parts) {
        this.parts = List.copyOf(parts);
        var metrics = new Metrics(service);
        var admission = new Admission();
        routes.addFilter(
                (chain, _, response) -> {
                    long start = System.nanoTime();
                    try {
                        chain.proceed();
                    } finally {
                        metrics.count(response.status().code(), System.nanoTime() - start);
                    }
                });
        routes.addFilter((chain, request, response) -> admit(admission, chain, request, response));
        routes.get("/health/ready", (_, response) -> health(response));
        routes.get("/health/live", (_, response) -> response.send("live\n"));
        routes.get("/metrics", (_, response) -> response.send(metrics.text()));
        server =
                WebServer.builder()
                        .host(listener.host())
                        .port(listener.port())
                        .maxPayloadSize(BODY_BYTES_MOST)
                        .shutdownGracePeriod(GRACE)
                        .shutdownHook(false)
                        .routing(routes)
                        .build()
                        .start();
    }

    int port() {
        return server.port();
    }

    /// What its users ask for; whoever looks after it is always let in. Not 503: a balancer would
    /// take that for a pod that is broken, and give its requests to the others.
    private static void admit(
            Admission admission,
            FilterChain chain,
            RoutingRequest request,
            RoutingResponse response) {
        if (!request.path().path().startsWith("/api/")) {
            chain.proceed();
            return;
        }
        if (!admission.enter()) {
            response.header(HeaderNames.RETRY_AFTER, "1");
            json(
                    response,
                    Status.TOO_MANY_REQUESTS_429,
                    Json.problem("refused", "too many requests at once; try again"));
            return;
        }
        long start = System.nanoTime();
        try {
            chain.proceed();
        } finally {
            int status = response.status().code();
            admission.leave(start, System.nanoTime(), status >= 200 && status < 300);
        }
    }

    private void health(ServerResponse response) {
        response.status(stopping ? Status.SERVICE_UNAVAILABLE_503 : Status.OK_200)
                .send(stopping ? "stopping\n" : "ready\n");
    }

    /// Takes no new connection, finishes the requests in flight, then lets go of what it used.
    @Override
    public void close() {
        stopping = true;
        server.stop();
        parts.forEach(Part::close);
    }

    static void json(ServerResponse response, Status status, byte[] body) {
        response.status(status).header(HeaderNames.CONTENT_TYPE, "application/json").send(body);
    }

    /// Runs a service until SIGTERM. Wrong settings: one line that names all of them, and exit 2.
    static void run(String service, Builder builder) {
        run(service, builder, (_, _) -> WarmUp.none());
    }

    /// @param warmUp what it does by itself at first, to be fast for its users
    static void run(String service, Builder builder, WarmUp.Maker warmUp) {
        quiet();
        var environment = new Environment(System.getenv());
        Environment.Listener listener = environment.listener();
        try {
            Pod pod = builder.build(environment, listener);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service, pod)));
            System.err.printf("%s: listening on %s:%d%n", service, listener.host(), pod.port());
            var address = new InetSocketAddress(listener.host(), pod.port());
            warmUp.of(environment, address).start();
        } catch (WrongSettings wrong) {
            System.err.printf(
                    "%s: cannot start: %s. Set them, or let twinkeel start it.%n",
                    service, wrong.getMessage());
            System.exit(2);
        } catch (RuntimeException failed) {
            System.err.printf(
                    "%s: cannot listen on %s:%d: %s. Stop what uses it, or set another PORT.%n",
                    service, listener.host(), listener.port(), cause(failed));
            System.exit(1);
        }
    }

    /// Throws unless everything that was asked of the environment was there.
    static void check(Environment environment) {
        if (!environment.problems().isEmpty()) {
            throw new WrongSettings(String.join(", ", environment.problems()));
        }
    }

    private static void stop(String service, Pod pod) {
        try {
            pod.close();
            System.err.printf("%s: stopped%n", service);
        } catch (RuntimeException failed) {
            System.err.printf("%s: stopped, not cleanly: %s%n", service, failed);
        }
    }

    private static String cause(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last.toString();
    }

    /// One line a record, and silence from libraries that tell of every lost connection.
    private static void quiet() {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n");
        Logger.getLogger("").setLevel(Level.WARNING);
        POOL.setLevel(Level.OFF);
    }

    /// Held, because the log manager lets go of a logger that nobody holds, and its level with it.
    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");

    /// Makes a service of its settings.
    interface Builder {
        Pod build(Environment environment, Environment.Listener listener);
    }

    private static final class WrongSettings extends RuntimeException {
        WrongSettings(String problems) {
            super(problems);
        }
    }
}
