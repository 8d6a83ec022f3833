package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Driver;
import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.engine.MemberException.Kind;
import dev.twinkeel.twin.engine.RedisControl;
import dev.twinkeel.twin.engine.RedisException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Carries out the effects of one cache's engine: on the store of leases, on Redis, and on the
/// region's control plane. Thread-safe.
///
/// @param upstreams where each member finds each other one: first key who follows
record CacheHands(
        LeaseWriter writer,
        Map<String, RedisControl> members,
        Map<String, Map<String, Address>> upstreams,
        Optional<ControlPlane> region)
        implements Driver.World {
    @Override
    public Reply<Outcome> carryOut(Effect effect) throws InterruptedException {
        return switch (effect) {
            case Effect.Swap swap -> writer.swap(swap);
            case Effect.Create create -> writer.create(create);
            case Effect.Fence(var epoch, var member) ->
                    plane("/members/" + member.name() + "/fence", Map.of("epoch", epoch));
            case Effect.Ask(_, var member) ->
                    redis(member, control -> new Outcome.At(control.position()));
            case Effect.Promote(_, var member, _, _) ->
                    redis(member, control -> new Outcome.At(control.promote()));
            case Effect.Follow(_, var member, var upstream) -> follow(member, upstream);
            case Effect.Rebuild(var epoch, var member, var upstream) ->
                    plane(
                            "/members/" + member.name() + "/rebuild",
                            Map.of("epoch", epoch, "upstream", upstream.name()));
            case Effect.Synchronise _,
                    Effect.Start _,
                    Effect.Drain _,
                    Effect.ScaleUp _,
                    Effect.ScaleDown _,
                    Effect.Reroute _,
                    Effect.Lead _,
                    Effect.Verify _ ->
                    new Reply.Refused<>("a cache has no " + effect.getClass().getSimpleName());
        };
    }

    private Reply<Outcome> follow(Member member, Member upstream) {
        Address seen = upstreams.getOrDefault(member.name(), Map.of()).get(upstream.name());
        if (seen == null) {
            return new Reply.Refused<>(
                    "no address of " + upstream.name() + " as seen from " + member.name());
        }
        return redis(
                member,
                control -> {
                    control.follow(seen);
                    return new Outcome.Plain();
                });
    }

    private Reply<Outcome> redis(Member member, Function<RedisControl, Outcome> doing) {
        RedisControl control = members.get(member.name());
        if (control == null) {
            return new Reply.Refused<>(member.name() + " is not reached from here");
        }
        try {
            return new Reply.Done<>(doing.apply(control));
        } catch (RedisException e) {
            String reason = String.valueOf(e.getMessage());
            return e.kind() == Kind.REFUSED
                    ? new Reply.Refused<>(reason)
                    : new Reply.Unknown<>(reason);
        }
    }

    private Reply<Outcome> plane(String path, Map<String, Object> body)
            throws InterruptedException {
        return region.isPresent()
                ? region.get().ask(path, body)
                : new Reply.Refused<>("no control plane here");
    }
}
