package dev.twinkeel.stores.front;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Stands at the address that clients know, before an engine that listens elsewhere, and hands on
/// the requests that a [Keeper] lets through, byte by byte as they came. Answers are not looked at.
///
/// A connection of a client has one of its own to the engine, so a client sees the end of either
/// side as if there were nothing between. After a refusal the connection is closed. Thread-safe.
public final class Front implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int BUFFER = 8 << 10;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /// A client that stops in the middle of a large body makes room for others.
    private static final Duration STALLED = Duration.ofSeconds(30);

    private final Keeper keeper;
    private final Room room;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Front(InetSocketAddress listen, Keeper keeper, Room room) throws IOException {
        this.keeper = keeper;
        this.room = room;
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(listen, BACKLOG);
    }

    /// Has the address from now on. Who connects waits until it is told where to [#lead].
    ///
    /// @throws IOException when the address cannot be had
    public static Front open(InetSocketAddress listen, Keeper keeper) throws IOException {
        return open(listen, keeper, new Room());
    }

    static Front open(InetSocketAddress listen, Keeper keeper, Room room) throws IOException {
        return new Front(listen, keeper, room);
    }

    /// There is no room for a body.
    private static final class BusyException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// Called once, when the engine listens.
    public void lead(InetSocketAddress engine) {
        Thread.ofVirtual().name("front").start(() -> accept(engine));
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void accept(InetSocketAddress engine) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client, engine));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    // As when too many files are open: it passes.
                    System.getLogger(Front.class.getName())
                            .log(System.Logger.Level.WARNING, "accept at " + address(), e);
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        }
    }

    private void serve(Socket client, InetSocketAddress engine) {
        try (client;
                Socket there = new Socket()) {
            client.setTcpNoDelay(true);
            Optional<Keeper.Answer> refusal = pass(client, there, engine);
            if (refusal.isPresent()) {
                client.getOutputStream().write(refusal.get().whole());
                client.shutdownOutput();
            }
        } catch (IOException _) {
            // One of the two has gone, and the other learns it by its connection's end.
        } finally {
            open.remove(client);
        }
    }

    /// @return the first refusal; empty when the client has ended
    private Optional<Keeper.Answer> pass(Socket client, Socket there, InetSocketAddress engine)
            throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream(), BUFFER);
        var ends =
                new Keeper.Ends(
                        (InetSocketAddress) client.getRemoteSocketAddress(),
                        (InetSocketAddress) client.getLocalSocketAddress());
        Request.Bodies bodies = (from, length) -> body(client, from, length);
        try {
            for (Optional<Request> next = Request.read(in, bodies);
                    next.isPresent();
                    next = Request.read(in, bodies)) {
                Request request = next.get();
                try {
                    Optional<Keeper.Answer> refusal = keeper.judge(request, ends);
                    if (refusal.isPresent()) {
                        return refusal;
                    }
                    if (!there.isConnected()) {
                        there.setTcpNoDelay(true);
                        there.connect(engine);
                        Thread.ofVirtual().start(() -> copy(there, client));
                    }
                    request.writeTo(there.getOutputStream());
                } finally {
                    room.leave(request.body().length);
                }
            }
            return Optional.empty();
        } catch (BusyException _) {
            return Optional.of(Keeper.busy());
        } catch (Request.BadRequestException e) {
            return Optional.of(
                    Keeper.Answer.refusal(
                            400, "SerializationException", "The request is not understood."));
        }
    }

    /// Has its room until the request was handed on. What there is no room for is read too, and
    /// dropped: most clients read no answer while they send.
    private byte[] body(Socket client, InputStream in, int length) throws IOException {
        if (!room.enter(length)) {
            client.setSoTimeout((int) STALLED.toMillis());
            in.skipNBytes(length);
            throw new BusyException();
        }
        boolean whole = false;
        try {
            client.setSoTimeout(Room.large(length) ? (int) STALLED.toMillis() : 0);
            byte[] body = in.readNBytes(length);
            client.setSoTimeout(0);
            whole = body.length == length;
            return body;
        } finally {
            if (!whole) {
                room.leave(length);
            }
        }
    }

    private static void copy(Socket there, Socket client) {
        try (there;
                client) {
            InputStream in = there.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (IOException _) {
            // As above.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (SocketException _) {
            // Closed it is.
        } catch (IOException e) {
            throw new UncheckedIOException("close a connection", e);
        }
    }

    /// Ends every connection.
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("close " + address(), e);
        }
        open.forEach(Front::close);
    }
}
