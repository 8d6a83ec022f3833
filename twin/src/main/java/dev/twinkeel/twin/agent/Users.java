package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Leases;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Sends the users to a region, by the edge. Thread-safe.
///
/// A route's epoch is the sum of the databases' epochs: it grows with each of them, and all engines
/// agree on it. Orders of one epoch are told apart by their turn, made of the leases' renewals as
/// they were when the order began, so that a late one does not undo a newer one; of two with the
/// same renewals the one that sends users where the leases are wins.
///
/// @param place the region of this agent
/// @param databases all of the application
/// @param agents the agents of the regions
/// @param goes whether the engine of a database is at the point of a planned move at which the
///   users go
record Users(
        String place,
        List<String> databases,
        Leases leases,
        ControlPlane edge,
        Map<String, ControlPlane> agents,
        Predicate<String> goes) {
    /// How long the edge leaves the users where they are, from the announcement of a planned move:
    /// longer than their way to the other region, the hand-over and the promotion take together.
    static final long ANNOUNCED_MILLIS = 30_000;

    /// The leases of all databases of the application, or why they are not known.
    private sealed interface Found {
        record All(List<Lease> leases) implements Found {
            long epoch() {
                return leases.stream().mapToLong(Lease::epoch).sum();
            }

            long turn(boolean ahead) {
                long renewals = leases.stream().mapToLong(Lease::renewal).sum();
                return 2 * renewals + (ahead ? 0 : 1);
            }
        }

        record Not(Reply<Outcome> why) implements Found {}
    }

    /// Only to a region that holds every database.
    Reply<Outcome> send(String region) throws InterruptedException {
        return switch (found()) {
            case Found.Not(var why) -> why;
            case Found.All all -> {
                for (Lease lease : all.leases()) {
                    if (!lease.region().equals(region)) {
                        yield new Reply.Refused<>(
                                "database %s is held by %s still"
                                        .formatted(lease.database(), lease.region()));
                    }
                }
                yield route(all, region, /* ahead= */ false);
            }
        };
    }

    /// To a region before the leases: first its gates are led to the writers, then the edge is told
    /// to leave the users for a while whom this region still has, then they are sent. Refused until
    /// every database that is not there yet is ready to follow.
    Reply<Outcome> lead(String region) throws InterruptedException {
        ControlPlane there = agents.get(region);
        if (there == null) {
            return new Reply.Refused<>("the agent of " + region + " is not reached from " + place);
        }
        return switch (found()) {
            case Found.Not(var why) -> why;
            case Found.All all -> {
                Optional<Lease> behind =
                        all.leases().stream().filter(it -> !follows(it, region)).findFirst();
                yield behind.isPresent()
                        ? new Reply.Refused<>(
                                "database %s is not ready to go to %s"
                                        .formatted(behind.get().database(), region))
                        : lead(there, all, region);
            }
        };
    }

    private boolean follows(Lease lease, String region) {
        return lease.region().equals(region)
                || (lease.region().equals(place) && goes.test(lease.database()));
    }

    private Reply<Outcome> lead(ControlPlane there, Found.All all, String region)
            throws InterruptedException {
        Reply<Outcome> led = there.ask("/lead", Map.of("region", place));
        if (!(led instanceof Reply.Done<Outcome>)) {
            return led;
        }
        Reply<Outcome> announced = edge.ask("/leaving", leaving(place));
        return announced instanceof Reply.Done<Outcome>
                ? route(all, region, /* ahead= */ true)
                : announced;
    }

    /// What the edge is told of a region whose users go in a planned move.
    static Map<String, Object> leaving(String place) {
        return Map.of("region", place, "forMillis", ANNOUNCED_MILLIS);
    }

    private Reply<Outcome> route(Found.All all, String region, boolean ahead)
            throws InterruptedException {
        return edge.ask(
                "/route", Map.of("epoch", all.epoch(), "turn", all.turn(ahead), "region", region));
    }

    private Found found() {
        var found = new ArrayList<Lease>();
        for (String database : databases) {
            switch (leases.read(database)) {
                case Reply.Done<Versioned>(var versioned) -> found.add(versioned.lease());
                case Reply.Refused<Versioned>(var reason) -> {
                    return new Found.Not(new Reply.Refused<>(reason));
                }
                case Reply.Unknown<Versioned>(var reason) -> {
                    return new Found.Not(new Reply.Unknown<>(reason));
                }
            }
        }
        return new Found.All(found);
    }
}
