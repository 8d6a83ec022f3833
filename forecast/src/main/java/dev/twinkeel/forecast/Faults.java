package dev.twinkeel.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Breaks things, one at a time, and remembers how each is mended.
final class Faults {
    private final World world;
    private final Cluster cluster;
    private final List<Runnable> mends = new ArrayList<>();

    /// The region's API cannot kill.
    boolean apiBroken;

    /// Added to what replication takes between the regions.
    long slowMicros;

    private boolean cutting;

    /// What is started again is started soon.
    private final boolean supervised;

    Faults(World world, Cluster cluster, boolean supervised) {
        this.world = world;
        this.cluster = cluster;
        this.supervised = supervised;
    }

    /// Any of them, the likelier ones more often.
    void any() {
        int region = world.chance(0.75) ? 0 : 1;
        int zone = world.random.nextInt(3);
        Server server = cluster.servers[region * 3 + zone];
        switch (world.random.nextInt(20)) {
            case 0, 1 -> killPrimary();
            case 2 -> killServer(server);
            case 3 -> freeze(server);
            case 4 -> killZone(region, zone);
            case 5 -> cutZone(region, zone);
            case 6, 7 -> killRegion(region);
            case 8, 9 -> cutRegion(region);
            case 10 -> freezeAgent(region);
            case 11 -> breakStore();
            case 12 -> slowLink();
            case 13 -> breakApi();
            case 14 -> stall(server);
            case 15 -> fillDisk(server);
            case 16 -> slowDisk(server);
            case 17 -> freezeGate(region, zone);
            case 18 -> fillJournal(region);
            case 19 -> witnessDies();
            default -> throw new IllegalStateException("no such fault");
        }
    }

    /// One that a region recovers from by itself, again and again.
    void local() {
        Server primary = primary();
        if (primary == null) {
            return;
        }
        switch (world.random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> killServer(primary);
            case 5 -> briefly(primary);
            case 6 -> {
                int zone = primary.place % 4;
                killZone(primary.place / 4, zone);
                world.in(
                        world.between(0.3, supervised ? 0.8 : 2),
                        () -> zoneBack(primary.place / 4, zone));
            }
            case 7 -> killServer(cluster.servers[primary.place / 4 * 3 + zone()]);
            case 8 -> killAgent(primary.place / 4);
            case 9 -> {
                killServer(primary);
                killAgent(primary.place / 4);
            }
            default -> throw new IllegalStateException("no such fault");
        }
    }

    private int zone() {
        return world.random.nextInt(3);
    }

    /// Frozen past every limit, then awake again with what its clients had sent.
    private void briefly(Server server) {
        world.tell(() -> "FAULT freeze " + server.member.name());
        server.freeze();
        world.in(world.between(0.5, 5), server::thaw);
        mends.add(server::thaw);
    }

    /// Shorter than any verdict: nothing may come of it.
    void blip() {
        int region = world.random.nextInt(2);
        int zone = zone();
        Server server = cluster.servers[region * 3 + zone];
        long micros = world.between(0.02, 0.25);
        switch (world.random.nextInt(4)) {
            case 0 -> {
                server.freeze();
                world.in(micros, server::thaw);
            }
            case 1 -> {
                cutZone(region, zone);
                world.in(micros, this::join);
            }
            case 2 -> {
                cluster.agents.get(region).freeze();
                world.in(micros, cluster.agents.get(region)::thaw);
            }
            case 3 -> {
                gate(region, zone).freeze();
                world.in(micros, gate(region, zone)::thaw);
            }
            default -> throw new IllegalStateException("no such blip");
        }
    }

    /// Mends later or, as often as not, only at the end.
    private void mend(Runnable action) {
        if (world.chance(0.5)) {
            world.in(world.between(0.3, 6), action);
        }
        mends.add(action);
    }

    /// Mended at the end.
    void atTheEnd(Runnable mend) {
        mends.add(mend);
    }

    @org.jspecify.annotations.Nullable
    Server primary() {
        for (Server server : cluster.servers) {
            if (server.writable && server.up) {
                return server;
            }
        }
        return null;
    }

    void killPrimary() {
        Server primary = primary();
        if (primary != null) {
            killServer(primary);
        }
    }

    private void killServer(Server server) {
        world.tell(() -> "FAULT kill " + server.member.name());
        server.kill();
        // A person, or a supervisor, may start it again.
        if (world.chance(0.3)) {
            world.in(world.between(0.2, supervised ? 0.6 : 5), () -> boot(server));
        }
    }

    private void boot(Server server) {
        if (cluster.powered(server)) {
            server.boot();
        }
    }

    private void freeze(Server server) {
        world.tell(() -> "FAULT freeze " + server.member.name());
        server.freeze();
        mend(server::thaw);
    }

    /// Its log does not move, though it answers; then, often, the primary dies.
    private void stall(Server server) {
        world.tell(() -> "FAULT stall " + server.member.name());
        server.stalled = true;
        mend(() -> server.stalled = false);
        if (world.chance(0.7)) {
            cluster.trouble.later(world.between(0.2, 2), this::killPrimary);
        }
    }

    private void fillDisk(Server server) {
        Server victim = world.chance(0.5) ? primary() : server;
        if (victim == null) {
            return;
        }
        world.tell(() -> "FAULT disk full: " + victim.member.name());
        victim.diskFull = true;
        mend(
                () -> {
                    victim.diskFull = false;
                    boot(victim);
                });
    }

    private void slowDisk(Server server) {
        world.tell(() -> "FAULT slow disk: " + server.member.name());
        server.flushMicros = world.between(0.01, 2);
        mend(() -> server.flushMicros = 0);
    }

    private void fillJournal(int region) {
        Agent agent = cluster.agents.get(region);
        world.tell(() -> "FAULT disk full: the engine of " + agent.policy.place());
        agent.journalFull = true;
        mend(agent::journalFits);
    }

    private void freezeGate(int region, int zone) {
        world.tell(() -> "FAULT freeze gate " + zone + " of " + Lookout.REGIONS.get(region));
        Gate gate = gate(region, zone);
        gate.freeze();
        mend(gate::thaw);
    }

    /// The witness's vantage point and voter, together, and back again.
    private void witnessDies() {
        world.tell(() -> "FAULT kill the witness");
        cluster.vantages.get(2).die();
        cluster.register.voterUp[2] = false;
        mend(
                () -> {
                    cluster.vantages.get(2).boot();
                    cluster.register.voterUp[2] = true;
                });
    }

    void killZone(int region, int zone) {
        world.tell(() -> "FAULT kill zone " + zone + " of " + Lookout.REGIONS.get(region));
        cluster.zoneUp[region][zone] = false;
        cluster.servers[region * 3 + zone].kill();
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
                boot(cluster.servers[region * 3 + zone]);
            }
        }
    }

    void cutZone(int region, int zone) {
        int place = World.zone(region, zone);
        int ways = world.random.nextInt(3);
        world.tell(() -> "FAULT cut zone " + zone + " of " + Lookout.REGIONS.get(region));
        for (int other = 0; other < 10; other++) {
            cut(place, other, ways);
        }
    }

    void killRegion(int region) {
        world.tell(() -> "FAULT kill " + Lookout.REGIONS.get(region));
        cluster.regionUp[region] = false;
        for (int zone = 0; zone < 3; zone++) {
            cluster.servers[region * 3 + zone].kill();
            gate(region, zone).kill();
        }
        cluster.agents.get(region).die();
        cluster.register.voterUp[region] = false;
        mend(() -> regionBack(region));
    }

    void regionBack(int region) {
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
                boot(cluster.servers[region * 3 + zone]);
            }
        }
    }

    private void cutRegion(int region) {
        cutRegion(region, world.random.nextInt(4), world.random.nextInt(3));
    }

    /// @param whom 0 the region from the other one only, 1 from the witness only, else from
    ///   everybody
    /// @param ways 0 out only, 1 in only, 2 both
    void cutRegion(int region, int whom, int ways) {
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
            Arrays.fill(row, false);
        }
    }

    private void freezeAgent(int region) {
        Agent agent = cluster.agents.get(region);
        world.tell(() -> "FAULT freeze the engine of " + agent.policy.place());
        agent.freeze();
        world.in(world.between(0.2, 8), agent::thaw);
    }

    /// At one of its next steps.
    void killAgent(int region) {
        Agent agent = cluster.agents.get(region);
        Agent.Crash[] kinds = Agent.Crash.values();
        if (agent.up) {
            agent.dieSoon(kinds[world.random.nextInt(3)], 1 + world.random.nextInt(20));
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

    /// Links, power, processes, disks; a person starts what was dead.
    void mendEverything() {
        mends.forEach(Runnable::run);
        for (int region = 0; region < 2; region++) {
            regionBack(region);
            Agent agent = cluster.agents.get(region);
            agent.liveOn();
            agent.journalFits();
            agent.thaw();
            agent.boot();
            for (int zone = 0; zone < 3; zone++) {
                zoneBack(region, zone);
                gate(region, zone).thaw();
                boot(cluster.servers[region * 3 + zone]);
            }
        }
    }
}
