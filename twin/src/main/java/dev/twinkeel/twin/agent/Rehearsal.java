package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.VoterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Runs the real parts for a moment on throw-away ports and folders, so that the JVM can record
/// which classes a process needs at its start.
final class Rehearsal {
    private static final Duration LIMIT = Duration.ofMillis(2500);

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

    static Address free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Address("127.0.0.1", socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("find a free port", e);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Rehearsal::deleteOne);
        } catch (IOException | UncheckedIOException ignored) {
            // A file of a part that is still stopping; the system clears its temporary folder.
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("delete " + file, e);
        }
    }
}
