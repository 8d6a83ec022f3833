package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Carries effects out in the simulated world: over paths that lose, delay and repeat requests and
/// answers, on servers that may be dead, frozen or newer than the request.
final class Hands {
    private static final Reply<Outcome> DONE = new Reply.Done<>(new Outcome.Plain());

    private final World world;
    private final Cluster cluster;
    private long routeEpoch;
    private long routeTurn;

    Hands(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
    }

    void carryOut(Agent agent, Effect effect, Agent.@Nullable Pending pending) {
        switch (effect) {
            case Effect.Swap(_, var expected, var next) ->
                    store(agent, pending, () -> cluster.register.swap(expected, next));
            case Effect.Create(_, var first) ->
                    store(agent, pending, () -> cluster.register.create(first));
            case Effect.Fence(var epoch, var member) ->
                    call(agent, regionApi(member), pending, () -> fence(epoch, member));
            case Effect.Rebuild(var epoch, var member, var upstream) ->
                    call(agent, regionApi(member), pending, () -> rebuild(epoch, member, upstream));
            case Effect.Start(var epoch, var member, var standby) ->
                    call(agent, regionApi(member), pending, () -> start(epoch, member, standby));
            case Effect.Ask(var epoch, var member) ->
                    sql(agent, epoch, member, pending, server -> ask(server));
            case Effect.Promote(var epoch, var member, _, _) ->
                    sql(
                            agent,
                            epoch,
                            member,
                            pending,
                            server -> promote(server, (Effect.Promote) effect));
            case Effect.Synchronise(var epoch, var member, var set) ->
                    sql(agent, epoch, member, pending, server -> synchronise(server, set));
            case Effect.Follow(var epoch, var member, var upstream) ->
                    sql(agent, epoch, member, pending, server -> follow(server, upstream));
            case Effect.Drain(var epoch, var member) ->
                    sql(agent, epoch, member, pending, server -> drain(server));
            case Effect.ScaleUp(_, var region) ->
                    call(agent, World.region(Lookout.REGIONS.indexOf(region)), pending, () -> DONE);
            case Effect.ScaleDown _ -> call(agent, agent.place, pending, () -> DONE);
            case Effect.Reroute(var epoch, var region) -> {
                long turn = turn(agent) + 1;
                call(agent, World.EDGE, pending, () -> send(epoch, turn, region));
            }
            case Effect.Lead(var epoch, var region) -> lead(agent, epoch, region, pending);
            case Effect.Verify(_, var region) ->
                    call(agent, World.EDGE, pending, () -> verify(region));
        }
    }

    /// What a planted fault makes of an effect that is not carried out: done.
    Reply<Outcome> pretended(Agent agent, Effect effect, Instant at) {
        return switch (effect) {
            case Effect.Swap(_, var expected, var next) ->
                    new Reply.Done<>(
                            new Outcome.Swapped(at, new Versioned(next, expected.version() + 1)));
            case Effect.Create(_, var first) ->
                    new Reply.Done<>(new Outcome.Swapped(at, new Versioned(first, 1)));
            case Effect.Ask(_, var member) -> at(cluster.server(member));
            case Effect.Promote(_, var member, _, _) -> at(cluster.server(member));
            case Effect.Synchronise(_, var member, _) -> at(cluster.server(member));
            case Effect.Drain(_, var member) -> at(cluster.server(member));
            case Effect.Fence _,
                    Effect.Follow _,
                    Effect.Rebuild _,
                    Effect.Start _,
                    Effect.ScaleUp _,
                    Effect.ScaleDown _,
                    Effect.Reroute _,
                    Effect.Lead _,
                    Effect.Verify _ ->
                    DONE;
        };
    }

    private int regionApi(Member member) {
        return cluster.server(member).place / 4 * 4 + 3;
    }

    private void store(
            Agent agent, Agent.@Nullable Pending pending, Supplier<Reply<Versioned>> request) {
        long there = cluster.register.reach(agent.place);
        if (there < 0 || world.chance(cluster.trouble.loss)) {
            return;
        }
        Instant askedAt = pending == null ? agent.clock() : pending.askedAt;
        long late = world.chance(cluster.trouble.late) ? world.between(0.1, 1.2) : 0;
        long lateBack = world.chance(cluster.trouble.lateStore) ? world.between(0.1, 1.2) : 0;
        boolean lost = world.chance(cluster.trouble.loss);
        world.in(
                there + late,
                () -> {
                    cluster.promises.swapBy(agent);
                    Reply<Versioned> reply = request.get();
                    long back = cluster.register.reach(agent.place);
                    if (pending == null || back < 0 || lost) {
                        return;
                    }
                    world.in(back / 2 + lateBack, () -> pending.answer(swapped(askedAt, reply)));
                });
    }

    private static Reply<Outcome> swapped(Instant askedAt, Reply<Versioned> reply) {
        return switch (reply) {
            case Reply.Done<Versioned>(var lease) ->
                    new Reply.Done<>(new Outcome.Swapped(askedAt, lease));
            case Reply.Refused<Versioned>(var reason) -> refused(reason);
            case Reply.Unknown<Versioned>(var reason) -> new Reply.Unknown<>(reason);
        };
    }

    private interface OnServer {
        Reply<Outcome> run(Server server);
    }

    /// Runs on a server, which refuses an epoch older than the newest it has seen.
    private void sql(
            Agent agent,
            long epoch,
            Member member,
            Agent.@Nullable Pending pending,
            OnServer action) {
        Server server = cluster.server(member);
        call(
                agent,
                server.place,
                pending,
                () -> {
                    if (!server.up) {
                        return new Reply.Unknown<>(member.name() + " refuses connections");
                    }
                    if (old(server, epoch)) {
                        return refused(member.name() + " has seen epoch " + server.epochSeen);
                    }
                    server.epochSeen = epoch;
                    if (server.frozen) {
                        // The statement is in its socket.
                        server.whenAwake(() -> ignore(action.run(server)));
                        return null;
                    }
                    return action.run(server);
                });
    }

    private boolean old(Server server, long epoch) {
        return epoch < server.epochSeen && !cluster.decider.ignoresEpochs();
    }

    /// One request and its answer. Requests are lost, repeated and late, answers are lost and late.
    private void call(
            Agent agent,
            int place,
            Agent.@Nullable Pending pending,
            Supplier<@Nullable Reply<Outcome>> action) {
        if (!world.open(agent.place, place) || world.chance(cluster.trouble.loss)) {
            return;
        }
        long there = world.delay(agent.place, place);
        if (world.chance(cluster.trouble.late)) {
            there += world.between(0.1, 1.2);
        }
        // An HTTP request may be repeated on its way; a statement in a session may not.
        if (place % 4 == 3 && world.chance(cluster.trouble.repeat)) {
            world.in(there + world.between(0, 1), () -> ignore(action.get()));
        }
        world.in(
                there,
                () -> {
                    Reply<Outcome> reply = action.get();
                    boolean lost = world.chance(cluster.trouble.loss);
                    if (reply == null
                            || pending == null
                            || lost
                            || !world.open(place, agent.place)) {
                        return;
                    }
                    world.in(world.delay(place, agent.place), () -> pending.answer(reply));
                });
    }

    /// The answer to a repeated request goes nowhere.
    @SuppressWarnings("unused")
    private static void ignore(@Nullable Reply<Outcome> reply) {}

    private Reply<Outcome> ask(Server server) {
        if (server.writable) {
            return refused(server.member.name() + " is a primary");
        }
        server.follow(null);
        return at(server);
    }

    private Reply<Outcome> promote(Server server, Effect.Promote effect) {
        long epoch = effect.epoch();
        Set<Member> synchronous = effect.synchronous();
        if (server.writable) {
            server.synchronise(synchronous);
            server.mark(epoch);
        } else if (!effect.allows(server.position())) {
            return refused(server.member.name() + " has less than " + effect.atLeast());
        } else if (server.diskFull) {
            server.kill();
            return new Reply.Unknown<>(server.member.name() + " panics: its disk is full");
        } else {
            cluster.promises.promoting(server, epoch);
            server.promote(synchronous, epoch);
            world.tell(() -> server.member.name() + " is promoted");
        }
        cluster.promises.inForce(server);
        return at(server);
    }

    private Reply<Outcome> synchronise(Server server, Set<Member> synchronous) {
        if (!server.writable) {
            return refused(server.member.name() + " is not a primary");
        }
        server.synchronise(synchronous);
        cluster.promises.inForce(server);
        return at(server);
    }

    private Reply<Outcome> follow(Server server, Member upstream) {
        if (server.writable) {
            return refused(server.member.name() + " is a primary");
        }
        server.follow(cluster.server(upstream));
        return DONE;
    }

    private static Reply<Outcome> drain(Server server) {
        if (!server.writable) {
            return refused(server.member.name() + " is not a primary");
        }
        server.drain();
        return at(server);
    }

    private Reply<Outcome> fence(long epoch, Member member) {
        Server server = cluster.server(member);
        if (cluster.trouble.faults.apiBroken) {
            return refused("the region's API cannot kill it");
        }
        if (old(server, epoch)) {
            return refused(member.name() + " has seen epoch " + server.epochSeen);
        }
        server.epochSeen = epoch;
        server.kill();
        world.tell(() -> member.name() + " is fenced");
        return DONE;
    }

    private Reply<Outcome> start(long epoch, Member member, boolean standby) {
        Server server = cluster.server(member);
        if (old(server, epoch)) {
            return refused(member.name() + " has seen epoch " + server.epochSeen);
        }
        server.epochSeen = epoch;
        if (server.up) {
            return DONE;
        }
        if (!cluster.powered(server) || !server.revive(standby)) {
            return refused(member.name() + " cannot be started");
        }
        world.tell(() -> member.name() + " is started again" + (standby ? ", a standby" : ""));
        return DONE;
    }

    /// Clones from the upstream unless it streams from there already.
    private Reply<Outcome> rebuild(long epoch, Member member, Member upstream) {
        Server server = cluster.server(member);
        Server from = cluster.server(upstream);
        if (old(server, epoch)) {
            return refused(member.name() + " has seen epoch " + server.epochSeen);
        }
        server.epochSeen = epoch;
        boolean streams =
                server.awake() && !server.writable && server.upstream == from && server.follows();
        if (streams) {
            return DONE;
        }
        if (!server.cloning) {
            if (!from.awake() || !world.openBoth(server.place, from.place)) {
                return refused(upstream.name() + " does not answer");
            }
            boolean ran = server.up;
            server.kill();
            server.cloning = true;
            world.in(cluster.trouble.cloneMicros(), () -> cloned(server, from, ran));
        }
        return new Reply.Unknown<>("the clone is under way");
    }

    /// A clone that fails leaves the member as it was.
    private void cloned(Server server, Server from, boolean ran) {
        server.cloning = false;
        if (!from.awake() || server.diskFull || !world.openBoth(server.place, from.place)) {
            if (ran && cluster.powered(server)) {
                server.boot();
            }
            return;
        }
        server.replace(from);
        server.up = cluster.powered(server);
        server.upSince = world.now();
        server.follow(from);
        world.tell(() -> server.member.name() + " is cloned from " + from.member.name());
    }

    /// First the gates over there, then the users.
    private void lead(Agent agent, long epoch, String region, Agent.@Nullable Pending pending) {
        Agent there = cluster.agents.get(Lookout.REGIONS.indexOf(region));
        long turn = turn(agent);
        call(
                agent,
                there.place,
                pending,
                () -> {
                    if (!there.awake()) {
                        return null;
                    }
                    if (!there.lead()) {
                        return refused("nothing is granted in " + region + " yet");
                    }
                    call(agent, World.EDGE, pending, () -> reroute(epoch, turn, region));
                    return null;
                });
    }

    /// Orders of one epoch are told apart by the renewal of the lease that they were given under;
    /// of two under the same one a [Effect.Reroute] is the later.
    private static long turn(Agent agent) {
        return 2 * agent.state.lease().map(known -> known.lease().renewal()).orElse(0L);
    }

    private Reply<Outcome> send(long epoch, long turn, String region) {
        return cluster.trouble.otherElsewhere && world.now() < cluster.trouble.healAt
                ? refused("another database is held elsewhere")
                : reroute(epoch, turn, region);
    }

    private Reply<Outcome> reroute(long epoch, long turn, String region) {
        if (epoch < routeEpoch || (epoch == routeEpoch && turn < routeTurn)) {
            return refused("the edge has seen epoch " + routeEpoch + ", turn " + routeTurn);
        }
        routeEpoch = epoch;
        routeTurn = turn;
        cluster.route = region;
        world.tell(() -> "the users are sent to " + region);
        return DONE;
    }

    private Reply<Outcome> verify(String region) {
        return cluster.serves(region) ? DONE : refused(region + " does not serve");
    }

    private static Reply<Outcome> at(Server server) {
        return new Reply.Done<>(new Outcome.At(server.position()));
    }

    private static Reply<Outcome> refused(String reason) {
        return new Reply.Refused<>(reason);
    }
}
