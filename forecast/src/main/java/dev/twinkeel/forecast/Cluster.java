package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.recovery.Stage;
import dev.twinkeel.recovery.Transition;
import dev.twinkeel.recovery.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Two regions of three zones with a database, their agents and gates, and a witness.
final class Cluster {
    private static final long LOOK_MICROS = 300_000;
    private static final long WRITE_MICROS = 300_000;
    private static final long SWEEP_MICROS = 250_000;

    /// Two looks, and the time until an agent acts on one.
    private static final long KNOWN_MICROS = 1_000_000;

    private static final String[] ZONES = {"a", "b", "c"};

    final World world;
    final Decider decider;
    final Trouble trouble;
    final Register register;
    final Promises promises;
    final Hands hands;
    final Server[] servers = new Server[6];
    final List<Agent> agents = new ArrayList<>();
    final List<Gate> gates = new ArrayList<>();
    final List<Lookout> lookouts = new ArrayList<>();
    final List<Lookout.Vantage> vantages = new ArrayList<>();
    final boolean[] regionUp = {true, true};
    final boolean[][] zoneUp = {{true, true, true}, {true, true, true}};
    final Set<Transition> taken = EnumSet.noneOf(Transition.class);
    private final Map<String, Server> byName = new HashMap<>();
    private final Map<Integer, Set<String>> namesOf = new HashMap<>();
    String route = "mumbai";
    private int writes;
    private int branches;

    Cluster(World world, Decider decider, Optional<Duration> endurance) {
        this.world = world;
        this.decider = decider;
        this.trouble = new Trouble(world, this, endurance);
        this.register = new Register(world, this);
        this.promises = new Promises(world, this);
        this.hands = new Hands(world, this);
        List<Member> members = members();
        Branch first = new Branch(branches++, 1, null, 0);
        for (int i = 0; i < members.size(); i++) {
            Server server =
                    new Server(world, this, members.get(i), i, World.zone(i / 3, i % 3), first);
            server.lsn = 100;
            servers[i] = server;
            byName.put(server.member.name(), server);
        }
        List<Member> policyMembers = trouble.noDatabase ? List.of() : members;
        for (int region = 0; region < 2; region++) {
            agents.add(new Agent(world, this, region, policy(region, policyMembers)));
            for (int zone = 0; zone < 3; zone++) {
                gates.add(new Gate(world, this, region, World.zone(region, zone)));
            }
        }
        for (int i = 0; i < 3; i++) {
            vantages.add(new Lookout.Vantage(world, this, i));
        }
        for (Agent agent : agents) {
            lookouts.add(new Lookout(world, this, agent));
        }
        begin();
    }

    private static List<Member> members() {
        var members = new ArrayList<Member>();
        for (String region : Lookout.REGIONS) {
            for (String zone : ZONES) {
                members.add(new Member(region.substring(0, 1) + "-" + zone, region, zone));
            }
        }
        return members;
    }

    private Policy policy(int region, List<Member> members) {
        return new Policy(
                "orders-db",
                Lookout.REGIONS.get(region),
                "sydney",
                Lookout.REGIONS,
                "mumbai",
                members,
                members.isEmpty() ? List.of() : List.of(members.get(0), members.get(3)),
                /* lease= */ Duration.ofMillis(3000),
                /* guard= */ Duration.ofMillis(300),
                /* renew= */ Duration.ofMillis(600),
                /* evidence= */ Duration.ofMillis(1000),
                /* patience= */ Duration.ofMillis(1000),
                /* redundancyWait= */ Duration.ofMillis(3000),
                /* holdDown= */ Duration.ofMillis(12000),
                /* lagLimit= */ Duration.ofMillis(2000),
                trouble.approval);
    }

    /// The first region runs a primary and two standbys; the second one's standing replica follows
    /// one of them; its other members do not exist yet.
    private void begin() {
        Server primary = servers[0];
        primary.writable = true;
        servers[1].upstream = primary;
        servers[2].upstream = primary;
        servers[3].upstream = servers[1];
        for (int i = 4; i < 6; i++) {
            servers[i].up = false;
            servers[i].empty = true;
        }
        for (int i = 0; i < 2; i++) {
            Agent agent = agents.get(i);
            agent.handle(dev.twinkeel.recovery.Event.Started::new);
            every(LOOK_MICROS, lookouts.get(i)::turn);
        }
        vantages.forEach(vantage -> every(LOOK_MICROS, vantage::turn));
        if (!trouble.noDatabase) {
            gates.forEach(gate -> every(WRITE_MICROS, gate::turn));
            every(SWEEP_MICROS, this::reconnect);
        }
        trouble.plan();
    }

    private void every(long micros, Runnable action) {
        world.in(
                world.random.nextLong(micros),
                new Runnable() {
                    @Override
                    public void run() {
                        action.run();
                        world.in(micros, this);
                    }
                });
    }

    /// Receivers that lost their connection try again.
    private void reconnect() {
        for (Server server : servers) {
            server.reconfirm();
            server.pull();
        }
    }

    Server server(Member member) {
        Server found = byName.get(member.name());
        if (found == null) {
            throw new Broken("there is no member " + member);
        }
        return found;
    }

    /// The names of a set of servers, given as bits.
    Set<String> names(int servers) {
        Set<String> known = namesOf.get(servers);
        if (known == null) {
            var found = new java.util.HashSet<String>();
            for (Server server : this.servers) {
                if ((servers & 1 << server.index) != 0) {
                    found.add(server.member.name());
                }
            }
            known = Set.copyOf(found);
            namesOf.put(servers, known);
        }
        return known;
    }

    Lookout lookout(int region) {
        return lookouts.get(region);
    }

    int nextWrite() {
        return ++writes;
    }

    Branch fork(Branch parent, long lsn) {
        return new Branch(branches++, parent.timeline() + 1, parent, lsn);
    }

    /// Its zone has power.
    boolean powered(Server server) {
        return regionUp[server.place / 4] && zoneUp[server.place / 4][server.place % 4];
    }

    /// Whether another server of its region follows it, for long enough to be known.
    boolean followed(Server server) {
        for (Server other : servers) {
            boolean near = other.place / 4 == server.place / 4 && other.upstream == server;
            if (near && other.up && world.now() - other.upSince > KNOWN_MICROS) {
                return true;
            }
        }
        return false;
    }

    boolean anyGate(int region) {
        for (Gate gate : gates) {
            if (gate.region == region && gate.up) {
                return true;
            }
        }
        return false;
    }

    boolean anyGateOpen(int region) {
        for (Gate gate : gates) {
            if (gate.region == region && gate.open()) {
                return true;
            }
        }
        return false;
    }

    /// A gate of the region is open to a primary that takes writes, and that is not this one.
    boolean anyGateLeadsElsewhere(int region, Server writer) {
        for (Gate gate : gates) {
            if (gate.region == region && gate.leads() && !gate.leadsTo(writer)) {
                return true;
            }
        }
        return false;
    }

    /// The users are sent there, and a row can be written.
    boolean serves(String region) {
        int index = Lookout.REGIONS.indexOf(region);
        return route.equals(region)
                && regionUp[index]
                && (trouble.noDatabase || anyGateOpen(index));
    }

    /// What a reader of the run is told when it did not end well.
    String describe() {
        var words = new StringBuilder();
        words.append("lease ").append(register.newest());
        for (Agent agent : agents) {
            words.append("; ").append(agent.policy.place()).append(' ');
            words.append(agent.up ? agent.state.stage() : "dead");
        }
        for (Server server : servers) {
            words.append("; ").append(server.member.name()).append(' ');
            words.append(server.up ? server.sight() : server.empty ? "empty" : "dead");
        }
        return words.append("; users in ").append(route).toString();
    }

    /// Everything is as it should be: one region holds the lease, serves its users with a second
    /// copy, feeds the other region, and a write made after the healing is safe.
    @Nullable String missing(long healedAt) {
        Versioned newest = register.newest();
        if (newest == null) {
            return "there is no lease";
        }
        int holder = Lookout.REGIONS.indexOf(newest.lease().region());
        Agent agent = agents.get(holder);
        if (!(agent.state.stage() instanceof Stage.Holding)) {
            return "the holder is " + agent.state.stage();
        }
        if (!(agents.get(1 - holder).state.stage() instanceof Stage.Standing)) {
            return "the other region is " + agents.get(1 - holder).state.stage();
        }
        if (!route.equals(newest.lease().region())) {
            return "the users are in " + route;
        }
        if (trouble.noDatabase) {
            return null;
        }
        if (newest.lease().degraded()
                || newest.lease().synchronous().size() != 2
                || newest.lease().successor().isPresent()) {
            return "the lease is " + newest.lease();
        }
        Server standing = servers[(1 - holder) * 3];
        Server primary = server(newest.lease().holder().orElseThrow());
        if (!standing.awake()
                || !standing.follows()
                || standing.upstream == primary
                || standing.branch.id() != primary.branch.id()) {
            return "the standing replica is " + standing.sight();
        }
        return promises.lastAcknowledged() > healedAt + 100_000
                ? promises.missing(primary)
                : "no write was acknowledged since the healing";
    }
}
