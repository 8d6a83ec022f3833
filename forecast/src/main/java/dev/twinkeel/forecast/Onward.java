package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Grant;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an agent tells its gates by the other region's word, around a planned move: while its users
/// are here before the writer is, and while they are here still after it went.
///
/// What the other agent granted counts from the instant before it was asked. It ends a minute after
/// the last word of the move, and with the agent's process.
final class Onward {
    private static final Duration UNTIL = Duration.ofMinutes(1);
    private static final long POLL_MICROS = 300_000;

    private final World world;
    private final Cluster cluster;
    private final Agent agent;
    private Instant until = Instant.MIN;
    private boolean follows;
    private @Nullable Heard heard;

    /// What the other region's agent granted.
    ///
    /// @param until on this agent's clock
    private record Heard(Grant grant, Instant until) {}

    Onward(World world, Cluster cluster, Agent agent) {
        this.world = world;
        this.cluster = cluster;
        this.agent = agent;
    }

    void begin() {
        until = agent.clock().plus(UNTIL);
        if (!follows) {
            follows = true;
            follow(agent.life);
        }
    }

    /// The process died.
    void forget() {
        follows = false;
        heard = null;
    }

    /// What the other region granted and still counts here.
    @Nullable Grant grant() {
        return heard != null && heard.until().isAfter(agent.clock())
                ? new Grant(
                        heard.grant().database(),
                        heard.grant().epoch(),
                        heard.grant().writer(),
                        heard.until())
                : null;
    }

    private void follow(int life) {
        if (life != agent.life) {
            return;
        }
        if (!until.isAfter(agent.clock())) {
            forget();
            return;
        }
        ask(cluster.agents.get(1 - agent.region), life);
        world.in(POLL_MICROS, () -> follow(life));
    }

    private void ask(Agent other, int life) {
        if (agent.frozen || !world.openBoth(agent.place, other.place)) {
            return;
        }
        Instant asked = agent.clock();
        world.in(
                world.delay(agent.place, other.place),
                () -> other.whenAwake(() -> answer(other, asked, life)));
    }

    private void answer(Agent other, Instant asked, int life) {
        Grant grant = other.grant();
        Duration left = grant == null ? Duration.ZERO : cluster.decider.passedOn(other.left(grant));
        world.in(
                world.delay(other.place, agent.place),
                () ->
                        agent.whenAwake(
                                () -> {
                                    if (life == agent.life) {
                                        heard =
                                                grant == null
                                                        ? null
                                                        : new Heard(grant, asked.plus(left));
                                    }
                                }));
    }
}
