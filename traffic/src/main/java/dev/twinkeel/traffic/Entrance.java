package dev.twinkeel.traffic;

import dev.twinkeel.traffic.Door.Verdict;
import dev.twinkeel.traffic.FlowLog.Ending;
import dev.twinkeel.traffic.FlowLog.Flow;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// Stands before everything else of a balancer's connection: asks the door, passes nothing until it
/// has answered, and counts bytes for the flow log. A connection that may not come in is reset.
///
/// Lives on the connection's event loop.
@SuppressWarnings("FutureReturnValueIgnored") // A failed write shows as the channel's end.
final class Entrance extends ChannelDuplexHandler {
    private final FlowLog flows;
    private final SocketChannel channel;
    private final InetSocketAddress client;
    private final InetSocketAddress listener;
    private final long acceptedNanos = System.nanoTime();
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    private boolean asked = true;
    private Verdict caller = Verdict.UNKNOWN;
    private Ending ending = Ending.CLOSED;
    private long bytesThere;
    private long bytesBack;

    private Entrance(FlowLog flows, SocketChannel channel) {
        this.flows = flows;
        this.channel = channel;
        this.client = channel.remoteAddress();
        this.listener = channel.localAddress();
    }

    /// Called when the connection has just been accepted, on its loop.
    static void stand(Door door, FlowLog flows, SocketChannel channel) {
        if ((door.equals(Door.OPEN) && flows.equals(FlowLog.NONE))
                || channel.remoteAddress() == null) {
            return;
        }
        Entrance entrance = new Entrance(flows, channel);
        channel.pipeline().addFirst("entrance", entrance);
        door.knock(
                entrance.client,
                entrance.listener,
                verdict -> channel.eventLoop().execute(() -> entrance.answered(verdict)));
    }

    private void answered(Verdict verdict) {
        boolean first = asked;
        asked = false;
        caller = verdict;
        ChannelHandlerContext context = channel.pipeline().context(this);
        if (context == null) {
            return;
        }
        if (verdict.refusal().isPresent()) {
            ending = Ending.DENIED;
            forget();
            Sockets.reset(channel);
            return;
        }
        if (!first) {
            return;
        }
        // First: whoever the bytes go to may want no more of them for a while.
        channel.config().setAutoRead(true);
        boolean any = !early.isEmpty();
        for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
            context.fireChannelRead(bytes);
        }
        if (any) {
            context.fireChannelReadComplete();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        bytesThere += bytes.readableBytes();
        if (asked) {
            early.add(bytes);
            // A client sends no more than a request before it is answered.
            channel.config().setAutoRead(false);
        } else if (ending == Ending.DENIED) {
            bytes.release();
        } else {
            context.fireChannelRead(bytes);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            bytesBack += bytes.readableBytes();
        }
        context.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forget();
        flows.ended(
                new Flow(
                        client,
                        listener,
                        Optional.empty(),
                        bytesThere,
                        bytesBack,
                        Duration.ofNanos(System.nanoTime() - acceptedNanos),
                        ending,
                        caller));
        context.fireChannelInactive();
    }

    private void forget() {
        early.forEach(ByteBuf::release);
        early.clear();
    }
}
