package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Command;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Stage;
import java.time.Duration;
import java.util.Optional;

/// What goes wrong in a run, and when; and at the end everything that was broken is mended.
final class Trouble {
    private static final long FIRST_MICROS = 3_000_000;

    /// What a run is about.
    enum Plan {
        /// Anything, at any time.
        MIXED,
        /// One local fault after the other, most as soon as the one before is recovered from, many
        /// before.
        CHAIN,
        /// Planned moves, there and back, with faults in the middle.
        MOVES,
        /// One region is lost, comes back, and the other is lost.
        SEESAW,
        /// The second region falls behind, and then the first is lost.
        BEHIND,
        /// Blips shorter than any verdict, or the regions cut from each other but not from the
        /// witness: no epoch may change.
        CALM
    }

    private final World world;
    private final Cluster cluster;

    final Plan plan;
    final double loss;
    final double late;
    final double lateStore;
    final double repeat;
    final double staleReads;
    final boolean drift;
    final boolean clockSteps;
    final boolean noDatabase;
    final boolean approval;

    /// Until the healing another database of the application is held elsewhere, always.
    final boolean otherElsewhere;

    final long healAt;

    /// Local faults only, and each is recovered from before the next.
    private final boolean enduring;

    final Faults faults;

    /// @param endurance how long local faults follow each other; empty: the seed decides what
    ///   happens
    Trouble(World world, Cluster cluster, Optional<Duration> endurance) {
        this.world = world;
        this.cluster = cluster;
        this.faults = new Faults(world, cluster, endurance.isPresent());
        Plan drawn = plan(world.random.nextInt(100));
        enduring = endurance.isPresent();
        plan = enduring ? Plan.CHAIN : drawn;
        boolean rough = plan != Plan.CALM && world.chance(0.5);
        loss = rough ? 0.02 : 0;
        late = rough ? 0.03 : 0;
        lateStore = rough ? 0.2 : 0;
        repeat = rough ? 0.05 : 0;
        staleReads = world.chance(0.5) ? 0.2 : 0;
        drift = world.chance(0.3);
        clockSteps = world.chance(0.3);
        noDatabase = world.chance(0.04);
        approval = world.chance(0.08);
        otherElsewhere = Math.floorMod(world.seed, 50) == 49;
        healAt = FIRST_MICROS + endurance.map(it -> it.toNanos() / 1_000).orElseGet(this::lasts);
    }

    private static Plan plan(int chance) {
        if (chance < 45) {
            return Plan.CHAIN;
        }
        if (chance < 78) {
            return Plan.MIXED;
        }
        if (chance < 90) {
            return Plan.MOVES;
        }
        return chance < 93 ? Plan.SEESAW : chance < 96 ? Plan.BEHIND : Plan.CALM;
    }

    private long lasts() {
        return switch (plan) {
            case MIXED -> world.between(4, 14);
            case CHAIN -> world.between(10, 30);
            // A move to the other region hands the lease over after some 25 s.
            case MOVES -> world.between(8, 45);
            case SEESAW, BEHIND -> 17_000_000;
            case CALM -> world.between(8, 20);
        };
    }

    void plan() {
        switch (plan) {
            case MIXED -> mixed();
            case CHAIN -> world.at(FIRST_MICROS, this::chain);
            case MOVES -> {
                world.at(FIRST_MICROS, this::move);
                fewer(2);
            }
            case SEESAW -> {
                world.at(FIRST_MICROS, () -> faults.killRegion(0));
                world.at(FIRST_MICROS + world.between(5, 6), () -> faults.regionBack(0));
                world.at(FIRST_MICROS + world.between(8, 9), () -> faults.killRegion(1));
            }
            case BEHIND -> {
                faults.slowMicros = world.between(1, 9);
                faults.atTheEnd(() -> faults.slowMicros = 0);
                world.at(FIRST_MICROS + world.between(8, 9), () -> faults.killRegion(0));
            }
            case CALM -> calm();
        }
        if (approval) {
            world.at(FIRST_MICROS, this::approve);
        }
        if (drift) {
            world.in(world.between(0, 3), this::drift);
        }
    }

    private void mixed() {
        fewer(1 + world.random.nextInt(5));
        int deaths = world.random.nextInt(3);
        for (int i = 0; i < deaths; i++) {
            int region = world.chance(0.7) ? 0 : 1;
            world.at(world.random.nextLong(healAt), () -> faults.killAgent(region));
        }
        if (world.chance(0.5)) {
            world.at(FIRST_MICROS + world.random.nextLong(healAt - FIRST_MICROS), this::person);
        }
    }

    private void fewer(int count) {
        for (int i = 0; i < count; i++) {
            world.at(FIRST_MICROS + world.random.nextLong(healAt - FIRST_MICROS), faults::any);
        }
    }

    private void chain() {
        if (world.now() >= healAt) {
            return;
        }
        if (holding() != null || (!enduring && world.chance(0.15))) {
            faults.local();
            world.in(enduring ? world.between(0.3, 0.6) : world.between(0.3, 1.2), this::chain);
        } else {
            world.in(enduring ? world.between(0.02, 0.1) : world.between(0.05, 0.3), this::chain);
        }
    }

    /// The agent whose region serves, with a second copy.
    private @org.jspecify.annotations.Nullable Agent holding() {
        for (Agent agent : cluster.agents) {
            boolean whole =
                    agent.awake()
                            && agent.state.stage() instanceof Stage.Holding
                            && agent.state.lease().filter(it -> whole(it.lease())).isPresent();
            if (whole) {
                return agent;
            }
        }
        return null;
    }

    /// With a second copy; in a run that endures faults, with a third too.
    private boolean whole(Lease lease) {
        return !lease.degraded() && (!enduring || lease.synchronous().size() == 2);
    }

    /// Orders a planned move whenever all is well.
    private void move() {
        if (world.now() >= healAt) {
            return;
        }
        Agent holder = holding();
        if (holder != null) {
            String other = Lookout.REGIONS.get(1 - holder.region);
            int zone = world.random.nextInt(3);
            command(
                    world.chance(0.5)
                            ? new Command.Failback(other)
                            : new Command.Switchover(
                                    cluster.servers[holder.region * 3 + zone].member));
        }
        world.in(world.between(0.5, 2), this::move);
    }

    private void calm() {
        if (world.chance(0.3)) {
            world.at(
                    FIRST_MICROS,
                    () -> faults.cutRegion(world.random.nextInt(2), 0, world.random.nextInt(3)));
            return;
        }
        int blips = 1 + world.random.nextInt(6);
        for (int i = 0; i < blips; i++) {
            long at = FIRST_MICROS + (healAt - FIRST_MICROS) * i / blips;
            world.at(at, faults::blip);
        }
    }

    private void drift() {
        cluster.agents.forEach(Agent::drift);
        cluster.gates.forEach(Gate::drift);
        world.in(world.between(0.5, 3), this::drift);
    }

    /// How far the wall's clock was set while a process was dead.
    long clockStepMicros() {
        return clockSteps ? world.between(-3600, 3600) : 0;
    }

    /// Breaks something later, unless everything is being mended by then.
    void later(long micros, Runnable fault) {
        if (world.now() + micros < healAt) {
            world.in(micros, fault);
        }
    }

    /// A supervisor starts a dead engine again.
    void restart(Agent agent) {
        long micros = enduring ? world.between(0.2, 0.6) : world.between(0.3, 6);
        world.in(micros, () -> agentBack(agent));
    }

    /// How long a clone takes: in a run that endures faults, that of a small database.
    long cloneMicros() {
        return enduring ? world.between(0.05, 0.3) : world.between(0.3, 1.5);
    }

    private void agentBack(Agent agent) {
        if (cluster.regionUp[agent.region]) {
            agent.boot();
        }
    }

    private void person() {
        if (world.now() >= healAt) {
            return;
        }
        Command command =
                switch (world.random.nextInt(6)) {
                    case 0, 1 -> new Command.Failback("singapore");
                    case 2 -> new Command.Switchover(cluster.servers[1].member);
                    case 3 -> new Command.Failover("singapore", world.chance(0.5));
                    case 4 -> new Command.Failback("mumbai");
                    default -> new Command.Pause();
                };
        command(command);
        if (command instanceof Command.Pause) {
            if (world.chance(0.5)) {
                world.in(world.between(0.3, 6), this::resume);
            }
        } else if (world.chance(0.3)) {
            world.in(world.between(1, 5), this::person);
        }
    }

    private void command(Command command) {
        for (Agent agent : cluster.agents) {
            agent.handle(at -> new Event.Commanded(at, "a person", command));
        }
    }

    private void resume() {
        command(new Command.Resume());
    }

    private void approve() {
        command(new Command.Approve());
        world.in(1_500_000, this::approve);
    }

    /// Everything is mended.
    void heal() {
        world.tell(() -> "HEAL everything");
        faults.mendEverything();
        resume();
    }
}
