package dev.twinkeel.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Stands before the HTTP decoder of a connection and lets only well-formed requests through, each
/// within its deadline. A bad request is replaced by one that the decoder is sure to refuse, so
/// that the refusal comes in order after the answers to earlier requests; nothing after it is read.
///
/// Lives on the connection's event loop.
final class FramingGuard extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<FramingGuard> KEY =
            AttributeKey.valueOf(FramingGuard.class, "guard");

    private static final byte[] REFUSED =
            "\u0001 refused\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private enum Part {
        HEAD,
        BODY,
        CHUNKS,
        REFUSED
    }

    private final BalancerConfig config;
    private Part part = Part.HEAD;
    private ByteBuf head = Unpooled.EMPTY_BUFFER;
    private int scanned;
    private long left;
    private ChunkedBody chunks = new ChunkedBody(0);
    private @Nullable ScheduledFuture<?> deadline;
    private int status = 400;
    private Runnable bodyRefused = () -> {};

    FramingGuard(BalancerConfig config) {
        this.config = config;
    }

    void install(Channel channel) {
        channel.attr(KEY).set(this);
        channel.pipeline().addFirst("framing-guard", this);
    }

    static @Nullable FramingGuard of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /// With what the last request was refused.
    int status() {
        return status;
    }

    /// What to do when the body that is being received turns out to be bad or late. The connection
    /// is closed after it by whoever answers.
    void onBodyRefused(Runnable bodyRefused) {
        this.bodyRefused = bodyRefused;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable() && part != Part.REFUSED) {
                switch (part) {
                    case HEAD -> head(context, bytes);
                    case BODY -> body(context, bytes);
                    case CHUNKS -> chunks(context, bytes);
                    case REFUSED -> {}
                }
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stopTimer();
        head.release();
        head = Unpooled.EMPTY_BUFFER;
    }

    private void head(ChannelHandlerContext context, ByteBuf bytes) {
        if (!head.isReadable()) {
            skipEmptyLine(bytes);
            if (!bytes.isReadable()) {
                return;
            }
        }
        int end = end(bytes);
        int take = end < 0 ? bytes.readableBytes() : end - bytes.readerIndex();
        if (head.readableBytes() + take > config.limits().headersBytes()) {
            refuse(context, firstLineOnly(bytes) ? 414 : 431);
            return;
        }
        if (end < 0) {
            keep(context, bytes);
            startTimer(context, config.timeouts().header().toMillis());
        } else {
            complete(context, bytes, take);
        }
    }

    /// RFC 9112, 2.2: an empty line before a request is to be ignored; one is.
    private static void skipEmptyLine(ByteBuf bytes) {
        int at = bytes.readerIndex();
        if (bytes.readableBytes() >= 2
                && bytes.getByte(at) == '\r'
                && bytes.getByte(at + 1) == '\n') {
            bytes.skipBytes(2);
        }
    }

    /// The index after the empty line that ends the head, -1 while it has not come. A line end
    /// without its CR counts too: the check refuses it then.
    private int end(ByteBuf bytes) {
        int from = bytes.readerIndex();
        int lines = scanned;
        for (int at = from; at < bytes.writerIndex(); at++) {
            int b = bytes.getByte(at);
            if (b == '\n') {
                if (++lines == 2) {
                    scanned = 0;
                    return at + 1;
                }
            } else if (b != '\r') {
                lines = 0;
            }
        }
        scanned = lines;
        return -1;
    }

    private boolean firstLineOnly(ByteBuf bytes) {
        return head.indexOf(head.readerIndex(), head.writerIndex(), (byte) '\n') < 0
                && bytes.bytesBefore((byte) '\n') < 0;
    }

    private void keep(ChannelHandlerContext context, ByteBuf bytes) {
        if (!head.isReadable()) {
            head = context.alloc().heapBuffer(Math.max(bytes.readableBytes() * 2, 512));
        }
        head.writeBytes(bytes);
    }

    private void complete(ChannelHandlerContext context, ByteBuf bytes, int take) {
        stopTimer();
        ByteBuf whole = bytes.readRetainedSlice(take);
        if (head.isReadable()) {
            whole = Unpooled.wrappedBuffer(head, whole);
            head = Unpooled.EMPTY_BUFFER;
        }
        byte[] copy = new byte[whole.readableBytes()];
        whole.getBytes(whole.readerIndex(), copy);
        RequestHead checked = RequestHead.check(copy, config.limits());
        if (checked.status() != 0) {
            whole.release();
            refuse(context, checked.status());
            return;
        }
        if (checked.bodyBytes() == RequestHead.CHUNKED) {
            part = Part.CHUNKS;
            chunks = new ChunkedBody(config.limits().bodyBytes());
        } else if (checked.bodyBytes() > 0) {
            part = Part.BODY;
            left = checked.bodyBytes();
        }
        if (part != Part.HEAD) {
            startTimer(context, config.timeouts().body().toMillis());
        }
        context.fireChannelRead(whole);
    }

    private void body(ChannelHandlerContext context, ByteBuf bytes) {
        int take = (int) Math.min(left, bytes.readableBytes());
        left -= take;
        if (left == 0) {
            bodyDone();
        }
        context.fireChannelRead(bytes.readRetainedSlice(take));
    }

    private void chunks(ChannelHandlerContext context, ByteBuf bytes) {
        int start = bytes.readerIndex();
        int at = start;
        ChunkedBody.State state = ChunkedBody.State.GOING_ON;
        while (at < bytes.writerIndex() && state == ChunkedBody.State.GOING_ON) {
            int skip = chunks.skippable(bytes.writerIndex() - at);
            if (skip > 0) {
                chunks.skip(skip);
                at += skip;
            } else {
                state = chunks.take(bytes.getByte(at++) & 0xFF);
            }
        }
        if (state == ChunkedBody.State.BAD || state == ChunkedBody.State.TOO_LARGE) {
            refuseBody(context, state == ChunkedBody.State.BAD ? 400 : 413);
            return;
        }
        if (state == ChunkedBody.State.DONE) {
            bodyDone();
        }
        context.fireChannelRead(bytes.readRetainedSlice(at - start));
    }

    private void bodyDone() {
        part = Part.HEAD;
        stopTimer();
    }

    private void refuse(ChannelHandlerContext context, int status) {
        this.status = status;
        part = Part.REFUSED;
        stopTimer();
        context.fireChannelRead(Unpooled.wrappedBuffer(REFUSED));
    }

    private void refuseBody(ChannelHandlerContext context, int status) {
        this.status = status;
        part = Part.REFUSED;
        stopTimer();
        bodyRefused.run();
        // Whoever answers closes after it; a connection that nobody answers is not kept.
        Sockets.after(
                context.channel().eventLoop(),
                TimeUnit.SECONDS.toNanos(2),
                () -> Sockets.close(context.channel()));
    }

    private void startTimer(ChannelHandlerContext context, long millis) {
        if (deadline == null) {
            deadline =
                    context.executor().schedule(() -> late(context), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void late(ChannelHandlerContext context) {
        deadline = null;
        if (part == Part.HEAD) {
            refuse(context, 408);
        } else if (part != Part.REFUSED) {
            refuseBody(context, 408);
        }
        context.fireChannelReadComplete();
    }

    private void stopTimer() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
