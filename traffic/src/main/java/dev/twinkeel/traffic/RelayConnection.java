package dev.twinkeel.traffic;

import dev.twinkeel.traffic.FlowLog.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection through a relay: the client's half, the target's half, and a pipe each way. Lives
/// on one event loop.
final class RelayConnection {
    private static final long AGAIN_NANOS = 20_000_000L;

    private final Relay relay;
    private final SocketChannel client;
    private final long acceptedNanos = System.nanoTime();
    private final InetSocketAddress clientAddress;
    private final Pipe there;
    private final long targetOpensNanos;
    private @Nullable Pipe back;
    private @Nullable InetSocketAddress targetAddress;
    private @Nullable SocketChannel target;
    private boolean connecting;
    private boolean asking;
    private boolean asked;
    private Door.Verdict caller = Door.Verdict.UNKNOWN;
    private @Nullable Ending refusal;
    private boolean over;
    private boolean lost;
    private int attempts;

    RelayConnection(Relay relay, SocketChannel client) {
        this.relay = relay;
        this.client = client;
        this.clientAddress = client.remoteAddress();
        Wire out = relay.conditions().there();
        Wire in = relay.conditions().back();
        // SYN there, SYN-ACK back: the client may send. ACK there: the target may send.
        long clientOpensNanos = acceptedNanos + out.delayNanos() + in.delayNanos();
        this.targetOpensNanos = clientOpensNanos + out.delayNanos();
        this.there = new Pipe(this, out, client, clientOpensNanos);
    }

    /// Starts the set-up, which takes one way of the link until the target is asked. Who may have
    /// to wait for a target is let in when there is one: clients that knock in vain, again and
    /// again, cost no look at who they are.
    void start() {
        client.pipeline().addLast(new End(/* ofClient= */ true));
        asked = relay.options().door().equals(Door.OPEN);
        if (!asked && (relay.options().holding().time().isZero() || relay.ledOfLate())) {
            ask();
        }
        after(relay.conditions().there().delayNanos(), this::establish);
    }

    /// The door's answer is waited for beside the link's delay.
    private void ask() {
        asked = true;
        asking = true;
        relay.options()
                .door()
                .knock(clientAddress, relay.address(), verdict -> execute(() -> answered(verdict)));
    }

    private void answered(Door.Verdict verdict) {
        boolean first = asking;
        asking = false;
        caller = verdict;
        if (over) {
            return;
        }
        if (verdict.refusal().isEmpty()) {
            long left = relay.conditions().there().delayNanos() - sinceAccepted();
            if (first) {
                after(left, this::establish);
            }
        } else if (first) {
            refuse(Ending.DENIED);
        } else {
            reset(Ending.DENIED);
        }
    }

    private long sinceAccepted() {
        return System.nanoTime() - acceptedNanos;
    }

    Loops loops() {
        return relay.loops();
    }

    boolean over() {
        return over;
    }

    boolean admitted() {
        return targetAddress != null && relay.options().admits().test(targetAddress);
    }

    InetSocketAddress clientAddress() {
        return clientAddress;
    }

    Optional<InetSocketAddress> targetAddress() {
        return Optional.ofNullable(targetAddress);
    }

    /// Runs on this connection's loop.
    void execute(Runnable task) {
        client.eventLoop().execute(task);
    }

    /// The link changed: what waited may go on.
    void conditionsChanged() {
        if (over) {
            return;
        }
        if (refusal != null) {
            tellRefusal();
        } else if (target == null) {
            establish();
        }
        there.drain();
        if (back != null) {
            back.drain();
        }
    }

    /// Asks for a target and connects; called again whenever what it waits for may have come.
    void establish() {
        long now = System.nanoTime();
        if (over || asking || connecting || target != null || refusal != null) {
            return;
        }
        long openAt =
                Math.max(
                        relay.conditions().there().openAt(now),
                        relay.conditions().back().openAt(now));
        if (openAt != 0) {
            if (openAt != Wire.NEVER) {
                after(openAt - now, this::establish);
            }
            return;
        }
        Optional<InetSocketAddress> chosen = relay.targets().target(clientAddress);
        if (chosen.isPresent()) {
            if (asked) {
                connect(chosen.get());
            } else {
                ask();
            }
        } else if (!relay.hold(this, now - acceptedNanos)) {
            refuse(Ending.REFUSED);
        }
    }

    private void connect(InetSocketAddress address) {
        connecting = true;
        attempts++;
        relay.unhold(this);
        targetAddress = address;
        ChannelFuture connected =
                relay.loops()
                        .client(client.eventLoop())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .option(ChannelOption.AUTO_READ, false)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                relay.options().connecting().timeoutMillis())
                        .handler(new End(/* ofClient= */ false))
                        .connect(address);
        connected.addListener(_ -> connected(connected));
    }

    private void connected(ChannelFuture future) {
        connecting = false;
        if (over) {
            Sockets.reset(future.channel());
        } else if (future.isSuccess()) {
            open((SocketChannel) future.channel());
        } else if (attempts < relay.options().connecting().attemptsMax()) {
            establish();
        } else if (sinceAccepted() < relay.options().connecting().patience().toNanos()) {
            after(AGAIN_NANOS, this::establish);
        } else {
            refuse(Ending.UNREACHABLE);
        }
    }

    private void open(SocketChannel channel) {
        target = channel;
        Pipe answers = new Pipe(this, relay.conditions().back(), channel, targetOpensNanos);
        back = answers;
        relay.flows().opened(clientAddress, relay.address(), channel.remoteAddress());
        answers.connect(client);
        there.connect(channel);
        if (!over) {
            channel.config().setAutoRead(true);
        }
    }

    /// The refusal travels back to the client; a cut holds it.
    private void refuse(Ending ending) {
        refusal = ending;
        after(relay.conditions().back().delayNanos(), this::tellRefusal);
    }

    private void tellRefusal() {
        long now = System.nanoTime();
        long openAt = relay.conditions().back().openAt(now);
        if (refusal == null || openAt == Wire.NEVER) {
            return;
        }
        if (openAt == 0) {
            reset(refusal);
        } else {
            after(openAt - now, this::tellRefusal);
        }
    }

    /// One direction has delivered everything, its end included.
    void ended(SocketChannel sink) {
        if (over) {
            return;
        }
        if (there.ended() && back != null && back.ended()) {
            finish(Ending.CLOSED);
            Sockets.close(client);
            if (target != null) {
                Sockets.close(target);
            }
        } else {
            Sockets.endOutput(sink);
        }
    }

    /// The reset of one side has arrived at the other.
    void resetFrom(SocketChannel source) {
        reset(source.equals(client) ? Ending.RESET_BY_CLIENT : Ending.RESET_BY_TARGET);
    }

    /// Resets both sides now.
    void reset(Ending ending) {
        if (over) {
            return;
        }
        finish(ending);
        Sockets.reset(client);
        if (target != null) {
            Sockets.reset(target);
        }
    }

    private void finish(Ending ending) {
        over = true;
        there.clear();
        long backBytes = 0;
        if (back != null) {
            back.clear();
            backBytes = back.passedBytes();
        }
        relay.ended(
                this,
                new FlowLog.Flow(
                        clientAddress,
                        relay.address(),
                        targetAddress(),
                        there.passedBytes(),
                        backBytes,
                        Duration.ofNanos(System.nanoTime() - acceptedNanos),
                        ending,
                        caller));
    }

    void after(long nanos, Runnable task) {
        Sockets.after(client.eventLoop(), nanos, task);
    }

    private boolean stopped() {
        return relay.conditions().stopped(Conditions.Way.BOTH);
    }

    /// One side's socket.
    private final class End extends ChannelInboundHandlerAdapter {
        private final boolean ofClient;
        private boolean told;

        End(boolean ofClient) {
            this.ofClient = ofClient;
        }

        private @Nullable Pipe outgoing() {
            return ofClient ? there : back;
        }

        private @Nullable Pipe incoming() {
            return ofClient ? back : there;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Pipe pipe = outgoing();
            ByteBuf bytes = (ByteBuf) message;
            if (over || pipe == null) {
                bytes.release();
            } else {
                pipe.read(bytes);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            Pipe pipe = outgoing();
            if (pipe != null && !over) {
                pipe.flush();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            Pipe pipe = incoming();
            if (pipe != null && !over) {
                pipe.drain();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event != ChannelInputShutdownEvent.INSTANCE || told || over) {
                return;
            }
            told = true;
            Pipe pipe = outgoing();
            if (target == null && stopped()) {
                // A client that gave up before the link let it through was never connected.
                reset(Ending.RESET_BY_CLIENT);
            } else if (pipe != null) {
                pipe.end();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            gone(context.channel());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            gone(context.channel());
        }

        /// This side was reset: the other is told after the link's delay.
        private void gone(Channel channel) {
            Pipe pipe = outgoing();
            if (over || pipe == null) {
                return;
            }
            if (target == null) {
                reset(Ending.RESET_BY_CLIENT);
            } else if (!lost) {
                lost = true;
                told = true;
                pipe.reset();
                Sockets.close(channel);
            }
        }
    }
}
