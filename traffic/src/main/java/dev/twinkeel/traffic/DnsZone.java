package dev.twinkeel.traffic;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A zone of a [DnsServer]: its record sets, changed at run time.
///
/// Thread-safe.
public final class DnsZone {
    private final String name;
    private final List<Inet4Address> nameServers;
    private final Duration negativeTtl;
    private final Map<String, RecordSet> records = new ConcurrentHashMap<>();

    /// @param name such as `shop.example.com`
    /// @param nameServers addresses of `ns1`, `ns2`, ... of the zone
    /// @param negativeTtl how long a resolver remembers that a name does not exist
    public DnsZone(String name, List<Inet4Address> nameServers, Duration negativeTtl) {
        this.name = name;
        this.nameServers = List.copyOf(nameServers);
        this.negativeTtl = negativeTtl;
    }

    public String name() {
        return name;
    }

    List<Inet4Address> nameServers() {
        return nameServers;
    }

    Duration negativeTtl() {
        return negativeTtl;
    }

    /// Adds a record set, or replaces the one of the same name.
    public void put(RecordSet records) {
        this.records.put(records.name().toLowerCase(Locale.ROOT), records);
    }

    public void remove(String name) {
        records.remove(name.toLowerCase(Locale.ROOT));
    }
}
