package dev.twinkeel.twin.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Region;
import dev.twinkeel.model.Service;
import dev.twinkeel.traffic.Loops;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.AddressPlan;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.engine.PostgresInstallation;
import dev.twinkeel.twin.engine.ProcessSpec;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.store.StoreProcess;
import dev.twinkeel.twin.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// One running twin: everything that was started for it, and how to ask it and break it.
final class Host implements AutoCloseable {
    private static final int AGENT_HEAP_MIB = 64;
    private static final int NODE_HEAP_MIB = 64;

    /// Two threads carry every link: the machine has two cores, and bytes are all they handle.
    private static final int LINK_THREADS = 2;

    private final Layout layout;
    private final StateFolder state;
    private final Configs configs;
    private final Processes processes;
    private final Links links;
    private final Crew crew;
    private final StoreGround ground;
    private final Stores stores;
    private final Pods pods;
    private final Members members;
    private final Programs programs;
    private final Spots spots;
    private final Map<String, RegionApi> apis = new LinkedHashMap<>();
    private final KeptLives kept;
    private final Restores restores;
    private final Authority authority;
    private final Rotations rotations;
    private final KeyRotation keys;
    private final Faults faults;
    private final Observer observer;
    private final HttpCaller caller = new HttpCaller();
    private List<Start> starts = List.of();
    private List<StoreProcess> storeProcesses = List.of();

    /// @param file the application's file
    /// @param patience how long a pod may take until it answers its health page
    Host(
            Application application,
            Path file,
            StateFolder state,
            AddressPlan plan,
            Processes processes,
            PostgresInstallation postgres,
            Duration patience) {
        this.state = state;
        PodSecrets podSecrets = new PodSecrets(state);
        this.processes = processes;
        this.layout = new Layout(application, plan);
        this.configs = new Configs(layout, state);
        this.spots = new Spots(file);
        this.observer = new Observer(layout, state, caller, file);
        this.ground = new StoreGround(layout, state, new Errands(processes), observer);
        this.stores = Stores.of(ground);
        this.programs = new Programs(layout, configs, state, podSecrets, stores, spots.folder());
        this.links = new Links(layout, state, Loops.open("links", LINK_THREADS));
        this.crew = new Crew(processes);
        this.pods = new Pods(layout, processes, programs, patience, spots);
        this.members = new Members(layout, state, processes, postgres, spots);
        this.authority = new Authority(state, application, InstantSource.system());
        CacheServers caches = new CacheServers(application, processes);
        for (Region region : application.regions()) {
            Place place = layout.place(region.name());
            apis.put(region.name(), new RegionApi(place, layout, members, caches, pods, authority));
        }
        this.kept = new KeptLives(layout, members, postgres, processes, observer::primary);
        this.keys = new KeyRotation(layout, state, podSecrets, stores, crew::lively);
        this.rotations = new Rotations(layout, state, podSecrets, members, observer::primary);
        this.restores =
                new Restores(layout, state, ground, processes, postgres, stores, crew::lively);
        this.faults =
                new Faults(
                        layout,
                        processes,
                        links,
                        crew,
                        pods,
                        members,
                        new Disks(layout, state, processes),
                        apis,
                        this::stored);
    }

    /// Starts everything and returns when the twin serves.
    ///
    /// @param say progress, a line a step
    /// @throws TwinException with the reason when it cannot
    void start(Consumer<String> say) {
        prepare(say);
        configure();
        boolean databases = !layout.application().databases().isEmpty();
        String first = databases ? "PostgreSQL, " : "";
        say.accept("starting " + first + "consensus store, agents, balancers and DNS");
        Region primary = layout.application().primary();
        List<Runnable> engines = new ArrayList<>();
        engines.add(() -> startCrew(start -> !later(start)));
        engines.addAll(stores.openings());
        if (databases) {
            engines.add(this::startDatabases);
        }
        if (rehearsed()) {
            engines.add(() -> pods.start(primary));
            together(engines);
        } else {
            together(engines);
            rehearseServices(say);
            pods.start(primary);
        }
        Readiness readiness = new Readiness(this);
        readiness.awaitPods(primary, say);
        starts.stream().filter(this::later).forEach(this::start);
        pods.start(layout.application().standby());
        readiness.await(say);
        // Nobody waits for it, and whoever comes by TLS finds it.
        Thread.ofVirtual().name("authority").start(authority::tryToOpen);
    }

    /// What no user needs before the standby region serves: the processors are needed elsewhere
    /// until the primary does.
    private boolean later(Start start) {
        return start.kind().equals("node")
                && start.place().region().equals(layout.application().standby().name());
    }

    /// What a start does before it starts other processes, and the questions it asks until they
    /// answer: here nobody does.
    void rehearse() {
        configure();
        starts.forEach(start -> Json.write(state.run(start.name()), start.config()));
        layout.application()
                .regions()
                .forEach(
                        region ->
                                observer.get(
                                        layout.at(
                                                layout.witness(),
                                                layout.place(region.name()),
                                                Ports.REGION_API),
                                        "/targets/"
                                                + layout.zones(region.name()).getFirst().name()));
        new Readiness(this).look();
    }

    private void prepare(Consumer<String> say) {
        if (members.forgetHalfMade()) {
            say.accept("beginning anew: the start before did not get to its end");
        }
        var errands = new Errands(processes);
        var builds = new Builds(errands, spots);
        for (Service service : layout.application().services()) {
            builds.build(
                    service,
                    programs.folder(service),
                    state.logs().resolve("build-" + service.name() + ".log"),
                    say);
        }
        OwnRehearsals.make(state, errands, say);
        stores.prepare(say);
    }

    /// Writes nothing yet, but knows every crossing from then on, and has it carried.
    private void configure() {
        starts = starts();
        storeProcesses = stores.processes();
        layout.carry(links::carry);
        apis.values().forEach(RegionApi::open);
    }

    private void startCrew(Predicate<Start> now) {
        starts.stream().filter(now).forEach(this::start);
        storeProcesses.forEach(
                process ->
                        crew.start(
                                process.name(),
                                process.kind(),
                                process.place(),
                                process.address(),
                                () -> ground.spec(process)));
    }

    /// The process that a fault on the name of a database or of a store means now.
    private Optional<String> stored(String name) {
        boolean database =
                layout.application().databases().stream().anyMatch(it -> it.name().equals(name));
        return database
                ? observer.primary(name)
                : stores.target(
                        name, observer.serving().orElse(layout.application().primary().name()));
    }

    private List<Start> starts() {
        List<Start> starts = new ArrayList<>();
        for (Place judge : layout.judges()) {
            starts.add(
                    new Start(
                            "voter",
                            judge,
                            "dev.twinkeel.twin.agent.VoterMain",
                            configs.voter(judge)));
            starts.add(
                    new Start(
                            "agent",
                            judge,
                            "dev.twinkeel.twin.agent.AgentMain",
                            configs.agent(judge)));
        }
        starts.add(
                new Start(
                        "edge", layout.edge(), "dev.twinkeel.twin.place.EdgeMain", configs.edge()));
        layout.application().regions().stream()
                .flatMap(region -> layout.zones(region.name()).stream())
                .forEach(
                        zone ->
                                starts.add(
                                        new Start(
                                                "node",
                                                zone,
                                                "dev.twinkeel.twin.place.ZoneMain",
                                                configs.zone(zone))));
        return starts;
    }

    private record Start(String kind, Place place, String main, Object config) {
        String name() {
            return kind.equals("edge") ? kind : kind + "-" + place.name();
        }
    }

    private void start(Start start) {
        Path config = state.run(start.name());
        Json.write(config, start.config());
        int heap = start.kind().equals("node") ? NODE_HEAP_MIB : AGENT_HEAP_MIB;
        crew.start(
                start.name(),
                start.kind(),
                start.place(),
                () ->
                        ProcessSpec.own(
                                start.name(),
                                start.place().name(),
                                Jvm.process(
                                        start.main(),
                                        heap,
                                        Rehearsals.cache(start.kind()),
                                        List.of(config.toString())),
                                Map.of(),
                                state.root(),
                                state.logs().resolve(start.name() + ".log")));
    }

    private void startDatabases() {
        layout.application().databases().forEach(members::bring);
        members.started();
    }

    private boolean rehearsed() {
        return layout.application().services().stream()
                .allMatch(it -> !programs.java(it) || Files.exists(programs.cache(it)));
    }

    private void rehearseServices(Consumer<String> say) {
        for (Service service : layout.application().services()) {
            new ServiceRehearsal(layout, programs, processes).make(service, say);
        }
    }

    /// Runs all at once and returns when all are done; the first failure is thrown.
    static void together(List<Runnable> tasks) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> futures = new ArrayList<>();
            tasks.forEach(task -> futures.add(executor.submit(task)));
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TwinException("start the twin: interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new TwinException("start the twin: " + e.getCause(), e);
        }
    }

    Layout layout() {
        return layout;
    }

    Pods pods() {
        return pods;
    }

    Observer observer() {
        return observer;
    }

    KeptLives kept() {
        return kept;
    }

    /// Made for each use: it knows of every door that there is then.
    CertificateRotation certificates() {
        return new CertificateRotation(layout, authority, caller, configs.fixedSecure());
    }

    KeyRotation keys() {
        return keys;
    }

    Rotations rotations() {
        return rotations;
    }

    Restores restores() {
        return restores;
    }

    Faults faults() {
        return faults;
    }

    Address dns() {
        return layout.home(layout.edge(), Ports.DNS);
    }

    Status status() {
        List<Status.Unit> units = new ArrayList<>();
        units.addAll(crew.status(faults.frozen()));
        units.addAll(members.status(faults.frozen()));
        pods.all().forEach(pod -> units.add(frozen(pod.status())));
        return observer.status(
                units,
                stores.status(crew.lively()),
                faults.active(),
                configs.edge().acceleratorSeen());
    }

    /// Every entry of every agent's journal that is not older, in the order of time.
    List<JsonNode> journal(Instant since) {
        return layout.judges().stream()
                .flatMap(judge -> Journals.read(state.journals(judge.name()), since).stream())
                .sorted(Journals.byTime())
                .toList();
    }

    private Status.Unit frozen(Status.Unit unit) {
        return faults.frozen().contains(unit.name())
                ? new Status.Unit(
                        unit.name(),
                        unit.kind(),
                        unit.place(),
                        "frozen",
                        unit.pid(),
                        unit.address(),
                        unit.restarts())
                : unit;
    }

    /// Ends everything. Safe at any moment of a start.
    @Override
    public void close() {
        pods.close();
        crew.close();
        processes.close();
        apis.values().forEach(RegionApi::close);
        links.close();
        caller.close();
    }
}
