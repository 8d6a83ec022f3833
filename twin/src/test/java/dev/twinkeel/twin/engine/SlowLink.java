package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A TCP relay that delays every byte by half a round trip, and can be cut.
final class SlowLink implements AutoCloseable {
    private static final int PIECES = 512;

    private final ServerSocket listener;
    private final Address target;
    private final long halfNanos;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private volatile long cutAfterBytes = Long.MAX_VALUE;

    private record Piece(long due, ByteBuffer bytes) {}

    SlowLink(Address target, Duration roundTrip) throws IOException {
        this.target = target;
        this.halfNanos = roundTrip.toNanos() / 2;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    Address address() {
        return new Address("127.0.0.1", listener.getLocalPort());
    }

    /// Closes everything once so many bytes have gone through.
    void cutAfter(long count) {
        cutAfterBytes = count;
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket(target.host(), target.port());
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                sockets.addAll(List.of(near, far));
                relay(near, far);
                relay(far, near);
            }
        } catch (IOException _) {
            close();
        }
    }

    private void relay(Socket from, Socket to) {
        BlockingQueue<Piece> way = new ArrayBlockingQueue<>(PIECES);
        Thread.ofVirtual().start(() -> read(from, way));
        Thread.ofVirtual().start(() -> write(way, to));
    }

    private void read(Socket from, BlockingQueue<Piece> way) {
        byte[] buffer = new byte[1 << 16];
        try {
            int count = from.getInputStream().read(buffer);
            while (count > 0) {
                ByteBuffer piece = ByteBuffer.wrap(Arrays.copyOf(buffer, count));
                way.put(new Piece(System.nanoTime() + halfNanos, piece));
                if (bytes.addAndGet(count) > cutAfterBytes) {
                    close();
                }
                count = from.getInputStream().read(buffer);
            }
            way.put(new Piece(System.nanoTime() + halfNanos, ByteBuffer.allocate(0)));
        } catch (IOException | InterruptedException _) {
            boolean _ = way.offer(new Piece(0, ByteBuffer.allocate(0)));
        }
    }

    private static void write(BlockingQueue<Piece> way, Socket to) {
        try (to) {
            Piece piece = way.take();
            while (piece.bytes().hasRemaining()) {
                for (long left = piece.due() - System.nanoTime(); left > 0; ) {
                    LockSupport.parkNanos(left);
                    left = piece.due() - System.nanoTime();
                }
                to.getOutputStream().write(piece.bytes().array());
                piece = way.take();
            }
        } catch (IOException | InterruptedException _) {
            // The other direction ends by itself when its socket is closed.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
