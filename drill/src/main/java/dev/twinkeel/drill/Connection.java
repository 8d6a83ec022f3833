package dev.twinkeel.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// One keep-alive connection of one shopper; at most one request at a time. Confined to the load's
/// thread.
final class Connection {
    final InetSocketAddress address;
    final Shopper owner;

    /// How many addresses of the same answer were tried, this one included.
    final int tried;

    final long connectByNanos;
    final Answer answer = new Answer();
    boolean connected;

    /// It has carried a whole answer before.
    boolean used;

    boolean closed;
    @Nullable Errand errand;

    private final SocketChannel channel;
    private final SelectionKey key;
    private @Nullable ByteBuffer out;

    Connection(
            Selector selector,
            Shopper owner,
            InetSocketAddress address,
            int tried,
            long connectByNanos)
            throws IOException {
        this.owner = owner;
        this.address = address;
        this.tried = tried;
        this.connectByNanos = connectByNanos;
        channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean now = channel.connect(address);
            key = channel.register(selector, now ? 0 : SelectionKey.OP_CONNECT, this);
            if (now) {
                connected();
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// @return whether it is connected now
    boolean finishConnect() throws IOException {
        if (channel.finishConnect()) {
            connected();
        }
        return connected;
    }

    private void connected() {
        connected = true;
        key.interestOps(SelectionKey.OP_READ);
    }

    /// Begins to send; what does not fit now goes when the selector says so.
    void send(Errand next) throws IOException {
        errand = next;
        next.on = this;
        answer.reset();
        out = ByteBuffer.wrap(next.bytes);
        flush();
    }

    /// @return whether anything was written
    boolean flush() throws IOException {
        ByteBuffer rest = out;
        if (rest == null) {
            return false;
        }
        int before = rest.position();
        channel.write(rest);
        boolean all = !rest.hasRemaining();
        if (errand != null && rest.position() > 0) {
            errand.sent = true;
        }
        if (all) {
            out = null;
        }
        key.interestOps(SelectionKey.OP_READ | (all ? 0 : SelectionKey.OP_WRITE));
        return rest.position() > before;
    }

    /// @return bytes read, -1 at the end
    int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    void close() {
        closed = true;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("close a connection to " + address, e);
        }
    }
}
