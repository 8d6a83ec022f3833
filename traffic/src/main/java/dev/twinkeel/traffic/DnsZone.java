package dev.twinkeel.traffic;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// A zone of a [DnsServer]: its record sets, changed at run time.
///
/// Thread-safe.
public final class DnsZone {
    /// As Route 53's own for its SOA and NS records.
    private static final long NS_TTL_SECONDS = 3600;

    private static final int NAME_SERVERS_MAX = 8;

    private final Name origin;
    private final List<Inet4Address> nameServers;
    private final Duration negativeTtl;
    private final Map<String, RecordSet> records = new ConcurrentHashMap<>();
    private final AtomicLong serial = new AtomicLong(1);

    /// What a zone says about a name: nothing at all, when the name does not exist.
    record Found(boolean exists, List<Record> answers) {}

    /// @param name such as `shop.example.com`
    /// @param nameServers addresses of `ns1`, `ns2`, ... of the zone
    /// @param negativeTtl how long a resolver remembers that a name does not exist
    public DnsZone(String name, List<Inet4Address> nameServers, Duration negativeTtl) {
        this.origin = absolute(name);
        this.nameServers = List.copyOf(nameServers);
        this.negativeTtl = negativeTtl;
        if (nameServers.isEmpty() || nameServers.size() > NAME_SERVERS_MAX) {
            throw new IllegalArgumentException(
                    "zone %s: needs 1 to %d name servers, got %d"
                            .formatted(name, NAME_SERVERS_MAX, nameServers.size()));
        }
        for (int i = 0; i < nameServers.size(); i++) {
            put(
                    new RecordSet.Simple(
                            nameServer(i).toString(),
                            Duration.ofSeconds(NS_TTL_SECONDS),
                            List.of(nameServers.get(i))));
        }
    }

    public String name() {
        return origin.toString(/* omitFinalDot= */ true);
    }

    /// Adds a record set, or replaces the one of the same name.
    ///
    /// @throws IllegalArgumentException when its name is not in this zone
    public void put(RecordSet records) {
        Name name = absolute(records.name());
        if (!name.subdomain(origin)) {
            throw new IllegalArgumentException(
                    "zone %s: the name %s is not in it; give the whole name"
                            .formatted(name(), records.name()));
        }
        this.records.put(key(name), records);
        serial.incrementAndGet();
    }

    public void remove(String name) {
        records.remove(key(absolute(name)));
        serial.incrementAndGet();
    }

    Name origin() {
        return origin;
    }

    /// The records of a name and type, owned by the name as it was asked (its case is kept, so that
    /// resolvers which vary it at random recognise the answer).
    Found find(Name asked, int type, RandomGenerator random) {
        List<Record> answers = new ArrayList<>();
        boolean apex = asked.equals(origin);
        boolean any = type == Type.ANY;
        if (apex && (any || type == Type.SOA)) {
            answers.add(soa(asked, NS_TTL_SECONDS));
        }
        if (apex && (any || type == Type.NS)) {
            for (int i = 0; i < nameServers.size(); i++) {
                answers.add(new NSRecord(asked, DClass.IN, NS_TTL_SECONDS, nameServer(i)));
            }
        }
        Optional<RecordSet> set = Optional.ofNullable(records.get(key(asked)));
        if (any || type == Type.A) {
            set.ifPresent(
                    found ->
                            RecordChoice.choose(found, random)
                                    .forEach(address -> answers.add(a(asked, found, address))));
        }
        return new Found(apex || set.isPresent() || hasBelow(asked), answers);
    }

    /// The SOA that goes with an answer that says "no": RFC 2308, its TTL is the negative one.
    Record negativeSoa() {
        return soa(origin, negativeTtl.toSeconds());
    }

    private static Record a(Name owner, RecordSet set, Inet4Address address) {
        return new ARecord(owner, DClass.IN, set.ttl().toSeconds(), address);
    }

    private Record soa(Name owner, long ttlSeconds) {
        return new SOARecord(
                owner,
                DClass.IN,
                ttlSeconds,
                nameServer(0),
                absolute("hostmaster." + origin),
                serial.get(),
                /* refresh= */ 7200,
                /* retry= */ 900,
                /* expire= */ 1_209_600,
                negativeTtl.toSeconds());
    }

    /// A name without records of its own exists when a longer one does (RFC 8020).
    private boolean hasBelow(Name asked) {
        String suffix = "." + key(asked);
        return records.keySet().stream().anyMatch(name -> name.endsWith(suffix));
    }

    private Name nameServer(int index) {
        return absolute("ns%d.%s".formatted(index + 1, origin));
    }

    private static String key(Name name) {
        return name.toString(/* omitFinalDot= */ true).toLowerCase(Locale.ROOT);
    }

    private static Name absolute(String name) {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("DNS name %s: it is not one".formatted(name), e);
        }
    }
}
