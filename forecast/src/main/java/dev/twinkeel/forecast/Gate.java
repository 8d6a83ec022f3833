package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Grant;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The gate of one zone, with a client that writes through it all the time.
///
/// A grant counts from the instant before it was asked for, on the gate's own clock, which runs up
/// to one per cent fast or slow.
final class Gate {
    private static final long POLL_MICROS = 200_000;

    final int region;
    final int place;
    private final World world;
    private final Cluster cluster;
    private final Clock clock;
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();

    boolean up = true;
    boolean frozen;
    private long epoch;
    private @Nullable Server writer;
    private long untilLocal;
    private long polledAt = -POLL_MICROS;
    private int connection;

    Gate(World world, Cluster cluster, int region, int place) {
        this.world = world;
        this.cluster = cluster;
        this.region = region;
        this.place = place;
        this.clock = new Clock(world, 0);
    }

    private long local() {
        return clock.micros();
    }

    void drift() {
        clock.drift();
    }

    /// Does it now, or when the process is awake again; never when it is dead.
    private void whenAwake(Runnable action) {
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
        while (up && !frozen && !inbox.isEmpty()) {
            inbox.remove().run();
        }
    }

    boolean open() {
        return up && writer != null && local() < untilLocal;
    }

    /// It is open to a primary that can acknowledge a write.
    boolean leads() {
        Server target = writer;
        return open() && target != null && target.acknowledges();
    }

    boolean leadsTo(Server server) {
        return writer == server;
    }

    long epoch() {
        return epoch;
    }

    /// One turn of the client, and of the gate's poll.
    void turn() {
        if (!up || frozen) {
            return;
        }
        if (world.now() - polledAt >= POLL_MICROS) {
            poll();
        }
        Server target = writer;
        if (!open() || target == null || !world.open(place, target.place)) {
            return;
        }
        Write write = new Write(cluster.nextWrite(), this, epoch, connection);
        world.in(world.delay(place, target.place), () -> target.write(write));
    }

    private void poll() {
        polledAt = world.now();
        Agent agent = cluster.agents.get(region);
        long asked = local();
        if (!world.openBoth(place, agent.place)) {
            return;
        }
        world.in(
                world.delay(place, agent.place),
                () ->
                        agent.whenAwake(
                                () -> {
                                    Grant grant = agent.given();
                                    Duration valid = grant == null ? null : agent.left(grant);
                                    world.in(
                                            world.delay(agent.place, place),
                                            () -> whenAwake(() -> answered(grant, valid, asked)));
                                }));
    }

    private void answered(@Nullable Grant grant, @Nullable Duration valid, long asked) {
        if (grant == null || valid == null) {
            close();
            return;
        }
        Server next = cluster.server(grant.writer());
        if (writer != next || epoch != grant.epoch()) {
            close();
            writer = next;
            epoch = grant.epoch();
            untilLocal = 0;
        }
        untilLocal = Math.max(untilLocal, asked + valid.toNanos() / 1000);
        if (open()) {
            cluster.promises.opened(this, next);
        }
    }

    private void close() {
        writer = null;
        connection++;
    }

    void kill() {
        up = false;
        frozen = false;
        inbox.clear();
        close();
    }

    void boot() {
        up = true;
    }

    /// The primary says that a write is safe. The client hears it only through the connection that
    /// it wrote through, and only while the gate is open.
    void acknowledged(Write write) {
        whenAwake(
                () -> {
                    if (open() && connection == write.connection) {
                        cluster.promises.acknowledged(this, write);
                    }
                });
    }
}
