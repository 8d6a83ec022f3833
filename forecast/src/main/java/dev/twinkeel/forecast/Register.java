package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The consensus store: one linearizable register with a voter in each region and one at the
/// witness. Swaps are atomic; reads may be old; answers may be late, lost, or never come.
final class Register {
    private static final int[] VOTERS = {World.region(0), World.region(1), World.WITNESS};

    private final World world;
    private final Cluster cluster;
    private final List<Versioned> versions = new ArrayList<>();
    final boolean[] voterUp = {true, true, true};

    Register(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
    }

    /// The newest record; null before the first.
    @org.jspecify.annotations.Nullable
    Versioned newest() {
        return versions.isEmpty() ? null : versions.getLast();
    }

    /// How long an answer to a request from a place takes one way; -1 when no majority answers.
    long reach(int place) {
        for (int i = 0; i < 3; i++) {
            if (!voterUp[i] || !world.openBoth(place, VOTERS[i])) {
                continue;
            }
            for (int j = 0; j < 3; j++) {
                if (i != j && voterUp[j] && world.openBoth(VOTERS[i], VOTERS[j])) {
                    return world.delay(place, VOTERS[i]) + world.delay(VOTERS[i], VOTERS[j]);
                }
            }
        }
        return -1;
    }

    Reply<Versioned> swap(Versioned expected, Lease next) {
        Versioned now = newest();
        if (now == null || now.version() != expected.version()) {
            return new Reply.Refused<>("the lease was changed since it was read");
        }
        return write(now, next);
    }

    Reply<Versioned> create(Lease first) {
        return versions.isEmpty()
                ? write(null, first)
                : new Reply.Refused<>("there is a lease already");
    }

    private Reply<Versioned> write(
            @org.jspecify.annotations.Nullable Versioned before, Lease next) {
        Versioned written = new Versioned(next, versions.size() + 1L);
        versions.add(written);
        world.mix(next.epoch() * 1000 + next.renewal());
        cluster.promises.leaseWritten(before == null ? null : before.lease(), next);
        return new Reply.Done<>(written);
    }

    /// Reads; now and then an old record. The answer is null when there is none.
    void read(Agent agent, Consumer<@org.jspecify.annotations.Nullable Versioned> answer) {
        long there = reach(agent.place);
        if (there < 0 || world.chance(cluster.trouble.loss)) {
            return;
        }
        world.in(
                there,
                () -> {
                    Versioned found = newest();
                    if (versions.size() > 1 && world.chance(cluster.trouble.staleReads)) {
                        int back = 1 + world.random.nextInt(Math.min(4, versions.size() - 1));
                        found = versions.get(versions.size() - 1 - back);
                    }
                    Versioned result = found;
                    long back = reach(agent.place);
                    if (back >= 0) {
                        world.in(back / 2, () -> answer.accept(result));
                    }
                });
    }
}
