package dev.twinkeel.traffic;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// An authoritative DNS server on UDP and TCP for a few zones. One thread answers UDP; a virtual
/// thread serves each TCP connection.
///
/// Thread-safe.
public final class DnsServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DnsServer.class.getName());

    /// TCP clients served at once; the oldest rule of DNS servers is not to be held by idle ones.
    private static final int TCP_CONNECTIONS_MAX = 256;

    private static final int TCP_IDLE_MILLIS = 5000;
    private static final int UDP_BYTES_MAX = 4096;

    /// A free TCP port may be taken for UDP: other ports are tried this often.
    private static final int BIND_ATTEMPTS = 20;

    /// Safe to share between threads, as generators by themselves are not.
    private static final RandomGenerator THREAD_RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    private final List<DnsZone> zones;
    private final DnsAnswers answers;
    private final ServerSocket tcp;
    private final DatagramChannel udp;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final AtomicLong asked = new AtomicLong();

    private record Sockets(ServerSocket tcp, DatagramChannel udp) {}

    private DnsServer(List<DnsZone> zones, Sockets sockets) {
        this.zones = zones;
        this.answers = new DnsAnswers(zones, THREAD_RANDOM);
        this.tcp = sockets.tcp();
        this.udp = sockets.udp();
    }

    /// Listens at once, UDP and TCP on the same port; port 0 takes a free one.
    ///
    /// @throws UncheckedIOException naming the address when it cannot be bound
    public static DnsServer listen(InetSocketAddress listen, List<DnsZone> zones) {
        DnsServer server = new DnsServer(List.copyOf(zones), bind(listen));
        Thread.ofPlatform().daemon().name("dns-udp").start(server::serveUdp);
        Thread.ofVirtual().name("dns-tcp").start(server::serveTcp);
        return server;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    public List<DnsZone> zones() {
        return zones;
    }

    /// Messages received since the start, malformed ones included.
    public long asked() {
        return asked.get();
    }

    @Override
    public void close() {
        try {
            udp.close();
            tcp.close();
            for (Socket client : clients) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("close the DNS server on " + address(), e);
        }
    }

    private static Sockets bind(InetSocketAddress listen) {
        @Nullable IOException last = null;
        for (int attempt = 0; attempt < BIND_ATTEMPTS; attempt++) {
            try {
                return bindOnce(listen);
            } catch (IOException e) {
                last = e;
                if (listen.getPort() != 0) {
                    break;
                }
            }
        }
        throw new UncheckedIOException(
                "DNS server: listen on %s:%d by UDP and TCP: is the port taken, or below 1024?"
                        .formatted(listen.getHostString(), listen.getPort()),
                last == null ? new IOException("no attempt was made") : last);
    }

    private static Sockets bindOnce(InetSocketAddress listen) throws IOException {
        ServerSocket tcp = new ServerSocket(listen.getPort(), 128, listen.getAddress());
        try {
            DatagramChannel udp = DatagramChannel.open();
            try {
                udp.bind(new InetSocketAddress(listen.getAddress(), tcp.getLocalPort()));
                return new Sockets(tcp, udp);
            } catch (IOException e) {
                udp.close();
                throw e;
            }
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    private void serveUdp() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(UDP_BYTES_MAX);
        while (udp.isOpen()) {
            try {
                buffer.clear();
                SocketAddress client = udp.receive(buffer);
                byte[] query = new byte[buffer.flip().remaining()];
                buffer.get(query);
                Optional<byte[]> answer = answer(query, /* overUdp= */ true);
                if (answer.isPresent()) {
                    udp.send(ByteBuffer.wrap(answer.get()), client);
                }
            } catch (IOException e) {
                if (udp.isOpen()) {
                    LOG.log(System.Logger.Level.DEBUG, "answer a DNS question by UDP", e);
                }
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket client = tcp.accept();
                if (clients.size() >= TCP_CONNECTIONS_MAX) {
                    client.close();
                } else {
                    clients.add(client);
                    Thread.ofVirtual().name("dns-tcp-client").start(() -> converse(client));
                }
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    LOG.log(System.Logger.Level.DEBUG, "accept a DNS client by TCP", e);
                }
            }
        }
    }

    /// Length and message, again and again (RFC 7766).
    private void converse(Socket client) {
        try (client) {
            client.setSoTimeout(TCP_IDLE_MILLIS);
            client.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                Optional<byte[]> answer = answer(query, /* overUdp= */ false);
                if (answer.isEmpty()) {
                    return;
                }
                byte[] framed = new byte[answer.get().length + 2];
                ByteBuffer.wrap(framed).putShort((short) answer.get().length).put(answer.get());
                out.write(framed);
            }
        } catch (IOException _) {
            // The client left, or was idle.
        } finally {
            clients.remove(client);
        }
    }

    private Optional<byte[]> answer(byte[] query, boolean overUdp) {
        asked.incrementAndGet();
        return answers.answer(query, overUdp);
    }
}
