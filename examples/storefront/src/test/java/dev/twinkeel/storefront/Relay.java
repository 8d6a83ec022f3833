package dev.twinkeel.storefront;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/// Stands between a service and PostgreSQL, as a gate does: it closes, opens again, and resets
/// connections, also at the instant of a commit.
///
/// Its threads are platform threads: a socket that a virtual thread reads from is closed only when
/// that thread has noticed, and a reset that returns would not have happened yet.
final class Relay implements AutoCloseable {
    /// What happens to the next commit.
    enum Commit {
        PASSES,
        IS_LOST,
        ANSWER_IS_LOST
    }

    private final int target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Commit> next = new AtomicReference<>(Commit.PASSES);
    private final CountDownLatch struck = new CountDownLatch(1);
    private volatile boolean stays = true;
    private volatile Door door;

    private record Door(ServerSocket socket, Thread doorman) {}

    Relay(int target) {
        this.target = target;
        this.door = listen(0);
        this.port = door.socket().getLocalPort();
    }

    int port() {
        return port;
    }

    /// Strikes the next order that is sent by its text, which is the first of a connection.
    void strike(Commit commit, boolean staysOpen) {
        stays = staysOpen;
        reset();
        next.set(commit);
    }

    void awaitStrike() throws InterruptedException {
        struck.await();
    }

    /// Resets every connection and takes new ones.
    void reset() {
        for (Socket socket : sockets) {
            sever(socket);
        }
    }

    /// Resets every connection and refuses new ones.
    void shut() {
        closeDoor();
        reset();
    }

    /// When it returns, nobody is let in: the system listens on until whoever accepts has left.
    private void closeDoor() {
        close(door.socket());
        try {
            door.doorman().join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    void open() {
        door = listen(port);
    }

    private Door listen(int port) {
        try {
            var opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
            return new Door(opened, Thread.ofPlatform().daemon().start(() -> accept(opened)));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException("listen for a test on port " + port, failed);
        }
    }

    private void accept(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                Socket client = opened.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(server);
                var swallow = new AtomicReference<>(Commit.PASSES);
                Thread.ofPlatform().daemon().start(() -> ask(client, server, swallow));
                Thread.ofPlatform().daemon().start(() -> answer(server, client, swallow));
            } catch (IOException _) {
                // Closed, or the server is away: the next one, if any.
            }
        }
    }

    private void ask(Socket client, Socket server, AtomicReference<Commit> swallow) {
        byte[] buffer = new byte[16_384];
        try (InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream()) {
            // A reader that waits may read once more after a reset.
            for (int read = in.read(buffer);
                    read >= 0 && !client.isClosed();
                    read = in.read(buffer)) {
                var text = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
                Commit commit =
                        text.contains("insert into orders")
                                ? next.getAndSet(Commit.PASSES)
                                : Commit.PASSES;
                swallow.set(commit);
                if (commit == Commit.IS_LOST) {
                    strike(client, server);
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException _) {
            // One side is gone; so is the other, now.
        }
        sever(client);
        sever(server);
    }

    private void answer(Socket server, Socket client, AtomicReference<Commit> swallow) {
        byte[] buffer = new byte[16_384];
        try (InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (swallow.get() == Commit.ANSWER_IS_LOST) {
                    strike(client, server);
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException _) {
            // One side is gone; so is the other, now.
        }
        sever(client);
        sever(server);
    }

    private void strike(Socket client, Socket server) {
        if (!stays) {
            closeDoor();
        }
        sever(client);
        sever(server);
        struck.countDown();
    }

    private void sever(Socket socket) {
        sockets.remove(socket);
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException _) {
            // Already closed.
        }
        close(socket);
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception _) {
            // It is closed.
        }
    }

    @Override
    public void close() {
        shut();
    }
}
