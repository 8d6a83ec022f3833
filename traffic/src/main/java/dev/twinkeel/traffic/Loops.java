package dev.twinkeel.traffic;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The event loops on which everything of layer 4 runs: relays, gates, accelerators. One process
/// needs one. Uses epoll where the machine has it, NIO elsewhere.
///
/// Thread-safe.
public final class Loops implements AutoCloseable {
    /// Held bytes of all connections together, above which each connection may hold only a little.
    private static final long HELD_BYTES_BUDGET = 64L << 20;

    private final boolean epoll;
    private final EventLoopGroup group;
    private final AtomicLong heldBytes = new AtomicLong();

    private Loops(boolean epoll, EventLoopGroup group) {
        this.epoll = epoll;
        this.group = group;
    }

    /// Starts that many threads, named after `name`.
    public static Loops open(String name, int threads) {
        return open(name, threads, Epoll.isAvailable());
    }

    static Loops open(String name, int threads, boolean epoll) {
        IoHandlerFactory handler = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new Loops(
                epoll,
                new MultiThreadIoEventLoopGroup(
                        threads, new DefaultThreadFactory(name, /* daemon= */ true), handler));
    }

    /// `epoll` or `nio`.
    public String transport() {
        return epoll ? "epoll" : "nio";
    }

    EventLoop next() {
        return group.next();
    }

    ServerBootstrap server() {
        Class<? extends ServerSocketChannel> channel =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        return new ServerBootstrap().group(group).channel(channel);
    }

    Bootstrap client(EventLoop loop) {
        Class<? extends SocketChannel> channel =
                epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        return new Bootstrap().group(loop).channel(channel);
    }

    /// Counts bytes that wait in queues; negative to release.
    void hold(long bytes) {
        heldBytes.addAndGet(bytes);
    }

    boolean crowded() {
        return heldBytes.get() > HELD_BYTES_BUDGET;
    }

    /// Stops the threads. Everything that runs on them must have been closed before.
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
