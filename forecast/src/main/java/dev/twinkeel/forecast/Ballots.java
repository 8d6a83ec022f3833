package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Stage;
import dev.twinkeel.recovery.Versioned;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Watches what the agents did before they gave the lease to another member: whom they asked, what
/// they were answered, and what the vantage points had told them.
final class Ballots {
    /// What clocks one per cent fast or slow may make of a wait.
    static final double DRIFT = 0.97;

    /// What an agent did that an election needs.
    private static final class Ballot {
        final @Nullable Position[] answers = new Position[8];
        final boolean[] fenceAnswered = new boolean[8];
        private final int[] follows = {-1, -1, -1, -1, -1, -1, -1, -1};

        /// An answer counts for as long as its member can get nothing from outside the ballot: also
        /// while it follows another one that answered and is not behind it.
        void follow(int member, int upstream) {
            Position own = answers[member];
            Position other = answers[upstream];
            forget(member);
            if (own != null
                    && other != null
                    && (own.timeline() < other.timeline()
                            || (own.timeline() == other.timeline() && own.lsn() <= other.lsn()))) {
                answers[member] = own;
                follows[member] = upstream;
            }
        }

        void answer(int member, Position position) {
            forget(member);
            answers[member] = position;
        }

        void forget(int member) {
            answers[member] = null;
            follows[member] = -1;
            for (int i = 0; i < follows.length; i++) {
                if (follows[i] == member) {
                    forget(i);
                }
            }
        }
    }

    private final World world;
    private final Cluster cluster;
    private final Ballot[] ballots = {new Ballot(), new Ballot()};
    private final long[][][] lostSince = new long[2][3][2];

    /// The newest takeover of a region was a person's order.
    private final Set<Long> handed = new HashSet<>();

    boolean ordered;

    Ballots(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
        for (long[][] agent : lostSince) {
            for (long[] vantage : agent) {
                Arrays.fill(vantage, -1);
            }
        }
    }

    /// A holder asked to hand that epoch over by plan. The order may arrive after its engine died.
    boolean handed(long epoch) {
        return handed.contains(epoch);
    }

    /// An agent asks for something.
    void asked(Agent agent, Effect effect) {
        Ballot ballot = ballots[agent.region];
        switch (effect) {
            case Effect.Follow(_, var member, var upstream) ->
                    ballot.follow(index(member), index(upstream));
            case Effect.Rebuild(_, var member, _) -> ballot.forget(index(member));
            case Effect.Promote(_, var member, _, _) -> {
                ballot.forget(index(member));
                ballot.fenceAnswered[index(member)] = false;
            }
            case Effect.Swap(_, var expected, var next) -> swapAsked(agent, before(expected), next);
            case Effect.Create _,
                    Effect.Fence _,
                    Effect.Ask _,
                    Effect.Synchronise _,
                    Effect.Start _,
                    Effect.Drain _,
                    Effect.ScaleUp _,
                    Effect.ScaleDown _,
                    Effect.Reroute _,
                    Effect.Lead _,
                    Effect.Verify _ -> {}
        }
    }

    void answered(Agent agent, Effect effect, Reply<Outcome> reply) {
        Ballot ballot = ballots[agent.region];
        if (effect instanceof Effect.Fence(_, var member)) {
            ballot.fenceAnswered[index(member)] = true;
        }
        if (effect instanceof Effect.Ask(_, var member)
                && reply instanceof Reply.Done<Outcome>(Outcome.At(var position))) {
            ballot.answer(index(member), position);
        }
    }

    /// What the store says of that version, whatever the engine makes of it.
    private Lease before(Versioned expected) {
        Versioned newest = cluster.register.newest();
        return newest != null && newest.version() == expected.version()
                ? newest.lease()
                : expected.lease();
    }

    private int index(Member member) {
        return cluster.server(member).index;
    }

    private void swapAsked(Agent agent, Lease before, Lease next) {
        if (next.epoch() == before.epoch()
                || !(agent.state.stage() instanceof Stage.Swapping swapping)) {
            return;
        }
        switch (swapping.scope()) {
            case ZONE -> zoneSwap(ballots[agent.region], before, next);
            case REGION -> regionSwap(agent, before, next);
            case PLANNED -> handed.add(next.epoch());
        }
    }

    private void zoneSwap(Ballot ballot, Lease before, Lease next) {
        Promises.check(
                !before.degraded(), () -> "elected while the lease says degraded: " + before);
        if (before.holder().isEmpty() || next.holder().isEmpty()) {
            return;
        }
        Promises.check(
                ballot.fenceAnswered[index(before.holder().get())],
                () -> "elected before the fence of " + before.holder() + " was answered");
        Position winner = ballot.answers[index(next.holder().get())];
        for (Member member : before.synchronous()) {
            Position answer = ballot.answers[index(member)];
            Promises.check(answer != null, () -> "elected without the answer of " + member.name());
            Promises.check(
                    winner != null
                            && answer != null
                            && winner.timeline() >= answer.timeline()
                            && (winner.timeline() > answer.timeline()
                                    || winner.lsn() >= answer.lsn()),
                    () -> next.holder() + " was chosen, " + member.name() + " is further");
        }
    }

    private void regionSwap(Agent agent, Lease before, Lease next) {
        if (next.holder().isPresent()) {
            Promises.check(
                    ballots[agent.region].answers[index(next.holder().get())] != null,
                    () -> next.holder() + " was chosen without being asked");
        }
        ordered = agent.state.order().isPresent();
        if (ordered) {
            return;
        }
        int region = Lookout.REGIONS.indexOf(before.region());
        long[][] since = lostSince[agent.region];
        long witness = since[2][region];
        long other = Math.max(since[0][region], since[1][region]);
        if (since[0][region] >= 0 && since[1][region] >= 0) {
            other = Math.min(since[0][region], since[1][region]);
        }
        long both = Math.max(witness, other);
        long needed = (long) (agent.policy.evidence().toMillis() * 1000 * DRIFT);
        Promises.check(
                witness >= 0 && other >= 0 && world.now() - both >= needed,
                () -> "a region was given up without evidence of the witness and another one");
        Promises.check(
                !agent.policy.approval() || agent.state.approved(),
                () -> "a region was taken without the approval that the policy asks for");
    }

    /// What a vantage point said to an agent; null when it cannot be heard.
    void told(Agent agent, int vantage, int region, @Nullable Boolean alive) {
        long[] row = lostSince[agent.region][vantage];
        if (alive == null || alive) {
            row[region] = -1;
        } else if (row[region] < 0) {
            row[region] = world.now();
        }
    }
}
