package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Driver;
import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Leases;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.AgentConfig;
import dev.twinkeel.twin.engine.MemberException.Kind;
import dev.twinkeel.twin.engine.PostgresControl;
import dev.twinkeel.twin.engine.PostgresException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Carries out the effects of one database's engine: on the store, on PostgreSQL, on the region's
/// control plane and on the edge. Thread-safe.
final class Hands implements Driver.World {
    private final String database;
    private final AgentConfig config;
    private final Leases leases;
    private final LeaseWriter writer;
    private final Map<String, PostgresControl> members;
    private final Map<String, ControlPlane> regions;
    private final Users users;
    private final FrontDoor frontDoor;

    Hands(
            String database,
            AgentConfig config,
            Leases leases,
            LeaseWriter writer,
            Map<String, PostgresControl> members,
            Map<String, ControlPlane> regions,
            Users users,
            FrontDoor frontDoor) {
        this.database = database;
        this.config = config;
        this.leases = leases;
        this.writer = writer;
        this.members = members;
        this.regions = regions;
        this.users = users;
        this.frontDoor = frontDoor;
    }

    @Override
    public Reply<Outcome> carryOut(Effect effect) throws InterruptedException {
        return switch (effect) {
            case Effect.Swap swap -> writer.swap(swap);
            case Effect.Create create -> writer.create(create);
            case Effect.Fence(var epoch, var member) ->
                    plane("/members/" + member.name() + "/fence", Map.of("epoch", epoch));
            case Effect.Ask(var epoch, var member) ->
                    sql(epoch, member, control -> new Outcome.At(control.detach()));
            case Effect.Promote promote -> promote(promote);
            case Effect.Synchronise(var epoch, var primary, var synchronous) ->
                    sql(
                            epoch,
                            primary,
                            control -> {
                                control.synchronise(names(synchronous));
                                return new Outcome.At(control.sight().position());
                            });
            case Effect.Follow follow -> follow(follow);
            case Effect.Rebuild(var epoch, var member, var upstream) ->
                    plane(
                            "/members/" + member.name() + "/rebuild",
                            Map.of("epoch", epoch, "upstream", upstream.name()));
            case Effect.Start(var epoch, var member, var standby) ->
                    plane(
                            "/members/" + member.name() + "/start",
                            Map.of("epoch", epoch, "standby", standby));
            case Effect.Drain(var epoch, var member) ->
                    sql(epoch, member, control -> new Outcome.At(control.drain()));
            case Effect.ScaleUp(var epoch, var name) -> scale(epoch, name, true);
            case Effect.ScaleDown(var epoch, var name) -> scale(epoch, name, false);
            case Effect.Reroute(_, var name) -> users.send(name);
            case Effect.Lead(_, var name) -> users.lead(name);
            case Effect.Verify verify -> verify(verify);
        };
    }

    private static Set<String> names(Set<Member> members) {
        return members.stream().map(Member::name).collect(Collectors.toSet());
    }

    /// The member refuses an epoch that is older than its mark.
    private Reply<Outcome> sql(
            long epoch, Member member, Function<PostgresControl, Outcome> doing) {
        PostgresControl control = members.get(member.name());
        if (control == null) {
            return new Reply.Refused<>(member.name() + " is not reached from " + config.place());
        }
        try {
            return new Reply.Done<>(control.under(epoch, doing));
        } catch (PostgresException e) {
            String reason = String.valueOf(e.getMessage());
            return e.kind() == Kind.REFUSED
                    ? new Reply.Refused<>(reason)
                    : new Reply.Unknown<>(reason);
        }
    }

    private Reply<Outcome> promote(Effect.Promote order) {
        return sql(
                order.epoch(),
                order.member(),
                control ->
                        new Outcome.At(
                                control.promote(
                                        names(order.synchronous()), order.epoch(), order::allows)));
    }

    private Reply<Outcome> follow(Effect.Follow order) {
        Member member = order.member();
        Member upstream = order.upstream();
        Address seen =
                config.upstreams().getOrDefault(member.name(), Map.of()).get(upstream.name());
        if (seen == null) {
            return new Reply.Refused<>(
                    "no address of " + upstream.name() + " as seen from " + member.name());
        }
        return sql(
                order.epoch(),
                member,
                control -> {
                    control.follow(upstream.name(), seen);
                    return new Outcome.Plain();
                });
    }

    private Reply<Outcome> plane(String path, Map<String, Object> body)
            throws InterruptedException {
        return plane(config.place(), path, body);
    }

    private Reply<Outcome> plane(String region, String path, Map<String, Object> body)
            throws InterruptedException {
        ControlPlane plane = regions.get(region);
        return plane == null
                ? new Reply.Refused<>(
                        "the control plane of " + region + " is not reached from " + config.place())
                : plane.ask(path, body);
    }

    /// Another region is made ready for a planned move: the users, who are here, come first.
    private Reply<Outcome> scale(long epoch, String name, boolean full)
            throws InterruptedException {
        boolean calm = !name.equals(config.place());
        return plane(
                name, "/scale", Map.of("epoch", epoch, "region", name, "full", full, "calm", calm));
    }

    /// A front door of the region answers, and the holder commits a mark as clients commit.
    private Reply<Outcome> verify(Effect.Verify order) {
        String name = order.region();
        if (!frontDoor.answers(config.frontDoors().getOrDefault(name, List.of()))) {
            return new Reply.Unknown<>("no front door of " + name + " answers yet");
        }
        Reply<Versioned> lease = leases.read(database);
        if (!(lease instanceof Reply.Done<Versioned>(var versioned))) {
            return new Reply.Unknown<>("the lease of " + database + " cannot be read");
        }
        return versioned.lease().holder().isEmpty()
                ? new Reply.Done<>(new Outcome.Plain())
                : sql(
                        order.epoch(),
                        versioned.lease().holder().get(),
                        control -> new Outcome.At(control.canary(FrontDoor.LIMIT)));
    }
}
