package dev.twinkeel.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.TimeUnit;

/// What is done to sockets without waiting for the result: a failure shows as the channel's end.
@SuppressWarnings("FutureReturnValueIgnored")
final class Sockets {
    private Sockets() {}

    static void close(Channel channel) {
        channel.close();
    }

    /// Ends a connection by a TCP reset.
    static void reset(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    static void write(Channel channel, ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    /// Runs the task when everything written before has left; never when that fails.
    static void afterWrites(Channel channel, Runnable task) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        done -> {
                            if (done.isSuccess()) {
                                task.run();
                            }
                        });
    }

    static void endOutput(SocketChannel channel) {
        channel.shutdownOutput();
    }

    /// Runs the task on the loop, at once when there is nothing to wait for and we are on it.
    static void after(EventLoop loop, long nanos, Runnable task) {
        if (nanos > 0) {
            loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } else if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
