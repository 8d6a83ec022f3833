package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Driver;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.recovery.State;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.AgentConfig;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.engine.MemberControl;
import dev.twinkeel.twin.engine.PostgresControl;
import dev.twinkeel.twin.engine.RedisControl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The agent of one place: an engine a database (none at the witness), and a vantage point.
final class Agent implements AutoCloseable {
    /// Of one call of the consensus store: longer than an election, shorter than the lease.
    private static final Duration STORE_LIMIT = Duration.ofMillis(1500);

    /// Of one request to a control plane; it answers at once and is asked again.
    private static final Duration CONTROL_LIMIT = Duration.ofSeconds(2);

    private final AgentConfig config;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<Engine> engines = new ArrayList<>();
    private final Sentences sentences = new Sentences();
    private final News news = new News();
    private final Hearing hearing = new Hearing();
    private final HttpCaller caller = opened(new HttpCaller());
    private final Onward onward;
    private final HttpFace face;

    /// Starts everything; closes what it started when a part fails.
    ///
    /// @param wall what time it is, read at the start only
    Agent(AgentConfig config, InstantSource wall) {
        this.config = config;
        this.onward =
                opened(new Onward(config.place(), config.agents(), config.edge(), caller, news));
        try {
            face = start(wall);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private HttpFace start(InstantSource wall) {
        Map<Policy, FileJournal> journals = new LinkedHashMap<>();
        Instant newest = Instant.EPOCH;
        for (Policy policy : config.policies()) {
            FileJournal journal = FileJournal.open(config.journalFolder(), policy.database());
            journals.put(policy, journal);
            newest = later(newest, journal);
        }
        InstantSource clock = MonotonicClock.startingAt(wall, newest);
        if (!journals.isEmpty()) {
            ZooKeeperLeases leases = opened(new ZooKeeperLeases(config.voters(), STORE_LIMIT));
            journals.forEach(
                    (policy, journal) ->
                            engines.add(opened(engine(policy, journal, clock, leases))));
        }
        Vantage vantage = opened(new Vantage(config, clock, this::tell));
        engines.forEach(Engine::start);
        vantage.start();
        return opened(
                HttpFace.listen(
                        config.listen(),
                        new AgentFace(config.place(), engines, vantage, sentences, news, onward)));
    }

    private static Instant later(Instant instant, FileJournal journal) {
        Instant newest = journal.base().map(State::now).orElse(Instant.EPOCH);
        for (Entry entry : journal.entries()) {
            newest = entry.event().at().isAfter(newest) ? entry.event().at() : newest;
        }
        return newest.isAfter(instant) ? newest : instant;
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private void tell(Event event) {
        engines.forEach(engine -> engine.tell(event));
    }

    private Engine engine(
            Policy policy, FileJournal journal, InstantSource clock, ZooKeeperLeases leases) {
        return policy.cache()
                ? cache(policy, journal, clock, leases)
                : database(policy, journal, clock, leases);
    }

    private Engine database(
            Policy policy, FileJournal journal, InstantSource clock, ZooKeeperLeases leases) {
        Map<String, PostgresControl> controls = new LinkedHashMap<>();
        for (Member member : policy.members()) {
            Address address = config.members().get(member.name());
            if (address != null) {
                controls.put(
                        member.name(),
                        opened(
                                new PostgresControl(
                                        member.name(), address, config.superuserPasswordFile())));
            }
        }
        Hands hands =
                new Hands(
                        policy.database(),
                        config,
                        leases,
                        new LeaseWriter(leases, clock),
                        controls,
                        planes(),
                        new Users(
                                config.place(),
                                databases(),
                                leases,
                                plane("the edge", config.edge()),
                                otherAgents(),
                                this::usersGo),
                        new FrontDoor(caller, config.healthPath()));
        return engine(policy, journal, clock, leases, controls, hands);
    }

    private Engine cache(
            Policy policy, FileJournal journal, InstantSource clock, ZooKeeperLeases leases) {
        Map<Address, String> announced = new HashMap<>();
        config.members().forEach((name, seen) -> announced.put(seen, name));
        Map<String, RedisControl> controls = new LinkedHashMap<>();
        for (Member member : policy.members()) {
            Address address = config.members().get(member.name());
            Map<Address, String> upstreams = new HashMap<>();
            config.upstreams()
                    .getOrDefault(member.name(), Map.of())
                    .forEach((name, seen) -> upstreams.put(seen, name));
            if (address != null) {
                controls.put(
                        member.name(),
                        opened(
                                new RedisControl(
                                        member.name(),
                                        address,
                                        upstreams,
                                        announced,
                                        config.cachePasswordFile().orElseThrow())));
            }
        }
        CacheHands hands =
                new CacheHands(
                        new LeaseWriter(leases, clock),
                        controls,
                        config.upstreams(),
                        Optional.ofNullable(planes().get(config.place())));
        return engine(policy, journal, clock, leases, controls, hands);
    }

    private Engine engine(
            Policy policy,
            FileJournal journal,
            InstantSource clock,
            ZooKeeperLeases leases,
            Map<String, ? extends MemberControl> controls,
            Driver.World hands) {
        List<MemberEye> eyes = new CopyOnWriteArrayList<>();
        Driver driver =
                new Driver(
                        policy,
                        clock,
                        journal,
                        hands,
                        new Attention(sentences, eyes, news, onward));
        for (Member member : policy.members()) {
            MemberControl control = controls.get(member.name());
            if (control != null) {
                eyes.add(eye(member, control, clock, driver));
            }
        }
        LeaseEye lease =
                new LeaseEye(
                        policy.database(),
                        leases,
                        clock,
                        driver::offer,
                        () -> Engine.leasePause(driver.state(), policy));
        return new Engine(driver, journal, clock, eyes, lease, onward);
    }

    private Map<String, ControlPlane> planes() {
        Map<String, ControlPlane> planes = new LinkedHashMap<>();
        config.regionApis()
                .forEach(
                        (region, at) ->
                                planes.put(region, plane("the control plane of " + region, at)));
        return planes;
    }

    private List<String> databases() {
        return config.policies().stream()
                .filter(policy -> !policy.cache())
                .map(Policy::database)
                .toList();
    }

    private boolean usersGo(String database) {
        return engines.stream()
                .filter(engine -> engine.database().equals(database))
                .anyMatch(
                        engine -> Engine.usersGo(engine.driver().state().stage(), config.place()));
    }

    private Map<String, ControlPlane> otherAgents() {
        Map<String, ControlPlane> planes = new LinkedHashMap<>();
        config.agents().forEach((at, seen) -> planes.put(at, plane("the agent of " + at, seen)));
        return planes;
    }

    private MemberEye eye(
            Member member, MemberControl control, InstantSource clock, Driver driver) {
        boolean near = member.region().equals(config.place());
        return new MemberEye(
                member,
                control,
                clock,
                event -> {
                    driver.offer(event);
                    news.came();
                },
                new MemberEye.Pace(
                        near,
                        () ->
                                near
                                        ? Engine.pause(driver.state().stage())
                                        : Engine.farPause(driver.state().stage()),
                        () -> Engine.waitsForPositions(driver.state().stage()),
                        driver.policy().renew(),
                        driver.policy().lease().dividedBy(2)),
                hearing);
    }

    private ControlPlane plane(String what, Address address) {
        return new ControlPlane(what, address, caller, CONTROL_LIMIT);
    }

    Address address() {
        return face.address();
    }

    /// In the reverse order of the start; what fails to stop is logged.
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                System.getLogger(Agent.class.getName())
                        .log(System.Logger.Level.WARNING, "stop " + part, e);
            }
        }
    }
}
