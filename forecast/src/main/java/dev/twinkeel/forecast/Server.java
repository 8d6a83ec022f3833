package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Sight;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server as far as a recovery can tell: a copy of a log, a role, whom it follows, and
/// whom its commits wait for.
///
/// Positions are what is flushed: a primary sends only what it has flushed, and a standby confirms
/// only what it has, so what a crash loses was never seen by anybody else. What comes while it is
/// frozen waits in its sockets and is done when it thaws, however late that is.
final class Server {
    /// A write on its way: where in the log, and who is told when it is safe.
    record Waiting(Branch branch, long lsn, Write write) {}

    /// A copy of a log that ended.
    record Kept(Branch branch, long lsn) {}

    final Member member;
    final int place;
    final int index;
    private final World world;
    private final Cluster cluster;

    boolean up = true;
    long upSince;
    boolean frozen;

    /// Its receiver gets nothing, though all else works.
    boolean stalled;

    /// A primary panics at its next write; a standby receives nothing; neither starts.
    boolean diskFull;

    /// How long a flush takes; a crash loses what was not flushed.
    long flushMicros;

    boolean writable;
    boolean drained;

    /// It was never cloned.
    boolean empty;

    boolean cloning;
    long epochSeen;
    Branch branch;
    long lsn;
    @Nullable Server upstream;

    /// Whom its commits wait for; and the same, a bit for each server's index.
    Set<Member> waitsFor = Set.of();

    private int waitsForBits;

    /// What each standby has confirmed to this server as its primary, by the standby's index.
    final long[] confirmed = new long[8];

    /// What a clone found in this member's folder and the new history does not have; kept aside.
    final List<Kept> kept = new ArrayList<>();

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ArrayDeque<Write> unflushed = new ArrayDeque<>();
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private boolean sending;
    private final Shown shown;

    Server(World world, Cluster cluster, Member member, int index, int place, Branch branch) {
        this.world = world;
        this.cluster = cluster;
        this.member = member;
        this.index = index;
        this.place = place;
        this.branch = branch;
        this.shown = new Shown(this, world, cluster);
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

    /// What it shows to whoever asks.
    Sight.Serving sight() {
        return shown.now();
    }

    /// Does it now, or when the process is awake again; never when it is dead.
    void whenAwake(Runnable action) {
        if (up && frozen) {
            inbox.add(action);
        } else if (up) {
            action.run();
        }
    }

    void freeze() {
        frozen = up;
    }

    void thaw() {
        frozen = false;
        while (awake() && !inbox.isEmpty()) {
            inbox.remove().run();
        }
    }

    /// A client's write arrives.
    void write(Write write) {
        if (!up) {
            return;
        }
        if (frozen) {
            inbox.add(() -> write(write));
            return;
        }
        if (!writable || drained) {
            return;
        }
        if (diskFull) {
            world.tell(() -> member.name() + " panics: its disk is full");
            kill();
            return;
        }
        unflushed.add(write);
        if (flushMicros == 0) {
            flush();
        } else if (unflushed.size() == 1) {
            world.in(flushMicros, () -> whenAwake(this::flush));
        }
    }

    /// What was written is on the disk. After a crash there is nothing to flush.
    private void flush() {
        if (!writable || drained || unflushed.isEmpty()) {
            unflushed.clear();
            return;
        }
        while (!unflushed.isEmpty()) {
            Write write = unflushed.remove();
            lsn++;
            write.branch = branch;
            write.lsn = lsn;
            write.taken = Math.max(write.epoch, branch.mark(lsn));
            cluster.promises.written(this, write);
            waiting.add(new Waiting(branch, lsn, write));
        }
        release();
        feed();
    }

    private void waitFor(Set<Member> synchronous) {
        waitsFor = Set.copyOf(synchronous);
        waitsForBits = 0;
        for (Member member : synchronous) {
            waitsForBits |= 1 << cluster.server(member).index;
        }
    }

    /// Answers the commits that enough members have.
    void release() {
        if (!awake() || !writable || drained || waiting.isEmpty()) {
            return;
        }
        long safe = waitsFor.isEmpty() ? lsn : 0;
        for (Server other : cluster.servers) {
            if ((waitsForBits & 1 << other.index) != 0) {
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

    /// Nobody keeps it from answering a commit.
    boolean acknowledges() {
        if (!up || !writable || drained) {
            return false;
        }
        boolean can = waitsFor.isEmpty();
        for (Server other : cluster.servers) {
            can |= other.upstream == this && (waitsForBits & 1 << other.index) != 0;
        }
        return can;
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
                || diskFull
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
        long slow = from.place / 4 == place / 4 ? 0 : cluster.trouble.faults.slowMicros;
        world.in(
                world.delay(from.place, place) + slow + flushMicros,
                () -> received(from, sentBranch, sentLsn));
    }

    private void received(Server from, Branch sentBranch, long sentLsn) {
        sending = false;
        boolean still =
                upstream == from
                        && awake()
                        && !writable
                        && !stalled
                        && !diskFull
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
                () -> from.whenAwake(() -> from.confirmedBy(this, sentBranch, sentLsn)));
    }

    private void confirmedBy(Server standby, Branch sentBranch, long sentLsn) {
        if (writable && branch.id() == sentBranch.id()) {
            confirmed[standby.index] = Math.max(confirmed[standby.index], sentLsn);
            release();
        }
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

    /// Leaves the epoch's mark in the log, if it is not there.
    void mark(long epoch) {
        if (branch.mark(lsn) != epoch) {
            lsn++;
            branch.marks().add(new Branch.Mark(lsn, epoch));
            feed();
        }
    }

    void promote(Set<Member> synchronous, long epoch) {
        upstream = null;
        branch = cluster.fork(branch, lsn);
        mark(epoch);
        writable = true;
        drained = false;
        waitFor(synchronous);
        java.util.Arrays.fill(confirmed, 0);
        waiting.clear();
        feed();
    }

    void synchronise(Set<Member> synchronous) {
        waitFor(synchronous);
        drained = false;
        release();
    }

    /// Ends every session: commits that wait are answered to nobody.
    void drain() {
        drained = true;
        waiting.clear();
        unflushed.clear();
    }

    void kill() {
        up = false;
        frozen = false;
        waiting.clear();
        unflushed.clear();
        inbox.clear();
        java.util.Arrays.fill(confirmed, 0);
    }

    /// What it has is kept aside, as far as the other has not got it, and a copy of the other's
    /// takes its place.
    void replace(Server from) {
        if (!empty && !from.branch.contains(from.lsn, branch, lsn)) {
            kept.add(new Kept(branch, lsn));
            world.tell(() -> "what " + member.name() + " has beyond the fork is kept aside");
        }
        empty = false;
        writable = false;
        drained = false;
        waitFor(Set.of());
        branch = from.branch;
        lsn = from.lsn;
    }

    /// It has the write, or a copy that was kept aside has.
    boolean knows(Branch other, long otherLsn) {
        boolean known = !empty && branch.contains(lsn, other, otherLsn);
        for (int i = 0; !known && i < kept.size(); i++) {
            known = kept.get(i).branch().contains(kept.get(i).lsn(), other, otherLsn);
        }
        return known;
    }

    /// Starts again in its last role; commits that waited are in the log, answered to nobody.
    void boot() {
        if (!up && !empty && !cloning && !diskFull) {
            up = true;
            upSince = world.now();
            frozen = false;
        }
    }

    /// Starts from its own disk.
    ///
    /// @param standby one that follows nobody, whatever it was
    /// @return whether it runs
    boolean revive(boolean standby) {
        boot();
        if (up && standby) {
            writable = false;
            upstream = null;
            waitFor(Set.of());
        }
        return up;
    }
}
