package dev.twinkeel.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A TCP server of a test: what it does with a connection is given to it.
final class Peer implements AutoCloseable {
    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    interface Conversation {
        void with(Socket socket) throws IOException;
    }

    final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();
    private final ServerSocket server;

    private Peer(Conversation conversation) {
        try {
            server = new ServerSocket(0, 1024, LOOPBACK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> accept(conversation));
    }

    static Peer that(Conversation conversation) {
        return new Peer(conversation);
    }

    /// Sends back what it gets, and ends when it ends.
    static Peer echo() {
        return that(
                socket -> {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                    socket.shutdownOutput();
                });
    }

    /// Says its name once asked a byte, for each byte.
    static Peer named(char name) {
        return that(
                socket -> {
                    while (socket.getInputStream().read() >= 0) {
                        socket.getOutputStream().write(name);
                    }
                });
    }

    /// Accepts and says nothing.
    static Peer silent() {
        return that(_ -> {});
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(LOOPBACK, 0);
    }

    /// An address on which nobody listens.
    static InetSocketAddress nobody() {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Socket connect(InetSocketAddress address) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Waiting.LONG.toMillis());
            socket.connect(address, 5000);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a byte and returns the answer, -1 at the end or reset of the connection.
    static int ask(Socket socket) {
        try {
            socket.getOutputStream().write('?');
            return socket.getInputStream().read();
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException _) {
            return -1;
        }
    }

    /// Whether a new connection is not served: not made at all, or reset at once.
    static boolean refused(InetSocketAddress address) {
        try (Socket socket = connect(address)) {
            return ask(socket) == -1;
        } catch (UncheckedIOException e) {
            return !(e.getCause() instanceof java.net.SocketTimeoutException);
        } catch (IOException _) {
            return true;
        }
    }

    /// Whether the other side has ended or reset the connection, waited for.
    static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    /// Whether nothing at all comes within that time.
    static boolean silentFor(Socket socket, int millis) throws IOException {
        int before = socket.getSoTimeout();
        socket.setSoTimeout(millis);
        try {
            return socket.getInputStream().read() == -2;
        } catch (java.net.SocketTimeoutException _) {
            return true;
        } finally {
            socket.setSoTimeout(before);
        }
    }

    private void accept(Conversation conversation) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                accepted.add(socket);
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        conversation.with(socket);
                                    } catch (IOException _) {
                                        // The other side ended it.
                                    }
                                });
            } catch (IOException _) {
                return;
            }
        }
    }

    /// As a killed process: the listener and every connection are gone.
    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : accepted) {
                if (!socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
