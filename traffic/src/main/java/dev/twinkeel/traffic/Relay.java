package dev.twinkeel.traffic;

import dev.twinkeel.traffic.FlowLog.Ending;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// A TCP relay: accepts on one address, connects to a target chosen at that moment, and passes
/// bytes both ways under the [Conditions] of a link.
///
/// Setting up a connection costs one round trip of the link before its first byte leaves, as with
/// TCP. A target that refuses, closes or resets is seen by the client after the one-way delay; a
/// half-close is passed on as one. While the link is cut everything is held, up to a bound a
/// connection, and delivered in order when it heals. What differs from a real network: the kernel
/// accepts and acknowledges at once on this side, so a client's own connect does not fail by a cut,
/// and its retransmission timers do not run.
///
/// Thread-safe.
public final class Relay implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int CONNECTIONS_MAX = 4096;
    private static final Duration OF_LATE = Duration.ofSeconds(10);
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 << 10, 256 << 10);

    /// How a relay reaches its targets.
    ///
    /// @param admits asked before each write, with the target: false resets the connection
    /// @param door asked once a connection, before it is led to a target
    record Options(
            Connecting connecting,
            Holding holding,
            Predicate<InetSocketAddress> admits,
            Door door) {
        static final Options DEFAULT =
                new Options(
                        new Connecting(10_000, 1, Duration.ZERO),
                        new Holding(Duration.ZERO, 0),
                        _ -> true,
                        Door.OPEN);

        /// @param attemptsMax tried before the client is refused; each asks for a target anew
        /// @param patience how long a target that refuses is tried beyond that, since the client
        ///   connected
        record Connecting(int timeoutMillis, int attemptsMax, Duration patience) {}

        /// @param time how long a client without a target waits for one before it is refused
        /// @param clientsMax that may wait at once
        record Holding(Duration time, int clientsMax) {}

        Options attempts(int max, int timeoutMillis) {
            var other = new Connecting(timeoutMillis, max, connecting.patience());
            return new Options(other, holding, admits, door);
        }

        Options patient(Duration patience) {
            var other =
                    new Connecting(connecting.timeoutMillis(), connecting.attemptsMax(), patience);
            return new Options(other, holding, admits, door);
        }

        Options holding(Duration time, int clientsMax) {
            return new Options(connecting, new Holding(time, clientsMax), admits, door);
        }

        Options behind(Door door) {
            return new Options(connecting, holding, admits, door);
        }

        Options admitting(Predicate<InetSocketAddress> admits) {
            return new Options(connecting, holding, admits, door);
        }
    }

    private final Loops loops;
    private final Targets targets;
    private final Conditions conditions;
    private final FlowLog flows;
    private final Options options;
    private final Runnable conditionsListener = this::conditionsChanged;
    private final Set<RelayConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<RelayConnection> held = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong endedBytesThere = new AtomicLong();
    private final AtomicLong endedBytesBack = new AtomicLong();
    private final Channel listener;
    private final InetSocketAddress address;
    private volatile boolean closed;
    private volatile boolean led;
    private volatile long ledNanos;

    private Relay(
            Loops loops,
            InetSocketAddress listen,
            Targets targets,
            Conditions conditions,
            FlowLog flows,
            Options options) {
        this.loops = loops;
        this.targets = targets;
        this.conditions = conditions;
        this.flows = flows;
        this.options = options;
        this.listener = bind(listen);
        this.address = (InetSocketAddress) listener.localAddress();
        conditions.listen(conditionsListener);
    }

    /// Listens at once; port 0 takes a free one.
    ///
    /// @throws UncheckedIOException naming the address when it cannot be bound
    public static Relay listen(
            Loops loops,
            InetSocketAddress listen,
            Targets targets,
            Conditions conditions,
            FlowLog flows) {
        return listen(loops, listen, targets, conditions, flows, Options.DEFAULT);
    }

    /// The same behind a door.
    public static Relay listen(
            Loops loops,
            InetSocketAddress listen,
            Targets targets,
            Conditions conditions,
            FlowLog flows,
            Door door) {
        return listen(loops, listen, targets, conditions, flows, Options.DEFAULT.behind(door));
    }

    /// The same for clients that try a target that refuses again at once, and take a connection
    /// that is reset for something worse: the relay, which has accepted it already, tries for them.
    ///
    /// @param patience since the client connected
    public static Relay listen(
            Loops loops,
            InetSocketAddress listen,
            Targets targets,
            Conditions conditions,
            FlowLog flows,
            Duration patience) {
        return listen(loops, listen, targets, conditions, flows, Options.DEFAULT.patient(patience));
    }

    static Relay listen(
            Loops loops,
            InetSocketAddress listen,
            Targets targets,
            Conditions conditions,
            FlowLog flows,
            Options options) {
        return new Relay(loops, listen, targets, conditions, flows, options);
    }

    public InetSocketAddress address() {
        return address;
    }

    /// Open connections, those included that have not reached their target.
    public int connections() {
        return connections.size();
    }

    /// Connections accepted since the start.
    public long accepted() {
        return accepted.get();
    }

    /// Bytes passed to targets by the connections that ended.
    public long bytesThere() {
        return endedBytesThere.get();
    }

    /// Bytes passed to clients by the connections that ended.
    public long bytesBack() {
        return endedBytesBack.get();
    }

    /// Resets every connection that is open now, without delay: the relay's own decision. New ones
    /// are served as before.
    public void resetAll() {
        for (RelayConnection connection : connections) {
            connection.execute(() -> connection.reset(Ending.RESET_BY_RELAY));
        }
    }

    /// Resets the open connections to such a target.
    void resetIf(Predicate<InetSocketAddress> target) {
        for (RelayConnection connection : connections) {
            connection.execute(
                    () -> {
                        if (connection.targetAddress().filter(target).isPresent()) {
                            connection.reset(Ending.RESET_BY_RELAY);
                        }
                    });
        }
    }

    /// Stops listening and resets every connection.
    @Override
    public void close() {
        closed = true;
        conditions.forget(conditionsListener);
        listener.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        resetAll();
    }

    /// Lets the clients that wait for a target ask again.
    void retryHeld() {
        for (RelayConnection connection : held) {
            connection.execute(connection::establish);
        }
    }

    /// Whether a client without a target may wait for one. It asks again by [#retryHeld] and once
    /// more when its time is over.
    boolean hold(RelayConnection connection, long waitedNanos) {
        long left = options.holding().time().toNanos() - waitedNanos;
        if (left <= 0 || closed) {
            held.remove(connection);
            return false;
        }
        if (held.contains(connection)) {
            return true;
        }
        if (held.size() >= options.holding().clientsMax()) {
            return false;
        }
        held.add(connection);
        connection.after(left, connection::establish);
        return true;
    }

    /// There are targets at this instant.
    void leads() {
        ledNanos = System.nanoTime();
        led = true;
    }

    /// Whether there were targets within the last seconds: a client that has to wait for the next
    /// one is about to get it, and must not wait for the door then.
    boolean ledOfLate() {
        return led && System.nanoTime() - ledNanos < OF_LATE.toNanos();
    }

    void unhold(RelayConnection connection) {
        held.remove(connection);
    }

    void ended(RelayConnection connection, FlowLog.Flow flow) {
        connections.remove(connection);
        held.remove(connection);
        endedBytesThere.addAndGet(flow.bytesThere());
        endedBytesBack.addAndGet(flow.bytesBack());
        flows.ended(flow);
    }

    Loops loops() {
        return loops;
    }

    Targets targets() {
        return targets;
    }

    Conditions conditions() {
        return conditions;
    }

    FlowLog flows() {
        return flows;
    }

    Options options() {
        return options;
    }

    private Channel bind(InetSocketAddress listen) {
        var bound =
                loops.server()
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel client) {
                                        accept(client);
                                    }
                                })
                        .bind(listen)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException(
                    new IOException(
                            "relay: listen on %s:%d: is the port taken by another process?"
                                    .formatted(listen.getHostString(), listen.getPort()),
                            bound.cause()));
        }
        return bound.channel();
    }

    private void accept(SocketChannel client) {
        accepted.incrementAndGet();
        if (closed || client.remoteAddress() == null || connections.size() >= CONNECTIONS_MAX) {
            Sockets.reset(client);
            return;
        }
        RelayConnection connection = new RelayConnection(this, client);
        connections.add(connection);
        connection.start();
    }

    private void conditionsChanged() {
        for (RelayConnection connection : connections) {
            connection.execute(connection::conditionsChanged);
        }
    }
}
