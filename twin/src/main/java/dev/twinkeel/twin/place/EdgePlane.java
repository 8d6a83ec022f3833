package dev.twinkeel.twin.place;

import dev.twinkeel.traffic.Accelerator;
import dev.twinkeel.traffic.DnsServer;
import dev.twinkeel.traffic.DnsZone;
import dev.twinkeel.traffic.Endpoint;
import dev.twinkeel.traffic.FlowLog;
import dev.twinkeel.traffic.Health;
import dev.twinkeel.traffic.HealthCheck;
import dev.twinkeel.traffic.HealthPolicy;
import dev.twinkeel.traffic.Loops;
import dev.twinkeel.traffic.RecordSet;
import dev.twinkeel.traffic.RoutingControl;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.EdgeConfig;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.Json;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// DNS and accelerator, steered together: a route names the region that serves, under an epoch.
///
/// The domain's name stands for the accelerator's two addresses, or for the serving region's
/// balancers when the file has no accelerator. `direct.<domain>` is always the failover record,
/// `<region>.<domain>` always that region.
final class EdgePlane implements AutoCloseable {
    /// How long a check may take: above the round trip between regions.
    private static final Duration CHECK_LIMIT = Duration.ofMillis(900);

    /// Region names do not change, so their records may be kept long.
    private static final Duration FIXED_TTL = Duration.ofMinutes(5);

    private final EdgeConfig config;
    private final Map<String, RoutingControl> controls = new LinkedHashMap<>();
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final Accelerator accelerator;
    private final Accelerator secure;
    private final Duration farewell;
    private Memory memory;
    private Optional<Announced> announced = Optional.empty();

    /// The route as last ordered.
    ///
    /// @param turn empty in a file of a version that had none
    record Memory(long epoch, Optional<Long> turn, String region) {
        Memory(Order order) {
            this(order.epoch(), Optional.of(order.turn()), order.region());
        }

        boolean newerThan(Order order) {
            return order.epoch() < epoch
                    || (order.epoch() == epoch && order.turn() < turn.orElse(0L));
        }
    }

    /// What an agent orders.
    ///
    /// @param turn tells orders of one epoch apart
    record Order(long epoch, long turn, String region, String application) {}

    /// What the agent of a region announces whose lease is being handed over: for a while the
    /// region goes on serving the users that it has.
    record Leaving(String region, long forMillis) {}

    /// What counts of it, and until when.
    private record Announced(String region, long untilNanos) {
        static Announced of(Leaving leaving) {
            return new Announced(
                    leaving.region(),
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(leaving.forMillis()));
        }

        boolean leaves(String serving, String next) {
            return region.equals(serving)
                    && !region.equals(next)
                    && System.nanoTime() - untilNanos < 0;
        }
    }

    private EdgePlane(EdgeConfig config, Duration farewell) {
        this.config = config;
        this.farewell = farewell;
        this.memory =
                Files.exists(config.memory())
                        ? Json.read(config.memory(), Memory.class)
                        : new Memory(0, Optional.empty(), config.regions().getFirst().name());
        Loops loops = Loops.open("accelerator", 1);
        parts.add(loops);
        Map<String, Health> healths = new LinkedHashMap<>();
        List<InetAddressList> seen = new ArrayList<>();
        this.accelerator =
                Accelerator.listen(
                        loops,
                        config.accelerator().stream().map(ZoneMain::socket).toList(),
                        FlowLog.NONE);
        parts.add(accelerator);
        this.secure =
                Accelerator.listen(
                        loops,
                        config.secure().stream().map(ZoneMain::socket).toList(),
                        FlowLog.NONE);
        parts.add(secure);
        for (EdgeConfig.Region region : config.regions()) {
            controls.put(
                    region.name(),
                    new RoutingControl(region.name(), region.name().equals(memory.region())));
            List<Endpoint> nodes = nodes(region);
            accelerator.region(region.name(), nodes);
            secure.region(region.name(), secure(region, nodes));
            healths.put(
                    region.name(), () -> nodes.stream().anyMatch(node -> node.health().healthy()));
            seen.add(new InetAddressList(region.name(), inet(region.seen())));
        }
        accelerator.activate(memory.epoch(), memory.region());
        secure.activate(memory.epoch(), memory.region());
        parts.add(DnsServer.listen(ZoneMain.socket(config.dns()), List.of(zone(healths, seen))));
    }

    private record InetAddressList(String region, List<Inet4Address> addresses) {}

    static EdgePlane start(EdgeConfig config) {
        return start(config, SeeingOff.AT_EDGE);
    }

    /// @param farewell how long connections to a region are kept that is left gently
    static EdgePlane start(EdgeConfig config, Duration farewell) {
        EdgePlane edge = new EdgePlane(config, farewell);
        edge.parts.add(HttpFace.listen(config.control(), edge::handle));
        return edge;
    }

    private List<Endpoint> nodes(EdgeConfig.Region region) {
        HealthPolicy policy =
                new HealthPolicy(config.every(), CHECK_LIMIT, config.failures(), config.failures());
        List<Endpoint> nodes = new ArrayList<>();
        for (Address node : region.nodes()) {
            HealthCheck check =
                    HealthCheck.http(
                            ZoneMain.socket(node),
                            config.domain(),
                            config.healthPath(),
                            policy,
                            true);
            parts.add(check);
            nodes.add(new Endpoint(region.name() + " " + node, ZoneMain.socket(node), check));
        }
        return nodes;
    }

    /// A node is as well as it is without TLS.
    private static List<Endpoint> secure(EdgeConfig.Region region, List<Endpoint> nodes) {
        List<Endpoint> secure = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Address address = region.secure().get(i);
            secure.add(
                    new Endpoint(
                            region.name() + " " + address,
                            ZoneMain.socket(address),
                            nodes.get(i).health()));
        }
        return secure;
    }

    private DnsZone zone(Map<String, Health> healths, List<InetAddressList> seen) {
        DnsZone zone = new DnsZone(config.domain(), inet(List.of(config.dns())), config.ttl());
        List<RecordSet.Choice> choices = new ArrayList<>();
        for (InetAddressList region : seen) {
            zone.put(
                    new RecordSet.Simple(
                            region.region() + "." + config.domain(),
                            FIXED_TTL,
                            region.addresses()));
            choices.add(
                    new RecordSet.Choice(region.addresses(), answering(region.region(), healths)));
        }
        zone.put(failover("direct." + config.domain(), choices));
        zone.put(
                config.accelerate()
                        ? new RecordSet.Simple(
                                config.domain(), config.ttl(), inet(config.acceleratorSeen()))
                        : failover(config.domain(), choices));
        return zone;
    }

    /// A region is answered while it is switched on and one of its nodes is healthy.
    private Health answering(String region, Map<String, Health> healths) {
        RoutingControl control = Objects.requireNonNull(controls.get(region));
        Health health = Objects.requireNonNull(healths.get(region));
        return () -> control.healthy() && health.healthy();
    }

    private RecordSet failover(String name, List<RecordSet.Choice> choices) {
        return new RecordSet.Failover(name, config.ttl(), choices.getFirst(), choices.getLast());
    }

    private static List<Inet4Address> inet(List<Address> addresses) {
        return addresses.stream().map(EdgePlane::inet).distinct().toList();
    }

    private static Inet4Address inet(Address address) {
        try {
            return (Inet4Address) InetAddress.getByName(address.host());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address of a record: " + address, e);
        }
    }

    private synchronized HttpFace.Answer handle(HttpFace.Asked asked) throws Exception {
        if (asked.path().equals("/leaving") && asked.method().equals("POST")) {
            return leave(Json.mapper().treeToValue(asked.body(), Leaving.class));
        }
        if (!asked.path().equals("/route")) {
            return HttpFace.Answer.missing("the edge knows /route and POST /leaving");
        }
        if (asked.method().equals("GET")) {
            return HttpFace.Answer.ok(memory);
        }
        return route(Json.mapper().treeToValue(asked.body(), Order.class));
    }

    private HttpFace.Answer leave(Leaving leaving) {
        announced = Optional.of(Announced.of(leaving));
        return HttpFace.Answer.ok(leaving);
    }

    /// How long connections to the region that served are kept.
    private Duration keep(String next) {
        return announced.filter(it -> it.leaves(memory.region(), next)).isPresent()
                ? farewell
                : Duration.ZERO;
    }

    /// An older order is refused, unless it asks for what is so already.
    private HttpFace.Answer route(Order order) {
        if (!controls.containsKey(order.region())) {
            return HttpFace.Answer.refused("no region \"" + order.region() + "\"");
        }
        boolean there = order.region().equals(memory.region());
        if (memory.newerThan(order)) {
            return there
                    ? HttpFace.Answer.ok(memory)
                    : HttpFace.Answer.refused(
                            "epoch %d, turn %d, is older than epoch %d, turn %d, of the route to %s"
                                    .formatted(
                                            order.epoch(),
                                            order.turn(),
                                            memory.epoch(),
                                            memory.turn().orElse(0L),
                                            memory.region()));
        }
        Duration keep = keep(order.region());
        // Written first: an order that fails here is asked for again, and was not carried out.
        Memory next = new Memory(order);
        Json.write(config.memory(), next);
        memory = next;
        if (there) {
            // Whoever is still elsewhere leaves as was ordered first.
            return HttpFace.Answer.ok(memory);
        }
        if (keep.isZero()) {
            // What was announced before does not make a later failover gentle.
            announced = Optional.empty();
        }
        controls.forEach(
                (region, control) -> control.turn(order.epoch(), region.equals(order.region())));
        accelerator.activate(order.epoch(), order.region(), keep);
        secure.activate(order.epoch(), order.region(), keep);
        return HttpFace.Answer.ok(memory);
    }

    @Override
    public void close() {
        for (AutoCloseable part : parts.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                System.getLogger(EdgePlane.class.getName())
                        .log(System.Logger.Level.WARNING, "close " + part, e);
            }
        }
    }
}
