package dev.twinkeel.twin.place;

import dev.twinkeel.traffic.AccessLog;
import dev.twinkeel.traffic.Balancer;
import dev.twinkeel.traffic.BalancerConfig;
import dev.twinkeel.traffic.Certificates;
import dev.twinkeel.traffic.Door;
import dev.twinkeel.traffic.FlowLog;
import dev.twinkeel.traffic.Gate;
import dev.twinkeel.traffic.HealthPolicy;
import dev.twinkeel.traffic.Loops;
import dev.twinkeel.traffic.Route;
import dev.twinkeel.traffic.TargetGroup;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.ZoneConfig;
import dev.twinkeel.twin.guard.FlowFile;
import dev.twinkeel.twin.guard.FlowRecord;
import dev.twinkeel.twin.guard.Guard;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A zone's node: its balancer and its database gates.
///
/// It knows nothing by itself: targets come from the region's control plane and grants from the
/// region's agent, both asked again and again. When neither answers, the balancer goes on with what
/// it knows, and the gates close.
public final class ZoneMain {
    /// Beyond this a check of a pod has failed.
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(2);

    /// A new connection waits so long at a closed gate: longer than a recovery inside the region or
    /// a planned move takes, so that services need not knock again, and shorter than drivers wait
    /// for a first answer.
    private static final Duration GATE_HOLD = Duration.ofMillis(1500);

    private ZoneMain() {}

    /// @param arguments the path of a [ZoneConfig], or `--rehearse`
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1 && arguments[0].equals("--rehearse")) {
            Rehearsal.zone();
            return;
        }
        if (arguments.length != 1) {
            System.err.println(
                    "start a zone's node: expected one argument, the path of its configuration");
            System.exit(2);
        }
        ZoneConfig config = Json.read(Path.of(arguments[0]), ZoneConfig.class);
        Node node = start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
        Thread.currentThread().join();
    }

    /// Everything that a zone's node runs.
    record Node(List<AutoCloseable> parts) implements AutoCloseable {
        @Override
        public void close() {
            for (AutoCloseable part : parts.reversed()) {
                try {
                    part.close();
                } catch (Exception e) {
                    System.getLogger(ZoneMain.class.getName())
                            .log(System.Logger.Level.WARNING, "close " + part, e);
                }
            }
        }
    }

    static Node start(ZoneConfig config) {
        List<AutoCloseable> parts = new ArrayList<>();
        FlowFile flows = FlowFile.open(config.guard().flows(), config.guard().application());
        parts.add(flows);
        Guard guard = new Guard();
        parts.add(guard);
        var doors = new Doors(config, flows, guard);
        Loops loops = Loops.open("gates", 1);
        parts.add(loops);
        Map<String, Balancer> balancers = new LinkedHashMap<>();
        Balancer front =
                balancer(config, config.balancer(), config.routes(), FlowLog.NONE, Door.OPEN);
        balancers.put("", front);
        config.internal()
                .forEach(
                        (service, address) ->
                                balancers.put(
                                        service,
                                        balancer(
                                                config,
                                                address,
                                                internal(config, service),
                                                doors.flows("balancer", service),
                                                doors.door(service))));
        parts.addAll(balancers.values());
        HttpCaller caller = new HttpCaller();
        parts.add(caller);
        var certificates =
                new Certificates(
                        new RegionIssuer(config.zone(), config.regionApi(), caller),
                        InstantSource.system());
        front.secure(socket(config.secure()), certificates);
        Map<String, Gate> gates = new LinkedHashMap<>();
        for (ZoneConfig.GateConfig gate : config.gates()) {
            gates.put(gate.database(), gate(loops, gate, doors));
        }
        parts.addAll(gates.values());
        parts.add(new GrantFollower(config, gates, front, caller).start());
        parts.add(new TargetFollower(config, balancers, caller).start());
        parts.add(
                HttpFace.listen(
                        config.control(),
                        asked ->
                                asked.method().equals("POST")
                                        ? renewed(asked, certificates)
                                        : HttpFace.Answer.ok(counters(balancers, gates))));
        return new Node(parts);
    }

    private static HttpFace.Answer renewed(HttpFace.Asked asked, Certificates certificates) {
        if (!asked.path().equals("/certificate")) {
            return HttpFace.Answer.missing("a zone's node knows /certificate alone");
        }
        try {
            X509Certificate now = certificates.renew();
            return HttpFace.Answer.ok(
                    Map.of(
                            "serial",
                            now.getSerialNumber().toString(16),
                            "until",
                            now.getNotAfter().toInstant().toString()));
        } catch (IOException e) {
            return HttpFace.Answer.refused("it goes on with the one it has: " + e.getMessage());
        }
    }

    private static Map<String, Object> counters(
            Map<String, Balancer> balancers, Map<String, Gate> gates) {
        Map<String, Object> counters = new LinkedHashMap<>();
        balancers.forEach((name, balancer) -> counters.put("balancer" + name, balancer.metrics()));
        gates.forEach(
                (database, gate) ->
                        counters.put(
                                "gate " + database,
                                Map.of(
                                        "open",
                                        gate.open(),
                                        "epoch",
                                        gate.epoch(),
                                        "writers",
                                        gate.writerConnections())));
        return counters;
    }

    /// What the node's listeners ask and tell.
    private record Doors(ZoneConfig config, FlowFile file, Guard guard) {
        FlowLog flows(String kind, String name) {
            return file.log(
                    new FlowRecord.Way(kind + "-" + name, config.zone(), config.zone(), name));
        }

        Door door(String name) {
            return guard.door(config.guard().users().getOrDefault(name, Set.of()));
        }
    }

    private static Gate gate(Loops loops, ZoneConfig.GateConfig gate, Doors doors) {
        return Gate.listen(
                loops,
                socket(gate.writer()),
                socket(gate.reader()),
                GATE_HOLD,
                doors.flows("gate", gate.database()),
                doors.door(gate.database()));
    }

    /// A service's own listener leads everything to it.
    private static List<ZoneConfig.Route> internal(ZoneConfig config, String service) {
        return config.routes().stream()
                .filter(route -> route.service().equals(service))
                .map(
                        it ->
                                new ZoneConfig.Route(
                                        it.service(),
                                        List.of("/"),
                                        it.health(),
                                        it.every(),
                                        it.failures()))
                .toList();
    }

    private static Balancer balancer(
            ZoneConfig config,
            Address listen,
            List<ZoneConfig.Route> routes,
            FlowLog flows,
            Door door) {
        BalancerConfig plain = BalancerConfig.of(socket(listen), config.zone());
        Balancer balancer =
                Balancer.start(
                        new BalancerConfig(
                                plain.listen(),
                                plain.zone(),
                                config.healthPath(),
                                plain.loops(),
                                plain.timeouts(),
                                plain.limits()),
                        AccessLog.NONE,
                        flows,
                        door);
        List<Route> rules = new ArrayList<>();
        for (ZoneConfig.Route route : routes) {
            balancer.group(
                    TargetGroup.of(
                            route.service(),
                            route.health(),
                            new HealthPolicy(route.every(), CHECK_LIMIT, 1, route.failures())));
            route.prefixes().forEach(prefix -> rules.add(rule(prefix, route.service())));
        }
        balancer.routes(rules);
        return balancer;
    }

    /// A route is a path, or a host and a path.
    private static Route rule(String text, String group) {
        int slash = text.indexOf('/');
        return slash == 0
                ? new Route(Route.ANY_HOST, text, group)
                : new Route(text.substring(0, slash), text.substring(slash), group);
    }

    static InetSocketAddress socket(Address address) {
        return new InetSocketAddress(address.host(), address.port());
    }
}
