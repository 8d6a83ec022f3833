package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Watches a run with eyes that no agent has, and breaks it off when a promise is broken.
final class Promises {
    /// An acknowledged write.
    private record Safe(long at, Branch branch, long lsn, long epoch) {}

    /// What a primary was promoted with.
    private record Floor(long at, Branch branch, long lsn, boolean followed) {}

    private final World world;
    private final Cluster cluster;
    private final List<Safe> safe = new ArrayList<>();
    private final List<Safe> gone = new ArrayList<>();

    /// The furthest of `safe` in each branch, by the branch's id: who has it, has all before it.
    private final List<@Nullable Safe> furthest = new ArrayList<>();

    private final Map<Long, Floor> floors = new HashMap<>();
    private final Map<Long, Member> holders = new HashMap<>();
    private final Map<Long, String> regions = new HashMap<>();
    private final Map<Long, Boolean> planned = new HashMap<>();
    final Ballots ballots;
    private long lastMoveAt = Long.MIN_VALUE;
    private long lastAcknowledgedAt = Long.MIN_VALUE;
    private long newestAckedEpoch;
    private boolean lossAccepted;
    private final Set<Long> epochsWithAcceptedLoss = new HashSet<>();
    private @Nullable Agent swapper;
    private long openedEpoch = 1;

    int acknowledged;
    int lost;
    int moves;
    int promotions;

    /// New epochs under which writes were let in.
    int recoveries;

    Promises(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
        this.ballots = new Ballots(world, cluster);
    }

    long lastAcknowledged() {
        return lastAcknowledgedAt;
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
            check(
                    step == 0 || cluster.trouble.plan != Trouble.Plan.CALM,
                    () -> "a blip was taken for a loss: " + next);
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
                        && ballots.handed(next.epoch());
        planned.put(next.epoch(), handedOver);
        long holdDown =
                (long) (cluster.agents.get(0).policy.holdDown().toMillis() * 1000 * Ballots.DRIFT);
        check(
                handedOver
                        || ballots.ordered
                        || lastMoveAt == Long.MIN_VALUE
                        || world.now() - lastMoveAt >= holdDown,
                () -> "a region was taken during the hold-down");
        if (lossAccepted) {
            epochsWithAcceptedLoss.add(next.epoch());
        }
        lastMoveAt = world.now();
        moves++;
        boolean open = cluster.anyGateOpen(0) || cluster.anyGateOpen(1);
        check(
                !open || cluster.trouble.noDatabase || handedOver,
                () -> "a gate is open while the lease of " + before.region() + " is taken");
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
        floors.put(
                epoch, new Floor(world.now(), server.branch, server.lsn, cluster.followed(server)));
        String before = regions.get(epoch - 1);
        boolean moved = before != null && !before.equals(newest.lease().region());
        boolean loses = moved && !planned.getOrDefault(epoch, false);
        if (!hasAllThatIsSafe(server)) {
            lose(server, epoch, loses);
        }
    }

    private boolean hasAllThatIsSafe(Server server) {
        for (Safe each : furthest) {
            if (each != null && !server.branch.contains(server.lsn, each.branch(), each.lsn())) {
                return false;
            }
        }
        return true;
    }

    private void remember(Safe write) {
        safe.add(write);
        int id = write.branch().id();
        while (furthest.size() <= id) {
            furthest.add(null);
        }
        Safe before = furthest.get(id);
        if (before == null || before.lsn() < write.lsn()) {
            furthest.set(id, write);
        }
    }

    /// Goes through every acknowledged write that the promoted server may lack.
    private void lose(Server server, long epoch, boolean loses) {
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
            gone.add(each);
            newestLost = Math.max(newestLost, each.at());
            oldestLost = Math.min(oldestLost, each.at());
        }
        safe.clear();
        furthest.clear();
        kept.forEach(this::remember);
        if (newestLost >= 0 && !epochsWithAcceptedLoss.contains(epoch)) {
            var policy = cluster.agents.get(0).policy;
            long bound =
                    policy.lagLimit().plus(policy.lease()).plus(policy.renew()).toNanos() / 1000
                            + 1_000_000;
            long age = lastAcknowledgedAt - oldestLost;
            check(age <= bound, () -> "lost writes were up to " + age + " us old");
        }
    }

    /// A primary takes a write into its log: the holder of the gate's epoch, and of its own.
    void written(Server server, Write write) {
        writtenUnder(server, write.epoch);
        writtenUnder(server, write.taken);
    }

    private void writtenUnder(Server server, long epoch) {
        check(
                server.member.equals(holders.get(epoch)),
                () ->
                        "%s is written under epoch %d, whose holder is %s"
                                .formatted(server.member.name(), epoch, holders.get(epoch)));
    }

    void opened(Gate gate, Server writer) {
        check(
                !gate.leads() || !cluster.anyGateLeadsElsewhere(1 - gate.region, writer),
                () -> "gates of both regions lead to two writers: epoch " + gate.epoch());
        if (gate.epoch() > openedEpoch) {
            openedEpoch = gate.epoch();
            recoveries++;
            secondCopy(writer, gate.epoch());
        }
    }

    /// A new primary is opened when a member that it waits for has all that it was promoted with,
    /// or alone, when the lease says so: after the wait, or at once when nobody there followed it.
    private void secondCopy(Server writer, long epoch) {
        var newest = cluster.register.newest();
        Floor floor = floors.get(epoch);
        if (newest == null || floor == null || !writer.writable) {
            return;
        }
        if (writer.waitsFor.isEmpty()) {
            Duration wait = cluster.agents.get(0).policy.redundancyWait();
            long waited = (long) (wait.toMillis() * 1000 * Ballots.DRIFT);
            check(
                    newest.lease().degraded()
                            && (!floor.followed() || world.now() - floor.at() >= waited),
                    () ->
                            "writes are let in to "
                                    + writer.member.name()
                                    + " alone, unsaid or at once");
            return;
        }
        for (Server other : cluster.servers) {
            if (writer.waitsFor.contains(other.member)
                    && other.branch.contains(other.lsn, floor.branch(), floor.lsn())) {
                return;
            }
        }
        throw new Broken(
                "writes are let in to " + writer.member.name() + " before a second copy caught up");
    }

    void acknowledged(Gate gate, Write write) {
        world.mix(write.id);
        Branch branch = java.util.Objects.requireNonNull(write.branch, "a write without a place");
        long epoch = write.taken;
        check(
                epoch >= newestAckedEpoch || !taken(epoch),
                () -> "epoch " + epoch + " is acknowledged after " + newestAckedEpoch);
        if (epoch < newestAckedEpoch) {
            Server now =
                    cluster.server(java.util.Objects.requireNonNull(holders.get(newestAckedEpoch)));
            check(
                    !now.writable || now.branch.contains(now.lsn, branch, write.lsn),
                    () -> "a late acknowledgement of epoch " + epoch + " is in no copy");
        }
        newestAckedEpoch = Math.max(newestAckedEpoch, epoch);
        lastAcknowledgedAt = world.now();
        acknowledged++;
        remember(new Safe(world.now(), branch, write.lsn, epoch));
        inTwoZones(branch, write);
        world.tell(
                () -> "    write %d is safe, epoch %d, %s".formatted(write.id, epoch, gate.place));
    }

    /// Another region has taken the lease since, on evidence. A planned move has every write in its
    /// log, so a late answer to one is true.
    private boolean taken(long epoch) {
        for (long later = epoch + 1; later <= newestAckedEpoch; later++) {
            String before = regions.get(later - 1);
            boolean moved = before != null && !before.equals(regions.get(later));
            if (moved && !planned.getOrDefault(later, false)) {
                return true;
            }
        }
        return false;
    }

    /// One of those that an election asks has the write, unless the lease says degraded.
    private void inTwoZones(Branch branch, Write write) {
        var newest = cluster.register.newest();
        if (newest == null || newest.lease().epoch() != write.taken || newest.lease().degraded()) {
            return;
        }
        for (Server other : cluster.servers) {
            if (newest.lease().synchronous().contains(other.member)
                    && other.branch.contains(other.lsn, branch, write.lsn)) {
                return;
            }
        }
        throw new Broken(
                "the write at "
                        + write.lsn
                        + " is acknowledged and in no synchronous member of "
                        + newest.lease());
    }

    /// What was lost with a region is in a live copy or in one that was kept aside.
    private void keptAside() {
        for (Safe each : gone) {
            boolean known = false;
            for (Server server : cluster.servers) {
                known |= server.knows(each.branch(), each.lsn());
            }
            boolean found = known;
            check(
                    found,
                    () ->
                            "the lost write at "
                                    + each.lsn()
                                    + " of epoch "
                                    + each.epoch()
                                    + " was not kept");
        }
    }

    /// An acknowledged write that the primary does not have; null when it has all.
    @Nullable String missing(Server primary) {
        keptAside();
        if (hasAllThatIsSafe(primary)) {
            return null;
        }
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

    static void check(boolean holds, java.util.function.Supplier<String> broken) {
        if (!holds) {
            throw new Broken(broken.get());
        }
    }
}
