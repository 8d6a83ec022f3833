package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.recovery.Versioned;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one region's agent observes, turn by turn: its members and the other region's, the lease,
/// and what the vantage points say.
final class Lookout {
    private static final int LOST_TURNS = 2;
    private static final int UNHEARD_TURNS = 3;
    static final List<String> REGIONS = List.of("mumbai", "singapore");
    static final List<String> VANTAGES = List.of("mumbai", "singapore", "sydney");

    private static final Sight REFUSED = new Sight.Gone("connection refused");
    private static final Sight SILENT = new Sight.Silent("no answer");

    private final World world;
    private final Cluster cluster;
    private final Agent agent;
    private final @Nullable Sight[] told;
    private final int[] unanswered;
    private final int[] unheard = new int[3];
    private final @Nullable Boolean[][] said = new Boolean[3][2];

    Lookout(World world, Cluster cluster, Agent agent) {
        this.world = world;
        this.cluster = cluster;
        this.agent = agent;
        this.told = new Sight[cluster.servers.length];
        this.unanswered = new int[cluster.servers.length];
    }

    void forget() {
        Arrays.fill(told, null);
        Arrays.fill(unanswered, 0);
        forgetViews();
    }

    void forgetViews() {
        for (int vantage = 0; vantage < 3; vantage++) {
            Arrays.fill(said[vantage], null);
            cluster.promises.ballots.told(agent, vantage, 0, null);
            cluster.promises.ballots.told(agent, vantage, 1, null);
        }
    }

    void turn() {
        if (!agent.awake()) {
            return;
        }
        agent.handle(Event.Tick::new);
        readLease();
        for (Server server : cluster.servers) {
            look(server);
        }
        for (int vantage = 0; vantage < 3; vantage++) {
            hear(vantage);
        }
    }

    private void readLease() {
        int life = agent.life;
        Instant asked = agent.clock();
        cluster.register.read(
                agent,
                found -> {
                    if (life == agent.life) {
                        agent.handle(at -> leaseEvent(at, asked, found));
                    }
                });
    }

    private static Event leaseEvent(Instant at, Instant asked, @Nullable Versioned found) {
        return found == null
                ? new Event.LeaseUnseen(at, "there is no lease yet")
                : new Event.LeaseSeen(at, asked, found);
    }

    private void look(Server server) {
        boolean path = world.openBoth(agent.place, server.place);
        if (path && server.up && !server.frozen) {
            unanswered[server.index] = 0;
            tell(server, server.sight());
        } else if (path && !server.up && cluster.powered(server)) {
            unanswered[server.index] = 0;
            tell(server, REFUSED);
        } else if (++unanswered[server.index] >= cluster.decider.silentLooks()) {
            tell(server, SILENT);
        }
    }

    private void tell(Server server, Sight sight) {
        Sight before = told[server.index];
        if (sight.equals(before)) {
            return;
        }
        told[server.index] = sight;
        int life = agent.life;
        world.in(
                world.delay(server.place, agent.place),
                () -> {
                    if (life == agent.life) {
                        agent.memberSeen(server.member, sight);
                    }
                });
    }

    /// Another vantage point's opinion is asked over the network; one's own is there.
    private void hear(int vantage) {
        boolean own = vantage == agent.region;
        Vantage from = cluster.vantages.get(vantage);
        boolean heard = own || (from.alive() && world.openBoth(agent.place, from.place));
        if (!heard) {
            if (++unheard[vantage] == UNHEARD_TURNS) {
                Arrays.fill(said[vantage], null);
                cluster.promises.ballots.told(agent, vantage, 0, null);
                cluster.promises.ballots.told(agent, vantage, 1, null);
                agent.handle(at -> new Event.VantageLost(at, VANTAGES.get(vantage)));
            }
            return;
        }
        unheard[vantage] = 0;
        for (int region = 0; region < 2; region++) {
            boolean alive = from.misses[region] < LOST_TURNS;
            Boolean before = said[vantage][region];
            if (before == null || before != alive) {
                said[vantage][region] = alive;
                String name = REGIONS.get(region);
                cluster.promises.ballots.told(agent, vantage, region, alive);
                agent.handle(at -> new Event.RegionSeen(at, VANTAGES.get(vantage), name, alive));
            }
        }
    }

    /// A place that looks at both regions' front doors.
    static final class Vantage {
        final int place;
        final int[] misses = new int[2];
        private final World world;
        private final Cluster cluster;
        private final int index;
        private boolean witnessUp = true;

        Vantage(World world, Cluster cluster, int index) {
            this.world = world;
            this.cluster = cluster;
            this.index = index;
            this.place = index == 2 ? World.WITNESS : World.region(index);
        }

        boolean alive() {
            return index == 2 ? witnessUp : cluster.agents.get(index).awake();
        }

        /// Only the witness's dies alone; what it counted is forgotten.
        void die() {
            witnessUp = false;
        }

        void boot() {
            witnessUp = true;
            Arrays.fill(misses, 0);
        }

        void turn() {
            if (!alive()) {
                return;
            }
            for (int region = 0; region < 2; region++) {
                boolean answers =
                        cluster.regionUp[region]
                                && world.openBoth(place, World.region(region))
                                && cluster.anyGate(region);
                misses[region] = answers ? 0 : misses[region] + 1;
            }
        }
    }
}
