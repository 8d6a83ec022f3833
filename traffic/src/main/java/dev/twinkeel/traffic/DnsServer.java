package dev.twinkeel.traffic;

import java.net.InetSocketAddress;
import java.util.List;

/// An authoritative DNS server on UDP and TCP for a few zones.
///
/// Thread-safe.
public final class DnsServer implements AutoCloseable {
    private final InetSocketAddress address;
    private final List<DnsZone> zones;

    private DnsServer(InetSocketAddress address, List<DnsZone> zones) {
        this.address = address;
        this.zones = zones;
    }

    /// Listens at once, UDP and TCP on the same port; port 0 takes a free one.
    ///
    /// @throws java.io.UncheckedIOException naming the address when it cannot be bound
    public static DnsServer listen(InetSocketAddress listen, List<DnsZone> zones) {
        return new DnsServer(listen, List.copyOf(zones));
    }

    public InetSocketAddress address() {
        return address;
    }

    public List<DnsZone> zones() {
        return zones;
    }

    @Override
    public void close() {}
}
