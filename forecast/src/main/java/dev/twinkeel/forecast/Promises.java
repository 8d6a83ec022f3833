package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Stage;
import dev.twinkeel.recovery.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Watches a run with eyes that no agent has, and breaks it off when a promise is broken.
final class Promises {
    /// What clocks one per cent fast or slow may make of a wait.
    private static final double DRIFT = 0.97;

    /// An acknowledged write.
    private record Safe(long at, Branch branch, long lsn, long epoch) {}

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
                    && own.timeline() == other.timeline()
                    && own.lsn() <= other.lsn()) {
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
    private List<Safe> safe = new ArrayList<>();
    private final Map<Long, Member> holders = new HashMap<>();
    private final Map<Long, String> regions = new HashMap<>();
    private final Map<Long, Boolean> planned = new HashMap<>();
    private final Ballot[] ballots = {new Ballot(), new Ballot()};
    private final long[][][] lostSince = new long[2][3][2];
    private long lastMoveAt = Long.MIN_VALUE;
    private long lastAcknowledgedAt = Long.MIN_VALUE;
    private long newestAckedEpoch;
    private boolean lossAccepted;
    private boolean ordered;
    private @Nullable Agent swapper;

    int acknowledged;
    int lost;
    int moves;
    int promotions;

    Promises(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
        for (long[][] agent : lostSince) {
            for (long[] vantage : agent) {
                java.util.Arrays.fill(vantage, -1);
            }
        }
    }

    long lastAcknowledged() {
        return lastAcknowledgedAt;
    }

    /// An agent asks for something.
    void asked(Agent agent, Effect effect) {
        Ballot ballot = ballots[agent.region];
        switch (effect) {
            case Effect.Follow(_, var member, var upstream) ->
                    ballot.follow(index(member), index(upstream));
            case Effect.Rebuild(_, var member, _) -> ballot.forget(index(member));
            case Effect.Promote(_, var member, _) -> {
                ballot.forget(index(member));
                ballot.fenceAnswered[index(member)] = false;
            }
            case Effect.Swap(_, var expected, var next) -> swapAsked(agent, expected.lease(), next);
            case Effect.Create _,
                    Effect.Fence _,
                    Effect.Ask _,
                    Effect.Synchronise _,
                    Effect.Drain _,
                    Effect.ScaleUp _,
                    Effect.ScaleDown _,
                    Effect.Reroute _,
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
            case PLANNED -> {}
        }
    }

    private void zoneSwap(Ballot ballot, Lease before, Lease next) {
        check(!before.degraded(), () -> "elected while the lease says degraded: " + before);
        if (before.holder().isEmpty() || next.holder().isEmpty()) {
            return;
        }
        check(
                ballot.fenceAnswered[index(before.holder().get())],
                () -> "elected before the fence of " + before.holder() + " was answered");
        Position winner = ballot.answers[index(next.holder().get())];
        for (Member member : before.synchronous()) {
            Position answer = ballot.answers[index(member)];
            check(answer != null, () -> "elected without the answer of " + member.name());
            check(
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
            check(
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
        check(
                witness >= 0 && other >= 0 && world.now() - both >= needed,
                () -> "a region was given up without evidence of the witness and another one");
        check(
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

    /// The store has a new record.
    void leaseWritten(@Nullable Lease before, Lease next) {
        if (before != null) {
            long step = next.epoch() - before.epoch();
            boolean same =
                    before.region().equals(next.region()) && before.holder().equals(next.holder());
            check(
                    step == 1 || (step == 0 && same && next.renewal() == before.renewal() + 1),
                    () -> "the lease went from " + before + " to " + next);
        }
        next.holder().ifPresent(holder -> holders.putIfAbsent(next.epoch(), holder));
        regions.put(next.epoch(), next.region());
        if (before != null && !before.region().equals(next.region())) {
            regionMoved(before, next);
        } else if (next.holder().isPresent()) {
            inForce(cluster.server(next.holder().get()), next);
        }
    }

    private void regionMoved(Lease before, Lease next) {
        Agent by = swapper;
        boolean handedOver =
                by != null
                        && by.policy.place().equals(before.region())
                        && by.state.stage() instanceof Stage.Swapping;
        planned.put(next.epoch(), handedOver);
        long holdDown = (long) (cluster.agents.get(0).policy.holdDown().toMillis() * 1000 * DRIFT);
        check(
                handedOver
                        || ordered
                        || lastMoveAt == Long.MIN_VALUE
                        || world.now() - lastMoveAt >= holdDown,
                () -> "a region was taken during the hold-down");
        lastMoveAt = world.now();
        moves++;
        int old = Lookout.REGIONS.indexOf(before.region());
        check(
                !cluster.anyGateOpen(old) || cluster.trouble.noDatabase || handedOver,
                () -> "a gate of " + before.region() + " is open while its lease is taken");
    }

    void swapBy(Agent agent) {
        swapper = agent;
        lossAccepted =
                agent.state
                        .order()
                        .filter(
                                order ->
                                        order.command()
                                                        instanceof
                                                        dev.twinkeel.recovery.Command.Failover f
                                                && f.acceptLoss())
                        .isPresent();
    }

    /// What a primary waits for changed.
    void inForce(Server server) {
        var newest = cluster.register.newest();
        if (newest != null && newest.lease().holder().filter(server.member::equals).isPresent()) {
            inForce(server, newest.lease());
        }
    }

    private void inForce(Server server, Lease lease) {
        if (lease.degraded() || !server.up || !server.writable || server.drained) {
            return;
        }
        check(
                !server.waitsFor.isEmpty() && lease.synchronous().containsAll(server.waitsFor),
                () ->
                        server.member.name()
                                + " waits for "
                                + server.waitsFor
                                + ", the lease says "
                                + lease.synchronous());
    }

    /// A standby becomes a primary.
    void promoting(Server server, long epoch) {
        promotions++;
        check(
                server.member.equals(holders.get(epoch)),
                () ->
                        server.member.name()
                                + " is promoted under epoch "
                                + epoch
                                + ", whose holder is "
                                + holders.get(epoch));
        var newest = cluster.register.newest();
        if (newest == null || newest.lease().epoch() != epoch) {
            return;
        }
        String before = regions.get(epoch - 1);
        boolean moved = before != null && !before.equals(newest.lease().region());
        boolean loses = moved && !planned.getOrDefault(epoch, false);
        var kept = new ArrayList<Safe>(safe.size());
        long newestLost = -1;
        long oldestLost = Long.MAX_VALUE;
        for (Safe each : safe) {
            if (server.branch.contains(server.lsn, each.branch(), each.lsn())) {
                kept.add(each);
                continue;
            }
            check(
                    loses,
                    () ->
                            "an acknowledged write of epoch "
                                    + each.epoch()
                                    + " at "
                                    + each.lsn()
                                    + " is not in "
                                    + server.member.name()
                                    + ", promoted at "
                                    + server.lsn);
            lost++;
            newestLost = Math.max(newestLost, each.at());
            oldestLost = Math.min(oldestLost, each.at());
        }
        safe = kept;
        if (newestLost >= 0 && !lossAccepted) {
            var policy = cluster.agents.get(0).policy;
            long bound =
                    policy.lagLimit().plus(policy.lease()).plus(policy.renew()).toNanos() / 1000
                            + 1_000_000;
            long age = lastAcknowledgedAt - oldestLost;
            check(age <= bound, () -> "lost writes were up to " + age + " us old");
        }
    }

    /// A primary takes a write into its log.
    void written(Server server, Write write) {
        check(
                server.member.equals(holders.get(write.epoch)),
                () ->
                        server.member.name()
                                + " is written under epoch "
                                + write.epoch
                                + ", whose holder is "
                                + holders.get(write.epoch));
    }

    void opened(Gate gate) {
        check(
                !cluster.anyGateLeads(1 - gate.region),
                () -> "gates of both regions are open: epoch " + gate.epoch());
    }

    void acknowledged(Gate gate, Write write) {
        world.mix(write.id);
        Branch branch = java.util.Objects.requireNonNull(write.branch, "a write without a place");
        String region = regions.get(write.epoch);
        String newestRegion = regions.get(newestAckedEpoch);
        check(
                write.epoch >= newestAckedEpoch || region == null || region.equals(newestRegion),
                () -> "epoch " + write.epoch + " is acknowledged after " + newestAckedEpoch);
        if (write.epoch < newestAckedEpoch) {
            Server now =
                    cluster.server(java.util.Objects.requireNonNull(holders.get(newestAckedEpoch)));
            check(
                    !now.writable || now.branch.contains(now.lsn, branch, write.lsn),
                    () -> "a late acknowledgement of epoch " + write.epoch + " is in no copy");
        }
        newestAckedEpoch = Math.max(newestAckedEpoch, write.epoch);
        lastAcknowledgedAt = world.now();
        acknowledged++;
        safe.add(new Safe(world.now(), branch, write.lsn, write.epoch));
        world.tell(
                () ->
                        "    write "
                                + write.id
                                + " is safe, epoch "
                                + write.epoch
                                + ", "
                                + gate.place);
    }

    /// An acknowledged write that the primary does not have; null when it has all.
    @Nullable String missing(Server primary) {
        for (Safe each : safe) {
            if (!primary.branch.contains(primary.lsn, each.branch(), each.lsn())) {
                throw new Broken(
                        "the acknowledged write at "
                                + each.lsn()
                                + " of epoch "
                                + each.epoch()
                                + " is gone");
            }
        }
        return null;
    }

    /// The journal leads to the state that the engine had.
    void replayed(State before, State after) {
        check(
                before.stage().equals(after.stage())
                        && before.lease().equals(after.lease())
                        && before.works().equals(after.works())
                        && before.sights().equals(after.sights())
                        && before.order().equals(after.order())
                        && before.marks().equals(after.marks())
                        && before.views().equals(after.views()),
                () -> "the journal leads to " + after + " and not to " + before);
    }

    private void check(boolean holds, java.util.function.Supplier<String> broken) {
        if (!holds) {
            throw new Broken(broken.get());
        }
    }
}
