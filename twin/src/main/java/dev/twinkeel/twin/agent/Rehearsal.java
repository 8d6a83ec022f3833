package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.AgentConfig;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.VoterConfig;
import dev.twinkeel.twin.WholeFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Runs the real parts for a moment on throw-away ports and folders, so that the JVM can record
/// which classes a process needs at its start.
final class Rehearsal {
    private static final Duration LIMIT = Duration.ofMillis(2500);

    /// Some rounds of everything that repeats itself.
    private static final Duration PAUSE = Duration.ofMillis(900);

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Rehearsal() {}

    /// Three voters in this JVM elect a leader and agree on a lease.
    static void voters() {
        Path folder = folder();
        List<Voter> voters = new ArrayList<>();
        try {
            List<Address> clients = new ArrayList<>();
            for (VoterConfig config : ensemble(folder)) {
                Voter voter = new Voter(config);
                voters.add(voter);
                clients.add(config.clients());
                Thread.ofPlatform().daemon().name("voter-" + config.id()).start(voter::run);
            }
            try (ZooKeeperLeases leases = new ZooKeeperLeases(clients, LIMIT)) {
                agree(leases);
            }
        } finally {
            voters.forEach(Voter::close);
            delete(folder);
        }
    }

    /// An agent that finds nobody: it probes, reads, decides, journals and answers.
    static void agent() {
        Path folder = folder();
        AgentConfig config = config(folder, List.of(free(), free()), free());
        try (Agent agent = new Agent(config, InstantSource.system());
                HttpCaller caller = new HttpCaller()) {
            Address at = agent.address();
            for (String path : List.of("/grants", "/observations", "/state", "/health")) {
                caller.get(at, path, LIMIT);
            }
            caller.get(at, "/journal?database=orders-db&after=0", LIMIT);
            caller.post(
                    at,
                    "/command",
                    Map.of("who", "rehearsal", "command", Map.of("kind", "pause")),
                    LIMIT);
            LockSupport.parkNanos(PAUSE.toNanos());
        } catch (IOException e) {
            throw new UncheckedIOException("rehearse an agent", e);
        } finally {
            delete(folder);
        }
    }

    static AgentConfig config(Path folder, List<Address> voters, Address nobody) {
        try {
            Path password = Files.writeString(folder.resolve("password"), "none");
            Member member = new Member("orders-db-here-a", "here", "here-a");
            Policy policy = policy(member);
            return new AgentConfig(
                    "here",
                    new Address("127.0.0.1", 0),
                    folder.resolve("journal"),
                    List.of(policy),
                    voters,
                    Map.of(member.name(), nobody),
                    Map.of(member.name(), Map.of()),
                    folder.resolve("pgpass"),
                    Map.of("orders-db", "orders_db"),
                    password,
                    Optional.empty(),
                    Map.of("here", nobody),
                    nobody,
                    Map.of("there", nobody),
                    Map.of("here", List.of(nobody), "there", List.of(nobody)),
                    "/health");
        } catch (IOException e) {
            throw new UncheckedIOException("write the rehearsal's files", e);
        }
    }

    private static Policy policy(Member member) {
        return new Policy(
                "orders-db",
                "here",
                "third",
                List.of("here", "there"),
                "here",
                List.of(member),
                List.of(member),
                Duration.ofSeconds(3),
                Duration.ofMillis(500),
                Duration.ofMillis(500),
                Duration.ofMillis(300),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                false);
    }

    private static void agree(ZooKeeperLeases leases) {
        Lease first =
                new Lease(
                        "rehearsal",
                        1,
                        "nowhere",
                        Optional.empty(),
                        Set.of(),
                        0,
                        Optional.empty(),
                        false);
        if (leases.create(first) instanceof Reply.Done<Versioned>(var created)) {
            leases.swap(created, first);
            leases.read("rehearsal");
        }
    }

    static List<VoterConfig> ensemble(Path folder) {
        List<VoterConfig.Peer> peers = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            peers.add(new VoterConfig.Peer(id, free(), free()));
        }
        return peers.stream()
                .map(
                        peer ->
                                new VoterConfig(
                                        peer.id(),
                                        folder.resolve("voter-" + peer.id()),
                                        free(),
                                        peers))
                .toList();
    }

    static Path folder() {
        try {
            return Files.createTempDirectory("twinkeel-rehearsal");
        } catch (IOException e) {
            throw new UncheckedIOException("make a folder for the rehearsal", e);
        }
    }

    /// Never the same twice: nobody listens yet at what was given before.
    static Address free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            return GIVEN.add(port) ? new Address("127.0.0.1", port) : free();
        } catch (IOException e) {
            throw new UncheckedIOException("find a free port", e);
        }
    }

    static void delete(Path folder) {
        try {
            WholeFolder.delete(folder);
        } catch (IOException ignored) {
            // A file of a part that is still stopping; the system clears its temporary folder.
        }
    }
}
