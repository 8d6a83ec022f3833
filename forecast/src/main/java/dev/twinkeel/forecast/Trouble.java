package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Command;
import dev.twinkeel.recovery.Event;
import java.util.ArrayList;
import java.util.List;

/// What goes wrong in a run, and when; and at the end everything that was broken is mended.
final class Trouble {
    private static final long FIRST_MICROS = 3_000_000;

    private final World world;
    private final Cluster cluster;
    private final List<Runnable> mends = new ArrayList<>();

    final double loss;
    final double late;
    final double lateStore;
    final double repeat;
    final double staleReads;
    final boolean noDatabase;
    final boolean approval;

    /// One region is lost, comes back, and the other is lost.
    final boolean seesaw;

    /// The second region falls behind, and then the first is lost.
    final boolean slow;

    final long healAt;
    boolean apiBroken;

    /// Added to what replication takes between the regions.
    long slowMicros;

    private boolean cutting;

    Trouble(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
        boolean rough = world.chance(0.5);
        loss = rough ? 0.02 : 0;
        late = rough ? 0.03 : 0;
        lateStore = rough ? 0.2 : 0;
        repeat = rough ? 0.05 : 0;
        staleReads = world.chance(0.5) ? 0.2 : 0;
        noDatabase = world.chance(0.04);
        approval = world.chance(0.08);
        seesaw = world.chance(0.03);
        slow = !seesaw && world.chance(0.03);
        healAt = FIRST_MICROS + (seesaw || slow ? 17_000_000 : world.between(4, 14));
    }

    void plan() {
        if (seesaw) {
            world.at(FIRST_MICROS, () -> killRegion(0));
            world.at(FIRST_MICROS + world.between(5, 6), () -> regionBack(0));
            world.at(FIRST_MICROS + world.between(8, 9), () -> killRegion(1));
            return;
        }
        if (slow) {
            slowMicros = world.between(1, 9);
            mends.add(() -> slowMicros = 0);
            world.at(FIRST_MICROS + world.between(8, 9), () -> killRegion(0));
            return;
        }
        int faults = 1 + world.random.nextInt(4);
        for (int i = 0; i < faults; i++) {
            world.at(FIRST_MICROS + world.random.nextLong(healAt - FIRST_MICROS), this::fault);
        }
        int deaths = world.random.nextInt(3);
        for (int i = 0; i < deaths; i++) {
            world.at(world.random.nextLong(healAt), this::agentDies);
        }
        if (world.chance(0.5)) {
            world.at(FIRST_MICROS + world.random.nextLong(healAt - FIRST_MICROS), this::person);
        }
        if (approval) {
            world.at(FIRST_MICROS, this::approve);
        }
    }

    private void fault() {
        int region = world.chance(0.75) ? 0 : 1;
        int zone = world.random.nextInt(3);
        switch (world.random.nextInt(15)) {
            case 0, 1 -> killPrimary();
            case 2 -> killServer(cluster.servers.get(region * 3 + zone));
            case 3 -> freezeServer(cluster.servers.get(region * 3 + zone));
            case 4 -> killZone(region, zone);
            case 5 -> cutZone(region, zone);
            case 6, 7 -> killRegion(region);
            case 8, 9 -> cutRegion(region);
            case 10 -> freezeAgent(region);
            case 11 -> breakStore();
            case 12 -> slowLink();
            case 13 -> breakApi();
            case 14 -> stall(cluster.servers.get(region * 3 + zone));
            default -> throw new IllegalStateException("no such fault");
        }
    }

    /// Breaks something later, unless everything is being mended by then.
    private void later(long micros, Runnable fault) {
        if (world.now() + micros < healAt) {
            world.in(micros, fault);
        }
    }

    /// Mends later or, as often as not, only at the end.
    private void mend(Runnable action) {
        if (world.chance(0.5)) {
            world.in(world.between(0.3, 6), action);
        }
        mends.add(action);
    }

    private void killPrimary() {
        for (Server server : cluster.servers) {
            if (server.writable && server.up) {
                killServer(server);
                return;
            }
        }
    }

    private void killServer(Server server) {
        world.tell(() -> "FAULT kill " + server.member.name());
        server.kill();
        // A person, or a supervisor, may start it again.
        if (world.chance(0.3)) {
            world.in(world.between(0.2, 5), () -> boot(server));
        }
    }

    private void boot(Server server) {
        if (cluster.powered(server)) {
            server.boot();
        }
    }

    private void freezeServer(Server server) {
        world.tell(() -> "FAULT freeze " + server.member.name());
        server.frozen = server.up;
        mend(() -> server.frozen = false);
    }

    /// Its log does not move, though it answers; then, often, the primary dies.
    private void stall(Server server) {
        world.tell(() -> "FAULT stall " + server.member.name());
        server.stalled = true;
        mend(() -> server.stalled = false);
        if (world.chance(0.7)) {
            later(world.between(0.2, 2), this::killPrimary);
        }
    }

    private void killZone(int region, int zone) {
        world.tell(() -> "FAULT kill zone " + zone + " of " + Lookout.REGIONS.get(region));
        cluster.zoneUp[region][zone] = false;
        cluster.servers.get(region * 3 + zone).kill();
        gate(region, zone).kill();
        mend(() -> zoneBack(region, zone));
    }

    private Gate gate(int region, int zone) {
        return cluster.gates.get(region * 3 + zone);
    }

    private void zoneBack(int region, int zone) {
        cluster.zoneUp[region][zone] = true;
        if (cluster.regionUp[region]) {
            gate(region, zone).boot();
            if (world.chance(0.5)) {
                boot(cluster.servers.get(region * 3 + zone));
            }
        }
    }

    private void cutZone(int region, int zone) {
        int place = World.zone(region, zone);
        int ways = world.random.nextInt(3);
        world.tell(() -> "FAULT cut zone " + zone + " of " + Lookout.REGIONS.get(region));
        for (int other = 0; other < 10; other++) {
            cut(place, other, ways);
        }
    }

    private void killRegion(int region) {
        world.tell(() -> "FAULT kill " + Lookout.REGIONS.get(region));
        cluster.regionUp[region] = false;
        for (int zone = 0; zone < 3; zone++) {
            cluster.servers.get(region * 3 + zone).kill();
            gate(region, zone).kill();
        }
        cluster.agents.get(region).die();
        cluster.register.voterUp[region] = false;
        mend(() -> regionBack(region));
    }

    private void regionBack(int region) {
        if (cluster.regionUp[region]) {
            return;
        }
        world.tell(() -> "MEND start " + Lookout.REGIONS.get(region));
        cluster.regionUp[region] = true;
        cluster.register.voterUp[region] = true;
        cluster.agents.get(region).boot();
        for (int zone = 0; zone < 3; zone++) {
            if (cluster.zoneUp[region][zone]) {
                gate(region, zone).boot();
                boot(cluster.servers.get(region * 3 + zone));
            }
        }
    }

    /// The region from everybody else, from the other region only, or from the witness only; both
    /// ways or one.
    private void cutRegion(int region) {
        int ways = world.random.nextInt(3);
        int whom = world.random.nextInt(4);
        world.tell(() -> "FAULT cut " + Lookout.REGIONS.get(region) + " kind " + whom);
        for (int place = region * 4; place < region * 4 + 4; place++) {
            for (int other = 0; other < 10; other++) {
                boolean outside = other / 4 != region || other >= World.WITNESS;
                boolean meant =
                        switch (whom) {
                            case 0 -> other < World.WITNESS;
                            case 1 -> other == World.WITNESS;
                            default -> true;
                        };
                if (outside && meant) {
                    cut(place, other, ways);
                }
            }
        }
    }

    /// @param ways 0 out only, 1 in only, 2 both
    private void cut(int place, int other, int ways) {
        if (place == other) {
            return;
        }
        if (ways != 1) {
            world.cut[place][other] = true;
        }
        if (ways != 0) {
            world.cut[other][place] = true;
        }
        // Mended together with all other cuts.
        if (!cutting) {
            cutting = true;
            mend(this::join);
        }
    }

    private void join() {
        cutting = false;
        for (boolean[] row : world.cut) {
            java.util.Arrays.fill(row, false);
        }
    }

    private void freezeAgent(int region) {
        Agent agent = cluster.agents.get(region);
        world.tell(() -> "FAULT freeze the engine of " + agent.policy.place());
        agent.freeze();
        world.in(world.between(0.2, 8), agent::thaw);
    }

    private void agentDies() {
        Agent agent = cluster.agents.get(world.chance(0.7) ? 0 : 1);
        Agent.Crash[] kinds = Agent.Crash.values();
        if (agent.up) {
            agent.dieSoon(kinds[world.random.nextInt(3)], 1 + world.random.nextInt(20));
        }
    }

    /// A supervisor starts a dead engine again.
    void restart(Agent agent) {
        world.in(world.between(0.3, 6), () -> agentBack(agent));
    }

    private void agentBack(Agent agent) {
        if (cluster.regionUp[agent.region]) {
            agent.boot();
        }
    }

    private void breakStore() {
        int first = world.random.nextInt(3);
        boolean majority = world.chance(0.5);
        world.tell(() -> "FAULT voters, majority " + majority);
        for (int i = 0; i < (majority ? 2 : 1); i++) {
            int voter = (first + i) % 3;
            cluster.register.voterUp[voter] = false;
            mend(() -> cluster.register.voterUp[voter] = voter == 2 || cluster.regionUp[voter]);
        }
        if (world.chance(0.3)) {
            cluster.vantages.get(2).witnessUp = false;
            mend(() -> cluster.vantages.get(2).witnessUp = true);
        }
    }

    private void slowLink() {
        world.tell(() -> "FAULT slow link");
        slowMicros = world.between(0.2, 9);
        mend(() -> slowMicros = 0);
    }

    private void breakApi() {
        world.tell(() -> "FAULT the region's API cannot kill");
        apiBroken = true;
        mend(() -> apiBroken = false);
    }

    private void person() {
        if (world.now() >= healAt) {
            return;
        }
        Command command =
                switch (world.random.nextInt(6)) {
                    case 0, 1 -> new Command.Failback("singapore");
                    case 2 -> new Command.Switchover(cluster.servers.get(1).member);
                    case 3 -> new Command.Failover("singapore", world.chance(0.5));
                    case 4 -> new Command.Failback("mumbai");
                    default -> new Command.Pause();
                };
        for (Agent agent : cluster.agents) {
            agent.handle(at -> new Event.Commanded(at, "a person", command));
        }
        if (command instanceof Command.Pause) {
            mend(this::resume);
        } else if (world.chance(0.3)) {
            world.in(world.between(1, 5), this::person);
        }
    }

    private void resume() {
        for (Agent agent : cluster.agents) {
            agent.handle(at -> new Event.Commanded(at, "a person", new Command.Resume()));
        }
    }

    private void approve() {
        for (Agent agent : cluster.agents) {
            agent.handle(at -> new Event.Commanded(at, "a person", new Command.Approve()));
        }
        world.in(1_500_000, this::approve);
    }

    /// Everything is mended: links, power, processes; a person starts what was dead.
    void heal() {
        world.tell(() -> "HEAL everything");
        mends.forEach(Runnable::run);
        for (int region = 0; region < 2; region++) {
            regionBack(region);
            cluster.agents.get(region).liveOn();
            cluster.agents.get(region).thaw();
            cluster.agents.get(region).boot();
            for (int zone = 0; zone < 3; zone++) {
                zoneBack(region, zone);
                boot(cluster.servers.get(region * 3 + zone));
            }
        }
        resume();
    }
}
