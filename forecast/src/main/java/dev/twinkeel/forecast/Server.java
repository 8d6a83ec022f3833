package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Sight;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server as far as a recovery can tell: a copy of a log, a role, whom it follows, and
/// whom its commits wait for.
///
/// Positions are what is flushed: a primary sends only what it has flushed, and a standby confirms
/// only what it has, so what a crash loses was never seen by anybody else.
final class Server {
    /// A write on its way: where in the log, and who is told when it is safe.
    record Waiting(Branch branch, long lsn, Write write) {}

    final Member member;
    final int place;
    final int index;
    private final World world;
    private final Cluster cluster;

    boolean up = true;
    boolean frozen;

    /// Its receiver gets nothing, though all else works.
    boolean stalled;

    boolean writable;
    boolean drained;

    /// Its folder holds no whole copy: a clone began and did not end.
    boolean empty;

    boolean cloning;
    long epochSeen;
    Branch branch;
    long lsn;
    @Nullable Server upstream;
    Set<Member> waitsFor = Set.of();

    /// What each standby has confirmed to this server as its primary, by the standby's index.
    final long[] confirmed = new long[8];

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean sending;

    Server(World world, Cluster cluster, Member member, int index, int place, Branch branch) {
        this.world = world;
        this.cluster = cluster;
        this.member = member;
        this.index = index;
        this.place = place;
        this.branch = branch;
    }

    Position position() {
        Branch at = branch;
        while (at.parent() != null && lsn < at.fork()) {
            at = at.parent();
        }
        return new Position(at.timeline(), lsn);
    }

    boolean awake() {
        return up && !frozen;
    }

    /// It follows a server whose history it shares and is not ahead of.
    boolean follows() {
        Server from = upstream;
        return from != null
                && from.up
                && world.openBoth(place, from.place)
                && from.branch.contains(from.lsn, branch, lsn);
    }

    Sight sight() {
        Server from = upstream;
        boolean shown =
                !writable
                        && from != null
                        && from.up
                        && world.openBoth(place, from.place)
                        // Ahead on the same timeline it waits without a stream; forked, it shows
                        // one again and again.
                        && (follows() || from.branch.id() != branch.id());
        Set<String> followers = new HashSet<>();
        for (Server other : cluster.servers) {
            if (other.upstream == this && other.awake() && other.follows()) {
                followers.add(other.member.name());
            }
        }
        return new Sight.Serving(
                writable,
                shown && from != null ? Optional.of(from.member.name()) : Optional.empty(),
                position(),
                writable ? names(drained ? List.of() : waitsFor) : Set.of(),
                followers);
    }

    private static Set<String> names(Collection<Member> members) {
        Set<String> names = new HashSet<>();
        for (Member each : members) {
            names.add(each.name());
        }
        return names;
    }

    /// A client's write arrives.
    void write(Write write) {
        if (!awake() || !writable || drained) {
            return;
        }
        lsn++;
        write.branch = branch;
        write.lsn = lsn;
        cluster.promises.written(this, write);
        waiting.add(new Waiting(branch, lsn, write));
        release();
        feed();
    }

    /// Answers the commits that enough members have.
    void release() {
        if (!awake() || !writable || drained || waiting.isEmpty()) {
            return;
        }
        long safe = waitsFor.isEmpty() ? lsn : 0;
        for (Server other : cluster.servers) {
            if (waitsFor.contains(other.member)) {
                safe = Math.max(safe, confirmed[other.index]);
            }
        }
        while (!waiting.isEmpty() && waiting.peek().lsn() <= safe) {
            Write write = waiting.remove().write();
            if (world.open(place, write.gate.place)) {
                world.in(
                        world.delay(place, write.gate.place), () -> write.gate.acknowledged(write));
            }
        }
    }

    /// Sends what is new to everyone who follows this server.
    void feed() {
        for (Server other : cluster.servers) {
            if (other.upstream == this) {
                other.pull();
            }
        }
    }

    /// Gets what the upstream has; one message is under way at a time.
    void pull() {
        Server from = upstream;
        if (sending
                || stalled
                || from == null
                || !awake()
                || writable
                || !from.awake()
                || !follows()) {
            return;
        }
        if (from.lsn == lsn && from.branch.id() == branch.id()) {
            return;
        }
        sending = true;
        Branch sentBranch = from.branch;
        long sentLsn = from.lsn;
        long slow = from.place / 4 == place / 4 ? 0 : cluster.trouble.slowMicros;
        world.in(world.delay(from.place, place) + slow, () -> received(from, sentBranch, sentLsn));
    }

    private void received(Server from, Branch sentBranch, long sentLsn) {
        sending = false;
        boolean still =
                upstream == from
                        && awake()
                        && !writable
                        && !stalled
                        && world.open(from.place, place)
                        && sentBranch.contains(sentLsn, branch, lsn);
        if (!still) {
            return;
        }
        branch = sentBranch;
        lsn = sentLsn;
        confirm(from, sentBranch, sentLsn);
        feed();
        pull();
    }

    private void confirm(Server from, Branch sentBranch, long sentLsn) {
        if (!from.writable || !world.open(place, from.place)) {
            return;
        }
        world.in(
                world.delay(place, from.place),
                () -> {
                    if (from.awake() && from.writable && from.branch.id() == sentBranch.id()) {
                        from.confirmed[index] = Math.max(from.confirmed[index], sentLsn);
                        from.release();
                    }
                });
    }

    /// Begins to follow; a confirmed position is confirmed anew on the new connection.
    void follow(@Nullable Server next) {
        if (upstream != null) {
            upstream.confirmed[index] = 0;
        }
        upstream = next;
        if (next != null && follows()) {
            confirm(next, next.branch, Math.min(lsn, next.lsn));
        }
        pull();
    }

    /// On reconnecting, a standby tells its upstream what it has.
    void reconfirm() {
        Server from = upstream;
        if (from != null
                && awake()
                && from.writable
                && from.branch.id() == branch.id()
                && from.confirmed[index] < lsn
                && follows()) {
            confirm(from, branch, lsn);
        }
    }

    void promote(Set<Member> synchronous) {
        upstream = null;
        branch = cluster.fork(branch, lsn);
        lsn++;
        writable = true;
        drained = false;
        waitsFor = Set.copyOf(synchronous);
        java.util.Arrays.fill(confirmed, 0);
        waiting.clear();
        feed();
    }

    void synchronise(Set<Member> synchronous) {
        waitsFor = Set.copyOf(synchronous);
        drained = false;
        release();
    }

    /// Ends every session: commits that wait are answered to nobody.
    void drain() {
        drained = true;
        waiting.clear();
    }

    void kill() {
        up = false;
        frozen = false;
        waiting.clear();
        java.util.Arrays.fill(confirmed, 0);
    }

    /// Starts again in its last role; commits that waited are in the log, answered to nobody.
    void boot() {
        if (!up && !empty && !cloning) {
            up = true;
            frozen = false;
        }
    }
}
