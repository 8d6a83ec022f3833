package dev.twinkeel.cli;

import dev.twinkeel.drill.Proof;
import dev.twinkeel.drill.TwinTroubleException;
import dev.twinkeel.model.Application;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.host.SecureDoors;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/// A client beside the shoppers that comes by TLS while certificates are renewed: it keeps a
/// connection to every door from before, asks over it, and shakes hands with each door again and
/// again. Thread-safe.
final class CertificateWatch {
    /// At each door. Together they make some ten handshakes a second: on two cores more would be
    /// the load, not look at it.
    private static final Duration PAUSE = Duration.ofMillis(500);

    /// Handshakes and requests at each door with a new certificate, until it was looked at enough.
    private static final int ROUNDS = 3;

    /// Nobody looks at what is found any more.
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final String domain;
    private final String path;
    private final SSLContext trust;
    private final Map<String, Address> doors;
    private final Map<String, TlsConnection> kept = new LinkedHashMap<>();
    private final Map<String, String> before = new LinkedHashMap<>();
    private final Map<String, String> last = new ConcurrentHashMap<>();
    private final Map<String, Integer> renewed = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong handshakes = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private volatile boolean over;

    private CertificateWatch(
            Application application, SSLContext trust, Map<String, Address> doors) {
        this.domain = application.domain();
        // Where a balancer answers for itself.
        this.path = application.routing().health().path();
        this.trust = trust;
        this.doors = doors;
    }

    /// Returns when there is a connection to every door.
    static CertificateWatch start(Application application, SecureDoors where) {
        try {
            SSLContext trust = TlsConnection.trusting(where.authority());
            var watch = new CertificateWatch(application, trust, where.doors());
            watch.open();
            watch.kept.forEach(
                    (door, connection) ->
                            Thread.ofVirtual()
                                    .name("watch-" + door)
                                    .start(() -> watch.watch(door, connection)));
            return watch;
        } catch (IOException | GeneralSecurityException e) {
            throw new TwinTroubleException(
                    "come by TLS to each of " + where.doors() + ": " + e.getMessage(), e);
        }
    }

    private void open() throws IOException {
        boolean all = false;
        try {
            for (var door : doors.entrySet()) {
                TlsConnection connection = TlsConnection.open(trust, door.getValue(), domain);
                kept.put(door.getKey(), connection);
                before.put(door.getKey(), connection.serial());
                connection.ask(path);
            }
            all = true;
        } finally {
            if (!all) {
                kept.values().forEach(TlsConnection::close);
            }
        }
    }

    private void watch(String door, TlsConnection connection) {
        long end = System.nanoTime() + LONGEST.toNanos();
        try (connection) {
            while (!over && System.nanoTime() < end) {
                connection.ask(path);
                requests.incrementAndGet();
                shakeHands(door);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (IOException | RuntimeException e) {
            failures.add("a connection to the " + door + " from before: " + e.getMessage());
        }
    }

    private void shakeHands(String door) {
        try {
            String seen = serial(door);
            handshakes.incrementAndGet();
            last.put(door, seen);
            if (!before.containsValue(seen)) {
                renewed.merge(door, 1, Integer::sum);
            }
        } catch (IOException | RuntimeException e) {
            failures.add("a handshake at the " + door + ": " + e.getMessage());
        }
    }

    /// Of the certificate that a client who comes now is shown.
    private String serial(String door) throws IOException {
        try (TlsConnection connection =
                TlsConnection.open(trust, Objects.requireNonNull(doors.get(door)), domain)) {
            connection.ask(path);
            return connection.serial();
        }
    }

    /// @param serials of the new certificates
    List<Proof> proofs(List<String> serials) {
        List<String> old = new ArrayList<>();
        for (String door : doors.keySet()) {
            String seen = last.getOrDefault(door, "nothing yet");
            if (!serials.contains(seen)) {
                old.add(door + " shows " + seen);
            }
        }
        var shown =
                new Proof(
                        "whoever comes by TLS is shown a new certificate at every door",
                        old.isEmpty(),
                        old.isEmpty()
                                ? "%d doors show serials that are none of the %d from before"
                                        .formatted(
                                                doors.size(), new TreeSet<>(before.values()).size())
                                : String.join("; ", old));
        boolean enough =
                doors.keySet().stream().allMatch(it -> renewed.getOrDefault(it, 0) >= ROUNDS);
        var unbroken =
                new Proof(
                        "no handshake failed, and every connection from before goes on",
                        failures.isEmpty() && enough,
                        failures.isEmpty()
                                ? "%d handshakes; %d requests over %d connections from before"
                                        .formatted(handshakes.get(), requests.get(), kept.size())
                                : String.join("; ", failures));
        over = !failures.isEmpty() || (shown.holds() && unbroken.holds());
        return List.of(shown, unbroken);
    }
}
