package dev.twinkeel.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One direction of a relayed connection: bytes wait here until the link delivers them, in order.
/// Lives on one event loop.
final class Pipe {
    /// What one connection may hold in one direction: some 60 ms of 100 Mbit/s.
    private static final long HELD_BYTES_MAX = 1 << 20;

    /// The same when all connections together hold too much.
    private static final long HELD_BYTES_CROWDED = 64 << 10;

    /// Bytes held longer than this reset the connection when the link heals, as TCP gives up after
    /// its retransmissions (Linux: tcp_retries2, about 924 s).
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(924);

    private enum Kind {
        BYTES,
        END,
        RESET
    }

    private record Chunk(Kind kind, @Nullable ByteBuf bytes, long readyNanos, long dueNanos) {}

    private final RelayConnection owner;
    private final Wire wire;
    private final SocketChannel source;
    private final ArrayDeque<Chunk> queue = new ArrayDeque<>();
    private @Nullable SocketChannel sink;
    private @Nullable ScheduledFuture<?> timer;
    private long opensAtNanos;
    private long lastDueNanos;
    private long heldBytes;
    private long passedBytes;
    private boolean ended;
    private boolean gone;
    private boolean silent;
    private boolean unflushed;

    Pipe(RelayConnection owner, Wire wire, SocketChannel source, long opensAtNanos) {
        this.owner = owner;
        this.wire = wire;
        this.source = source;
        this.opensAtNanos = opensAtNanos;
        this.lastDueNanos = opensAtNanos;
    }

    /// The other end is there: what waits may go.
    void connect(SocketChannel sink) {
        this.sink = sink;
        drain();
        flush();
    }

    /// Takes bytes that the source sent.
    void read(ByteBuf bytes) {
        long now = System.nanoTime();
        long due = due(now, bytes.readableBytes());
        SocketChannel sink = this.sink;
        if (sink != null && queue.isEmpty() && due - now <= 0 && wire.openAt(now) == 0) {
            pass(sink, bytes);
        } else {
            heldBytes += bytes.capacity();
            owner.loops().hold(bytes.capacity());
            queue.add(new Chunk(Kind.BYTES, bytes, now, due));
            drain();
        }
        steer();
    }

    /// The source will send nothing more.
    void end() {
        mark(Kind.END);
    }

    /// The source is gone. What it had not got through a stopped link is lost with it.
    void reset() {
        if (wire.openAt(System.nanoTime()) != 0) {
            clear();
        }
        gone = true;
        mark(Kind.RESET);
    }

    boolean ended() {
        return ended;
    }

    long passedBytes() {
        return passedBytes;
    }

    void flush() {
        if (unflushed && sink != null) {
            unflushed = false;
            sink.flush();
        }
    }

    /// Hands over what is due and sets the timer for what is not.
    void drain() {
        while (!queue.isEmpty() && !owner.over()) {
            SocketChannel sink = this.sink;
            Chunk head = queue.element();
            long now = System.nanoTime();
            long openAt = wire.openAt(now);
            if (openAt == Wire.NEVER || sink == null) {
                break;
            }
            long wait = Math.max(head.dueNanos() - now, openAt == 0 ? 0 : openAt - now);
            if (wait > 0) {
                wake(wait);
                break;
            }
            if (head.kind() == Kind.BYTES && !sink.isWritable()) {
                if (gone) {
                    owner.resetFrom(source);
                }
                break;
            }
            queue.remove();
            deliver(sink, head, now);
        }
        flush();
        steer();
    }

    /// Frees what is held; nothing more is delivered.
    void clear() {
        for (Chunk chunk : queue) {
            release(chunk);
        }
        queue.clear();
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void mark(Kind kind) {
        silent = true;
        long now = System.nanoTime();
        queue.add(new Chunk(kind, null, now, due(now, 0)));
        drain();
    }

    /// Never before what was sent earlier, nor before the connection is set up.
    private long due(long nowNanos, int bytes) {
        long ready = nowNanos - opensAtNanos > 0 ? nowNanos : opensAtNanos;
        long due = wire.arrivalNanos(ready, bytes);
        lastDueNanos = due - lastDueNanos > 0 ? due : lastDueNanos;
        return lastDueNanos;
    }

    private void deliver(SocketChannel sink, Chunk chunk, long now) {
        ByteBuf bytes = chunk.bytes();
        if (now - chunk.readyNanos() > GIVE_UP_NANOS) {
            release(chunk);
            owner.reset(FlowLog.Ending.RESET_BY_RELAY);
        } else if (bytes != null) {
            account(bytes);
            pass(sink, bytes);
        } else if (chunk.kind() == Kind.END) {
            Sockets.afterWrites(
                    sink,
                    () -> {
                        ended = true;
                        owner.ended(sink);
                    });
        } else {
            owner.resetFrom(source);
        }
    }

    private void pass(SocketChannel sink, ByteBuf bytes) {
        if (!owner.admitted()) {
            bytes.release();
            owner.reset(FlowLog.Ending.RESET_BY_RELAY);
            return;
        }
        passedBytes += bytes.readableBytes();
        unflushed = true;
        Sockets.write(sink, bytes);
    }

    /// Reads from the source only while there is room for what it sends. A source that has ended is
    /// left alone: to ask Netty's epoll channel to read on after its end fails.
    private void steer() {
        if (owner.over() || silent) {
            return;
        }
        long limit = owner.loops().crowded() ? HELD_BYTES_CROWDED : HELD_BYTES_MAX;
        boolean writable = sink == null || sink.isWritable();
        boolean reading = source.config().isAutoRead();
        if (reading && (heldBytes >= limit || !writable)) {
            source.config().setAutoRead(false);
        } else if (!reading && heldBytes <= limit / 2 && writable) {
            source.config().setAutoRead(true);
        }
    }

    private void wake(long waitNanos) {
        if (timer == null) {
            timer =
                    source.eventLoop()
                            .schedule(
                                    () -> {
                                        timer = null;
                                        drain();
                                    },
                                    waitNanos,
                                    TimeUnit.NANOSECONDS);
        }
    }

    private void release(Chunk chunk) {
        ByteBuf bytes = chunk.bytes();
        if (bytes != null) {
            account(bytes);
            bytes.release();
        }
    }

    private void account(ByteBuf bytes) {
        heldBytes -= bytes.capacity();
        owner.loops().hold(-bytes.capacity());
    }
}
