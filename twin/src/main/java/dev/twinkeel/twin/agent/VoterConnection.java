package dev.twinkeel.twin.agent;

import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;

/// Keeps one connection to one voter open, for as long as it lives.
///
/// A lost connection is replaced by a new client, not by the old one's own reconnection: that waits
/// for up to a second first. Nothing in the store depends on a session. Thread-safe.
final class VoterConnection implements AutoCloseable {
    /// A client waits as long for a connection, and gives up one that is silent for two thirds of
    /// it.
    private static final Duration SESSION = Duration.ofMillis(1500);

    private static final Duration PAUSE = Duration.ofMillis(60);

    /// How long a voter that did not answer is asked last.
    private static final Duration SUSPICION = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(VoterConnection.class.getName());

    private final Address address;
    private final Runnable onConnected;
    private final ZKClientConfig settings = new ZKClientConfig();
    private final Thread thread;
    private @Nullable ZooKeeper current;
    private volatile @Nullable ZooKeeper session;
    private volatile long suspectedUntilNanos = System.nanoTime();
    private volatile boolean closed;

    VoterConnection(Address address, Runnable onConnected) {
        this.address = address;
        this.onConnected = onConnected;
        settings.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
        thread = Thread.ofVirtual().name("voter " + address).start(this::keep);
    }

    Address address() {
        return address;
    }

    /// The client, while it is connected to a voter that has a quorum.
    Optional<ZooKeeper> session() {
        return Optional.ofNullable(session);
    }

    void suspect() {
        suspectedUntilNanos = System.nanoTime() + SUSPICION.toNanos();
    }

    boolean suspected() {
        return System.nanoTime() - suspectedUntilNanos < 0;
    }

    private void keep() {
        while (!closed) {
            try {
                once();
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // The last also when there is no thread to be had for the client.
                LOG.log(System.Logger.Level.WARNING, "connect to voter " + address, e);
            }
        }
    }

    /// One client, from its connection to its end.
    private void once() throws IOException, InterruptedException {
        Semaphore ended = new Semaphore(0);
        Semaphore created = new Semaphore(0);
        ZooKeeper[] self = new ZooKeeper[1];
        self[0] =
                new ZooKeeper(
                        address.toString(),
                        (int) SESSION.toMillis(),
                        event -> seen(event, self, created, ended),
                        /* canBeReadOnly= */ false,
                        new OneHost(address),
                        settings);
        speaks(self[0]);
        created.release();
        try {
            ended.acquire();
        } finally {
            speaks(null);
            Thread.ofVirtual().start(() -> end(self[0]));
        }
    }

    /// From now on only this client is listened to. One that was given up may connect once more
    /// before it ends, and says so, and that it ended, while the next one is connected already.
    private synchronized void speaks(@Nullable ZooKeeper client) {
        current = client;
        session = null;
    }

    private void seen(WatchedEvent event, ZooKeeper[] self, Semaphore created, Semaphore ended) {
        created.acquireUninterruptibly();
        created.release();
        synchronized (this) {
            if (!self[0].equals(current)) {
                return;
            }
            switch (event.getState()) {
                case SyncConnected -> session = self[0];
                case ConnectedReadOnly, SaslAuthenticated -> {}
                default -> {
                    session = null;
                    ended.release();
                }
            }
        }
        onConnected.run();
    }

    private static void end(ZooKeeper client) {
        try {
            client.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
