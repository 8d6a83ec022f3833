package dev.twinkeel.recovery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// One region with three members and a lease, in memory: enough of a world for a driver. Every
/// effect is idempotent, as the real ones. Thread-safe.
final class SmallWorld implements Driver.World {
    static final Member A = new Member("db-mumbai-a", "mumbai", "mumbai-a");
    static final Member B = new Member("db-mumbai-b", "mumbai", "mumbai-b");
    static final Member C = new Member("db-mumbai-c", "mumbai", "mumbai-c");
    static final List<Member> MEMBERS = List.of(A, B, C);

    static final Policy POLICY =
            new Policy(
                    "db",
                    "mumbai",
                    "witness",
                    List.of("mumbai", "singapore"),
                    "mumbai",
                    MEMBERS,
                    List.of(A),
                    Duration.ofSeconds(3),
                    Duration.ofMillis(500),
                    Duration.ofMillis(100),
                    Duration.ofMillis(100),
                    Duration.ofMillis(400),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    false);

    private static final class Server {
        boolean alive = true;
        boolean writable;
        Optional<Member> upstream = Optional.empty();
        Set<Member> waitsFor = Set.of();
        int timeline = 1;
    }

    private final Map<Member, Server> servers = new TreeMap<>();
    private final List<Effect> carriedOut = new ArrayList<>();
    private Optional<Versioned> lease = Optional.empty();

    SmallWorld() {
        for (Member member : MEMBERS) {
            Server server = new Server();
            server.upstream = member.equals(A) ? Optional.empty() : Optional.of(A);
            servers.put(member, server);
        }
        server(A).writable = true;
    }

    private Server server(Member member) {
        Server server = servers.get(member);
        if (server == null) {
            throw new IllegalArgumentException("no server " + member);
        }
        return server;
    }

    synchronized void kill(Member member) {
        server(member).alive = false;
        server(member).writable = false;
    }

    synchronized Optional<Versioned> lease() {
        return lease;
    }

    synchronized Set<Member> writable() {
        return servers.entrySet().stream()
                .filter(entry -> entry.getValue().writable)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    synchronized List<Effect> carriedOut() {
        return List.copyOf(carriedOut);
    }

    /// Everything that an agent's eyes would tell now.
    synchronized List<Event> observations(InstantSource clock) {
        List<Event> events = new ArrayList<>();
        for (Member member : MEMBERS) {
            events.add(new Event.MemberSeen(clock.instant(), member, sight(member)));
        }
        events.add(
                lease.<Event>map(
                                known ->
                                        new Event.LeaseSeen(
                                                clock.instant(), clock.instant(), known))
                        .orElse(new Event.LeaseUnseen(clock.instant(), "no record")));
        return events;
    }

    private Sight sight(Member member) {
        Server server = server(member);
        if (!server.alive) {
            return new Sight.Gone("connection refused");
        }
        Set<String> streaming =
                servers.entrySet().stream()
                        .filter(entry -> entry.getValue().alive)
                        .filter(entry -> entry.getValue().upstream.equals(Optional.of(member)))
                        .map(entry -> entry.getKey().name())
                        .collect(Collectors.toCollection(TreeSet::new));
        return new Sight.Serving(
                server.writable,
                server.upstream.filter(from -> server(from).alive).map(Member::name),
                position(server),
                server.waitsFor.stream().map(Member::name).collect(Collectors.toSet()),
                streaming);
    }

    private static Position position(Server server) {
        return new Position(server.timeline, 1000L * server.timeline);
    }

    @Override
    public synchronized Reply<Outcome> carryOut(Effect effect) {
        carriedOut.add(effect);
        return switch (effect) {
            case Effect.Create(_, var first) ->
                    lease.isPresent() ? refused("there is a record") : write(first, 0);
            case Effect.Swap(_, var expected, var next) ->
                    lease.isPresent() && lease.get().version() == expected.version()
                            ? write(next, expected.version() + 1)
                            : refused("the record has changed");
            case Effect.Fence(_, var member) -> {
                kill(member);
                yield done();
            }
            case Effect.Ask(_, var member) -> {
                server(member).upstream = Optional.empty();
                yield at(member);
            }
            case Effect.Promote(_, var member, var synchronous, _) -> promote(member, synchronous);
            case Effect.Synchronise(_, var primary, var synchronous) -> {
                server(primary).waitsFor = synchronous;
                yield at(primary);
            }
            case Effect.Follow(_, var member, var upstream) -> follow(member, upstream);
            case Effect.Rebuild(_, var member, var upstream) -> {
                server(member).alive = true;
                yield follow(member, upstream);
            }
            case Effect.Start(_, var member, var standby) -> {
                Server server = server(member);
                server.writable &= server.alive || !standby;
                server.alive = true;
                yield done();
            }
            case Effect.Drain(_, var member) -> at(member);
            case Effect.ScaleUp _,
                    Effect.ScaleDown _,
                    Effect.Reroute _,
                    Effect.Lead _,
                    Effect.Verify _ ->
                    done();
        };
    }

    private Reply<Outcome> promote(Member member, Set<Member> synchronous) {
        Server server = server(member);
        if (!server.alive) {
            return new Reply.Unknown<>("connection refused");
        }
        if (!server.writable) {
            server.writable = true;
            server.upstream = Optional.empty();
            server.timeline++;
        }
        server.waitsFor = synchronous;
        return at(member);
    }

    private Reply<Outcome> follow(Member member, Member upstream) {
        server(member).upstream = Optional.of(upstream);
        server(member).timeline = server(upstream).timeline;
        return done();
    }

    private Reply<Outcome> write(Lease next, long version) {
        Versioned written = new Versioned(next, version);
        lease = Optional.of(written);
        return new Reply.Done<>(new Outcome.Swapped(java.time.Instant.now(), written));
    }

    private Reply<Outcome> at(Member member) {
        return server(member).alive
                ? new Reply.Done<>(new Outcome.At(position(server(member))))
                : new Reply.Unknown<>("connection refused");
    }

    private static Reply<Outcome> done() {
        return new Reply.Done<>(new Outcome.Plain());
    }

    private static Reply<Outcome> refused(String reason) {
        return new Reply.Refused<>(reason);
    }
}
