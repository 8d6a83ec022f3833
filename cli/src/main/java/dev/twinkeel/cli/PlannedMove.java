package dev.twinkeel.cli;

import dev.twinkeel.drill.Fault;
import dev.twinkeel.drill.Proof;
import dev.twinkeel.drill.TwinTroubleException;
import dev.twinkeel.drill.Wound;
import dev.twinkeel.recovery.Command;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Orders a planned move as a person would, and tells whether it came to its end.
final class PlannedMove {
    /// Who gave the order, as the engines' journals say it.
    private static final String WHO = "the drill";

    private final TwinClient client;

    PlannedMove(TwinClient client) {
        this.client = client;
    }

    /// Asks the engine that holds the leases to give them and the users to the other region.
    Wound toRegion(Fault fault, Status status, String from, String to) {
        Instant at = Instant.now();
        client.command(WHO, Optional.empty(), Optional.empty(), new Command.Failback(to));
        return new Wound(
                fault,
                at,
                from,
                "ordered %s: a planned move from %s".formatted(to, from),
                List.of(),
                moved(status, to));
    }

    /// Each database with where it is to be; where there is none, only where the users are to be.
    static List<String> moved(Status status, String to) {
        return status.databases().isEmpty()
                ? List.of(to)
                : status.databases().stream()
                        .map(database -> database.database() + " " + to)
                        .toList();
    }

    /// Asks for a takeover by a region, as after a loss.
    Wound takeover(Fault fault, String from, String to, boolean acceptLoss) {
        Instant at = Instant.now();
        String answer =
                client.command(
                        WHO,
                        Optional.of(to),
                        Optional.empty(),
                        new Command.Failover(to, acceptLoss));
        return new Wound(
                fault,
                at,
                from,
                "ordered %s to take over: %s".formatted(to, answer),
                List.of(),
                List.of(to));
    }

    /// Asks for another member of the same region.
    Wound toMember(Fault fault, List<Status.DatabaseStatus> databases) {
        Instant at = Instant.now();
        List<Member> targets = databases.stream().map(PlannedMove::other).toList();
        for (int i = 0; i < targets.size(); i++) {
            client.command(
                    WHO,
                    Optional.of(targets.get(i).region()),
                    Optional.of(databases.get(i).database()),
                    new Command.Switchover(targets.get(i)));
        }
        List<String> names = targets.stream().map(Member::name).toList();
        return new Wound(
                fault,
                at,
                targets.getFirst().region(),
                "ordered %s: a planned move within %s"
                        .formatted(String.join(" and ", names), targets.getFirst().region()),
                List.of(),
                java.util.stream.IntStream.range(0, names.size())
                        .mapToObj(i -> databases.get(i).database() + " " + names.get(i))
                        .toList());
    }

    /// Who confirms every commit now can take over at once.
    static Member other(Status.DatabaseStatus database) {
        return database.lease().stream()
                .flatMap(lease -> lease.synchronous().stream())
                .findFirst()
                .orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "move the primary of %s: its lease names no synchronous member"
                                                .formatted(database.database())));
    }

    /// Whether every database is held by what it was ordered to.
    static List<Proof> done(Wound wound, Status status) {
        return wound.hit().stream().map(line -> done(line.split(" ", 2), status)).toList();
    }

    private static Proof done(String[] ordered, Status status) {
        if (ordered.length == 1) {
            String serving = status.serving().orElse("nowhere");
            return new Proof(
                    "the users are sent to " + ordered[0],
                    ordered[0].equals(serving),
                    "they are sent to " + serving);
        }
        Optional<Lease> lease = status.database(ordered[0]).flatMap(Status.DatabaseStatus::lease);
        String holder = lease.flatMap(Lease::holder).map(Member::name).orElse("nobody");
        String region = lease.map(Lease::region).orElse("nowhere");
        return new Proof(
                "the lease of %s names %s".formatted(ordered[0], ordered[1]),
                ordered[1].equals(holder) || ordered[1].equals(region),
                "it names %s in %s under epoch %d"
                        .formatted(holder, region, lease.map(Lease::epoch).orElse(0L)));
    }
}
