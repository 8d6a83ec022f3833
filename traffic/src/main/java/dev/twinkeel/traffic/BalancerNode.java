package dev.twinkeel.traffic;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A balancer's share on one event loop: a listener, a pool of connections to targets, and the
/// requests in flight.
final class BalancerNode extends VerticleBase {
    /// How exactly deadlines of requests and drains are kept.
    private static final long SWEEP_MILLIS = 50;

    /// Kept connections to a target: Node's servers close theirs after five seconds.
    private static final int KEEP_ALIVE_SECONDS = 3;

    private static final int WAITING_MAX = 1024;

    /// The listener's port, of a connection that came by TLS.
    private static final AttributeKey<Integer> SECURE_PORT =
            AttributeKey.valueOf(BalancerNode.class, "secure-port");

    private final Balancer balancer;
    private final BalancerConfig config;
    private final Set<Exchange> exchanges = new HashSet<>();
    private final Set<HttpConnection> clients = new HashSet<>();
    private final Set<HttpServer> servers = ConcurrentHashMap.newKeySet();
    private @Nullable HttpClientAgent client;
    private boolean stopping;

    BalancerNode(Balancer balancer, BalancerConfig config) {
        this.balancer = balancer;
        this.config = config;
    }

    @Override
    public Future<?> start() {
        client =
                vertx.httpClientBuilder()
                        .with(clientOptions())
                        .with(
                                new PoolOptions()
                                        .setHttp1MaxSize(config.limits().connectionsPerTarget())
                                        .setMaxWaitQueueSize(WAITING_MAX))
                        .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
                        .build();
        vertx.setPeriodic(SWEEP_MILLIS, _ -> sweep());
        return listen(
                        serverOptions(config.listen().getHostString(), balancer.portToBind()),
                        this::connected)
                .onSuccess(balancer::bound);
    }

    /// Another listener, whose connections are encrypted. Called from any thread.
    Future<Integer> secure(InetSocketAddress listen, Certificates certificates) {
        Promise<Integer> bound = Promise.promise();
        context.runOnContext(
                _ ->
                        listen(
                                        serverOptions(listen.getHostString(), listen.getPort()),
                                        connection -> {
                                            connected(connection);
                                            secured(connection, certificates);
                                        })
                                .onComplete(bound));
        return bound.future();
    }

    private static void secured(HttpConnection connection, Certificates certificates) {
        Channel channel = ((ConnectionBase) connection).channel();
        // A connection that has gone already has no address, and brings no request.
        if (channel.localAddress() instanceof InetSocketAddress listener) {
            channel.attr(SECURE_PORT).set(listener.getPort());
        }
        channel.pipeline().addFirst("tls", certificates.handler());
    }

    /// The port of the listener for TLS by which a request came; null when it came without TLS.
    static @Nullable Integer securePort(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel().attr(SECURE_PORT).get();
    }

    private Future<Integer> listen(HttpServerOptions options, Handler<HttpConnection> connected) {
        HttpServer listening = vertx.createHttpServer(options);
        servers.add(listening);
        return listening
                .connectionHandler(connected)
                .requestHandler(request -> new Exchange(balancer, this, request).start())
                .invalidRequestHandler(this::refuse)
                .exceptionHandler(_ -> {})
                .listen()
                .map(HttpServer::actualPort);
    }

    HttpClient client() {
        return Objects.requireNonNull(client);
    }

    void begin(Exchange exchange) {
        exchanges.add(exchange);
    }

    void finish(Exchange exchange) {
        exchanges.remove(exchange);
    }

    boolean stopping() {
        return stopping;
    }

    private void connected(HttpConnection connection) {
        if (clients.size() >= config.limits().connectionsMax()) {
            balancer.counters().add("twinkeel_refused_connections_total", 1);
            connection.close();
            return;
        }
        clients.add(connection);
        connection.closeHandler(_ -> clients.remove(connection));
        // A reset is told to the exchange it ends; Vert.x would log it too.
        connection.exceptionHandler(_ -> {});
        Channel channel = ((ConnectionBase) connection).channel();
        new FramingGuard(config).install(channel);
        if (channel instanceof SocketChannel socket) {
            Entrance.stand(balancer.door(), balancer.flows(), socket);
        }
    }

    static @Nullable FramingGuard guard(HttpServerRequest request) {
        return FramingGuard.of(((ConnectionBase) request.connection()).channel());
    }

    private void refuse(HttpServerRequest request) {
        FramingGuard guard = guard(request);
        new Exchange(balancer, this, request).refuse(guard == null ? 400 : guard.status());
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Exchange exchange : Set.copyOf(exchanges)) {
            exchange.checkTime(now);
        }
        balancer.forgetDrained();
    }

    /// Stops accepting and waits for what is in flight, as long as that is.
    Future<Void> drain(Duration time) {
        stopping = true;
        // Idle connections end now, busy ones after their answer.
        List<Future<Void>> ended =
                servers.stream()
                        .map(it -> it.shutdown(time.toMillis(), TimeUnit.MILLISECONDS))
                        .toList();
        return Future.join(ended).mapEmpty();
    }

    private HttpServerOptions serverOptions(String host, int port) {
        long idle =
                Math.max(
                        config.timeouts().idle().toMillis(),
                        config.timeouts().request().toMillis() + 5000);
        return new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setTcpNoDelay(true)
                .setAcceptBacklog(1024)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(false)
                .setMaxInitialLineLength(config.limits().requestLineBytes() + 64)
                .setMaxHeaderSize(config.limits().headersBytes() + 64)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) Math.min(idle, Integer.MAX_VALUE));
    }

    private HttpClientOptions clientOptions() {
        return new HttpClientOptions()
                .setTcpNoDelay(true)
                .setKeepAlive(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(config.limits().headersBytes())
                .setMaxInitialLineLength(config.limits().requestLineBytes())
                .setConnectTimeout((int) config.timeouts().connect().toMillis());
    }
}
