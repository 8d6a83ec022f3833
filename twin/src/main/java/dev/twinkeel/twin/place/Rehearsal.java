package dev.twinkeel.twin.place;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.EdgeConfig;
import dev.twinkeel.twin.Grants;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.Targets;
import dev.twinkeel.twin.ZoneConfig;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Runs the real parts for a moment on free ports of 127.0.0.1, so that the JVM learns what a start
/// needs and can write its ahead-of-time cache.
final class Rehearsal {
    private static final int REQUESTS = 300;
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final long DEADLINE_SECONDS = 15;

    private Rehearsal() {}

    static void zone() throws IOException {
        Address world = free();
        Address balancer = free();
        Path flows = Files.createTempDirectory("twinkeel-rehearsal").resolve("flows.log");
        Targets targets = new Targets(List.of(new Targets.Target("s", "s-1", "z", world)));
        Grants grants =
                Grants.of(
                        List.of(
                                new Grants.Given(
                                        "d",
                                        1,
                                        Optional.of("d-1"),
                                        1000,
                                        List.of("d-1"),
                                        false,
                                        false)));
        ZoneConfig config =
                new ZoneConfig(
                        "z",
                        balancer,
                        free(),
                        free(),
                        world,
                        world,
                        "/health",
                        List.of(
                                new ZoneConfig.Route(
                                        "s", List.of("/"), "/pod", Duration.ofMillis(50), 2)),
                        Map.of("s", free()),
                        List.of(
                                new ZoneConfig.GateConfig(
                                        "d", free(), free(), Map.of("d-1", world))),
                        new ZoneConfig.Guarded(
                                "rehearsal",
                                flows,
                                Map.of("s", Set.of("other"), "d", Set.of("s"))));
        var tls = new TlsRehearsal();
        try (HttpFace face =
                        HttpFace.listen(
                                world,
                                asked ->
                                        asked.part(0).equals("certificates")
                                                ? tls.certify(asked)
                                                : answer(asked, targets, grants));
                ZoneMain.Node node = ZoneMain.start(config);
                HttpCaller caller = new HttpCaller()) {
            exercise(caller, balancer, "/");
            exercise(caller, config.gates().getFirst().writer(), "/");
            tls.shakeHands(config.secure());
        } finally {
            Files.deleteIfExists(flows);
            Files.deleteIfExists(flows.getParent());
        }
    }

    private static HttpFace.Answer answer(HttpFace.Asked asked, Targets targets, Grants grants) {
        return switch (asked.part(0)) {
            case "targets" -> HttpFace.Answer.ok(targets);
            case "grants" -> HttpFace.Answer.ok(grants);
            default -> HttpFace.Answer.ok(Map.of());
        };
    }

    static void edge() throws IOException {
        Address world = free();
        Address dns = free();
        Address front = free();
        Path memory = Files.createTempDirectory("twinkeel-rehearsal").resolve("route.json");
        List<EdgeConfig.Region> regions =
                List.of(
                        new EdgeConfig.Region(
                                "one", List.of(world), List.of(world), List.of(world)),
                        new EdgeConfig.Region(
                                "two", List.of(world), List.of(world), List.of(world)));
        EdgeConfig config =
                new EdgeConfig(
                        free(),
                        dns,
                        List.of(front),
                        List.of(free()),
                        List.of(front),
                        "rehearsal.test",
                        true,
                        Duration.ofSeconds(1),
                        "/health",
                        Duration.ofMillis(100),
                        3,
                        regions,
                        memory);
        try (HttpFace face = HttpFace.listen(world, _ -> HttpFace.Answer.ok(Map.of()));
                EdgePlane edge = EdgePlane.start(config);
                HttpCaller caller = new HttpCaller()) {
            caller.post(
                    config.control(),
                    "/route",
                    Map.of("epoch", 2, "turn", 1, "region", "two"),
                    LIMIT);
            exercise(caller, front, "/");
            ask(dns, "rehearsal.test.");
            ask(dns, "direct.rehearsal.test.");
        } finally {
            Files.deleteIfExists(memory);
            Files.deleteIfExists(memory.getParent());
        }
    }

    private static void exercise(HttpCaller caller, Address address, String path) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        int answered = 0;
        while (answered < REQUESTS && System.nanoTime() < deadline) {
            try {
                answered += caller.get(address, path, LIMIT).ok() ? 1 : 0;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static void ask(Address dns, String name) throws IOException {
        byte[] query =
                Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN))
                        .toWire();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.send(
                    new DatagramPacket(
                            query, query.length, new InetSocketAddress(dns.host(), dns.port())));
            byte[] answer = new byte[1500];
            socket.receive(new DatagramPacket(answer, answer.length));
        }
    }

    private static Address free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Address("127.0.0.1", socket.getLocalPort());
        }
    }
}
