package dev.twinkeel.traffic;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A balancer node of a zone: an HTTP/1.1 reverse proxy that leads requests by host and path to
/// healthy targets, those of its own zone first.
///
/// A request is tried on one other target when the first could not be reached, or, when repeating
/// it is harmless (GET, HEAD, OPTIONS, PUT, DELETE), when the connection broke before an answer. A
/// POST that may have been sent is never sent again. Codes made here are ALB's: 502 for a target
/// that resets or talks nonsense, 503 for a group without targets, 504 for one that is late.
///
/// Thread-safe.
public final class Balancer implements AutoCloseable {
    private static final long START_SECONDS_MAX = 20;

    private final BalancerConfig config;
    private final AccessLog log;
    private final FlowLog flows;
    private final Door door;
    private final Vertx vertx;
    private final Map<String, Group> groups = new ConcurrentHashMap<>();
    private final Counters counters = new Counters();
    private final Queue<BalancerNode> nodes = new ConcurrentLinkedQueue<>();
    private volatile Routes routes = Routes.of(List.of());
    private volatile int port;
    private volatile boolean stopping;
    private volatile Optional<Farewell> farewell = Optional.empty();

    private Balancer(BalancerConfig config, AccessLog log, FlowLog flows, Door door) {
        this.config = config;
        this.log = log;
        this.flows = flows;
        this.door = door;
        this.vertx =
                Vertx.builder()
                        .with(
                                new VertxOptions()
                                        .setEventLoopPoolSize(config.loops())
                                        .setWorkerPoolSize(1)
                                        .setInternalBlockingPoolSize(1)
                                        .setUseDaemonThread(true)
                                        .setFileSystemOptions(
                                                new FileSystemOptions()
                                                        .setFileCachingEnabled(false)
                                                        .setClassPathResolvingEnabled(false)))
                        .withTransport(transport())
                        .build();
    }

    /// Listens at once; port 0 takes a free one.
    ///
    /// @throws UncheckedIOException naming the address when it cannot be bound
    public static Balancer start(BalancerConfig config, AccessLog log) {
        return start(config, log, FlowLog.NONE, Door.OPEN);
    }

    /// The same, where only some may come in, and connections are told of.
    public static Balancer start(BalancerConfig config, AccessLog log, FlowLog flows, Door door) {
        Balancer balancer = new Balancer(config, log, flows, door);
        try {
            balancer.deploy();
            return balancer;
        } catch (ExecutionException | TimeoutException e) {
            balancer.await(balancer.vertx.close());
            throw new UncheckedIOException(
                    new IOException(
                            "balancer: listen on %s:%d: is the port taken by another process?"
                                    .formatted(
                                            config.listen().getHostString(),
                                            config.listen().getPort()),
                            e));
        }
    }

    /// Listens for TLS too, at once; port 0 takes a free one. Everything else is as without.
    ///
    /// @return where it listens
    /// @throws UncheckedIOException naming the address when it cannot be bound
    public synchronized InetSocketAddress secure(
            InetSocketAddress listen, Certificates certificates) {
        try {
            int bound = listen.getPort();
            for (BalancerNode node : nodes) {
                bound = finished(node.secure(listen, certificates));
            }
            return new InetSocketAddress(listen.getAddress(), bound);
        } catch (ExecutionException | TimeoutException e) {
            throw new UncheckedIOException(
                    new IOException(
                            "balancer: listen for TLS on %s:%d: is the port taken by another process?"
                                    .formatted(listen.getHostString(), listen.getPort()),
                            e));
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(config.listen().getAddress(), port);
    }

    /// Adds a target group, or changes the settings of the one with the same name: then its targets
    /// are taken over and checked anew.
    public synchronized void group(TargetGroup settings) {
        Group next = new Group(settings);
        Group before = groups.put(settings.name(), next);
        if (before != null) {
            before.members().stream()
                    .filter(member -> !member.draining())
                    .forEach(member -> next.add(member.target()));
            before.close();
        }
    }

    /// Replaces all rules at once.
    public void routes(List<Route> routes) {
        this.routes = Routes.of(routes);
    }

    /// Adds a target; it gets requests once its first check has passed. Adding it again changes
    /// nothing, unless its address or zone differ: then it is replaced.
    ///
    /// @throws IllegalArgumentException when there is no such group
    public synchronized void add(String group, Target target) {
        known(group).add(target);
    }

    /// Takes a target out: no new requests, and what is in flight may finish for the group's drain
    /// time. A target that is not there is no trouble.
    ///
    /// @throws IllegalArgumentException when there is no such group
    public synchronized void remove(String group, String target) {
        known(group).remove(target);
    }

    /// @throws IllegalArgumentException when there is no such group
    public List<TargetStatus> targets(String group) {
        return known(group).members().stream().map(Member::status).toList();
    }

    /// Sees the clients off, evenly over that time: each connection is closed after one of its
    /// answers, so no request fails by it. Who comes again is seen off again. Asked twice, the
    /// first time counts.
    public synchronized void seeOff(Duration over) {
        if (farewell.isEmpty()) {
            farewell = Optional.of(new Farewell(System.nanoTime(), over.toNanos()));
        }
    }

    /// Ends what [#seeOff] began.
    public void welcome() {
        farewell = Optional.empty();
    }

    /// Whether every group that a route names has a healthy target, and the node is not stopping.
    public boolean healthy() {
        return !stopping
                && routes.ordered().stream()
                        .map(route -> groups.get(route.group()))
                        .allMatch(group -> group != null && group.healthy());
    }

    /// Counters by their Prometheus name, labels included.
    public Map<String, Long> metrics() {
        return counters.all();
    }

    /// Stops accepting, lets what is in flight finish for the drain time, then ends the rest.
    @Override
    public synchronized void close() {
        if (stopping) {
            return;
        }
        stopping = true;
        List<Future<Void>> drained =
                nodes.stream().map(node -> node.drain(config.timeouts().drain())).toList();
        await(Future.join(drained));
        await(vertx.close());
        groups.values().forEach(Group::close);
    }

    BalancerConfig config() {
        return config;
    }

    Counters counters() {
        return counters;
    }

    AccessLog log() {
        return log;
    }

    FlowLog flows() {
        return flows;
    }

    Door door() {
        return door;
    }

    /// Whether a connection is to be closed after its next answer.
    boolean leaves(int clientPort) {
        return stopping
                || farewell.filter(it -> it.reached(clientPort, System.nanoTime())).isPresent();
    }

    /// The group of a request; empty when no route leads anywhere.
    Optional<Group> groupFor(String authority, String path) {
        return routes.group(authority, path).map(groups::get);
    }

    void forgetDrained() {
        groups.values().forEach(Group::forgetDrained);
    }

    /// Several loops on port 0 share one free port: Vert.x wants it negative then.
    int portToBind() {
        int wanted = config.listen().getPort();
        return wanted == 0 && config.loops() > 1 ? -1 : wanted;
    }

    void bound(int port) {
        this.port = port;
    }

    private void deploy() throws ExecutionException, TimeoutException {
        for (int i = 0; i < config.loops(); i++) {
            BalancerNode node = new BalancerNode(this, config);
            nodes.add(node);
            String _ = finished(vertx.deployVerticle(node, new DeploymentOptions()));
        }
    }

    private static <T> T finished(Future<T> future) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        }
    }

    /// Waits for what is bounded by itself, and a little longer.
    private void await(Future<?> future) {
        try {
            Object _ =
                    future.otherwiseEmpty()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(
                                    config.timeouts().drain().toSeconds() + START_SECONDS_MAX,
                                    TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            System.getLogger(Balancer.class.getName())
                    .log(System.Logger.Level.WARNING, "stop the balancer on port " + port, e);
        }
    }

    private Group known(String group) {
        Group known = groups.get(group);
        if (known == null) {
            throw new IllegalArgumentException(
                    "balancer: no target group %s; there are %s".formatted(group, groups.keySet()));
        }
        return known;
    }

    private static Transport transport() {
        Transport epoll = Transport.EPOLL;
        return epoll != null && epoll.available() ? epoll : Transport.NIO;
    }
}
