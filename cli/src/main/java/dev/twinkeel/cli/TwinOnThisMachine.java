package dev.twinkeel.cli;

import dev.twinkeel.drill.DatabaseAddress;
import dev.twinkeel.drill.Fault;
import dev.twinkeel.drill.Inside;
import dev.twinkeel.drill.KeptRow;
import dev.twinkeel.drill.Proof;
import dev.twinkeel.drill.SlowCommit;
import dev.twinkeel.drill.StoreAddress;
import dev.twinkeel.drill.TwinTroubleException;
import dev.twinkeel.drill.TwinUnderTest;
import dev.twinkeel.drill.Wound;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Table;
import dev.twinkeel.model.Times;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import dev.twinkeel.twin.host.TwinException;
import dev.twinkeel.twin.store.CacheMembers;
import dev.twinkeel.twin.store.StoreStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A running twin as a drill breaks and watches it. Thread-safe.
///
/// What it is asked to prove it looks up in the operating system, or asks of the links; it never
/// takes the twin's word that a process is dead.
final class TwinOnThisMachine implements TwinUnderTest {
    private final TwinClient client;
    private final Application application;
    private final Breaking breaking;
    private final Mistake mistake;
    private final Rotation rotation;
    private final Map<String, String> environment;
    private final Set<String> cacheUnits;
    private volatile boolean ofReads;

    TwinOnThisMachine(TwinClient client, Application application) {
        this.client = client;
        this.application = application;
        this.breaking = new Breaking(client);
        this.mistake = new Mistake(client, application);
        this.rotation = new Rotation(client, application);
        this.environment = environment(application);
        this.cacheUnits =
                application.caches().stream()
                        .flatMap(
                                cache ->
                                        application.regions().stream()
                                                .map(region -> CacheMembers.unit(cache, region)))
                        .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public InetSocketAddress nameServer() {
        return socket(status().dns());
    }

    @Override
    public int port() {
        return status().entry().stream().findFirst().map(Address::port).orElse(Ports.ACCELERATOR);
    }

    @Override
    public Wound inflict(Fault fault) {
        ofReads = ofReads || fault.isOfReads();
        Roles roles = roles();
        return asked(
                () ->
                        switch (fault.action()) {
                            case MOVE -> moved(fault, roles);
                            case FAILOVER -> takenOver(fault, roles);
                            case ERASE -> mistake.erase(fault, roles.region(), primary(ledger()));
                            case RESTORE -> mistake.restore(fault, roles.region());
                            case ROTATE -> rotation.inflict(fault, roles);
                            case KILL, FREEZE, CUT, SLOW_DISK, FILL_DISK, POISON, NONE ->
                                    breaking.inflict(fault, roles);
                        });
    }

    @Override
    public Supplier<Wound> aim(Fault fault) {
        return switch (fault.action()) {
            case KILL, FREEZE -> {
                ofReads = ofReads || fault.isOfReads();
                Roles roles = roles();
                yield () -> asked(() -> breaking.inflict(fault, roles));
            }
            case CUT, SLOW_DISK, FILL_DISK, POISON, MOVE, FAILOVER, ERASE, RESTORE, ROTATE, NONE ->
                    () -> inflict(fault);
        };
    }

    private Wound moved(Fault fault, Roles roles) {
        var move = new PlannedMove(client);
        Status status = roles.status();
        return switch (fault.target()) {
            case REGION -> move.toRegion(fault, status, roles.region(), roles.other());
            case DATABASE -> move.toMember(fault, List.of(roles.database()));
            case ZONE -> {
                String zone = roles.holder().zone();
                yield move.toMember(
                        fault,
                        status.databases().stream()
                                .filter(it -> Roles.holder(it).zone().equals(zone))
                                .toList());
            }
            case OTHER_REGION,
                    WITNESS,
                    STANDBYS,
                    STANDBY_ZONES,
                    REPLICA,
                    AGENT,
                    OTHER_AGENT,
                    STORE,
                    CACHE,
                    REPLICATION,
                    OTHER_BUCKETS,
                    QUEUE,
                    CERTIFICATES,
                    NOTHING ->
                    throw new IllegalArgumentException("move " + fault.target().name());
        };
    }

    private Wound takenOver(Fault fault, Roles roles) {
        String to = roles.names(fault.target()).getFirst();
        return new PlannedMove(client)
                .takeover(fault, roles.region(), to, fault.means().acceptLoss());
    }

    @Override
    public void heal(Wound wound) {
        if (!wound.fault().isOrder()) {
            asked(
                    () -> {
                        breaking.heal(wound);
                        return wound;
                    });
        }
    }

    @Override
    public List<Proof> prove(Wound wound) {
        return switch (wound.fault().action()) {
            case MOVE -> PlannedMove.done(wound, status());
            case FAILOVER -> List.of(new Proof("the order was given", true, wound.what()));
            case SLOW_DISK ->
                    List.of(
                            SlowCommit.proof(
                                    primary(roles().database().database()),
                                    wound.fault().means().by().orElse(Duration.ZERO)));
            case ERASE -> mistake.erased(primary(ledger()));
            case RESTORE -> mistake.restored();
            case ROTATE -> asked(() -> rotation.proofs(wound, status()));
            case KILL, FREEZE, CUT, FILL_DISK, POISON, NONE -> asked(() -> breaking.prove(wound));
        };
    }

    @Override
    public List<Proof> alive(String region) {
        return status().in(region).stream()
                .filter(unit -> unit.pid() > 0)
                .map(unit -> Processes.alive(unit.name(), unit.pid()))
                .toList();
    }

    @Override
    public Inside inside() {
        Status status = status();
        String region = new Roles(application, status).region();
        List<InetSocketAddress> doors = new ArrayList<>();
        List<DatabaseAddress> gates = new ArrayList<>();
        for (Status.DatabaseStatus database : status.databases()) {
            for (String zone : application.region(region).zones()) {
                Status.Gates gate = database.gates().get(zone);
                if (gate != null) {
                    gates.add(database(database, gate.writer()));
                    doors.add(new InetSocketAddress(gate.writer().host(), Ports.BALANCER));
                }
            }
        }
        status.in(region).stream()
                .filter(unit -> unit.kind().equals("pod"))
                .flatMap(unit -> unit.address().stream())
                .forEach(address -> doors.add(socket(address)));
        return new Inside(region, doors.stream().distinct().toList(), gates);
    }

    /// Of what the drill is about: databases and users, or caches when one was broken. A zone's
    /// loss is the loss of both, and a database's recovery is what its times are of.
    @Override
    public List<Entry> journal(Instant since) {
        return asked(() -> client.journal(since)).stream()
                .filter(entry -> cacheUnits.contains(entry.database()) == ofReads)
                .toList();
    }

    @Override
    public DatabaseAddress primary(String name) {
        Roles roles = roles();
        return server(roles.status(), roles.database(name));
    }

    @Override
    public Inside writer() {
        Roles roles = roles();
        Status.DatabaseStatus database = roles.database();
        return new Inside(
                Roles.holder(database).name(),
                List.of(),
                List.of(server(roles.status(), database)));
    }

    /// The server that holds the lease, at its own address.
    private static DatabaseAddress server(Status status, Status.DatabaseStatus database) {
        Member holder = Roles.holder(database);
        Address address =
                status.processes().stream()
                        .filter(unit -> unit.name().equals(holder.name()))
                        .flatMap(unit -> unit.address().stream())
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new TwinTroubleException(
                                                "find the primary of %s: %s holds the lease and is not running"
                                                        .formatted(
                                                                database.database(),
                                                                holder.name())));
        return database(database, address);
    }

    @Override
    public List<DatabaseAddress> gates() {
        Roles roles = roles();
        if (roles.status().databases().isEmpty()) {
            return List.of();
        }
        Status.DatabaseStatus database = roles.database();
        return java.util.stream.Stream.of(roles.region(), roles.other())
                .flatMap(region -> application.region(region).zones().stream())
                .flatMap(zone -> java.util.Optional.ofNullable(database.gates().get(zone)).stream())
                .map(gate -> database(database, gate.writer()))
                .toList();
    }

    private String ledger() {
        return mistake.ledger().database();
    }

    @Override
    public Optional<DatabaseAddress> restored() {
        return mistake.past();
    }

    @Override
    public List<KeptRow> kept() {
        return asked(client::kept).stream()
                .flatMap(
                        life ->
                                life.rows().stream()
                                        .map(
                                                row ->
                                                        new KeptRow(
                                                                life.member(),
                                                                row.database(),
                                                                row.table(),
                                                                row.values(),
                                                                row.there()
                                                                        .name()
                                                                        .toLowerCase(Locale.ROOT))))
                .toList();
    }

    @Override
    public List<StoreAddress> stores() {
        Status status = status();
        if (status.stores().isEmpty()) {
            return List.of();
        }
        String serving = new Roles(application, status).region();
        return status.stores().stream()
                .filter(it -> !Set.of("cache", "backup").contains(it.kind()))
                .filter(it -> it.address().isPresent())
                .sorted(Comparator.comparing(it -> !it.region().equals(serving)))
                .map(
                        it ->
                                new StoreAddress(
                                        it.kind(),
                                        it.name(),
                                        it.region(),
                                        it.resource(),
                                        URI.create("http://" + it.address().get()),
                                        it.credentials(),
                                        key(it)))
                .toList();
    }

    private String key(StoreStatus store) {
        return application.tables().stream()
                .filter(it -> store.kind().equals("table") && it.name().equals(store.name()))
                .map(Table::key)
                .findFirst()
                .orElse("");
    }

    @Override
    public Map<String, String> environment() {
        Map<String, String> facts = new LinkedHashMap<>(environment);
        mistake.told().ifPresent(it -> facts.put("restored", it));
        return facts;
    }

    @Override
    public Optional<Path> logs() {
        return Optional.of(status().state().resolve("logs"));
    }

    private Status status() {
        return asked(client::status);
    }

    private Roles roles() {
        return new Roles(application, status());
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (TwinException e) {
            throw new TwinTroubleException(String.valueOf(e.getMessage()), e);
        }
    }

    private static DatabaseAddress database(Status.DatabaseStatus database, Address address) {
        try {
            return new DatabaseAddress(
                    database.database(),
                    "jdbc:postgresql://%s/%s".formatted(address, database.name()),
                    database.user(),
                    Files.readString(database.passwordFile()).strip());
        } catch (IOException e) {
            throw new TwinTroubleException("read the password " + database.passwordFile(), e);
        }
    }

    private static Map<String, String> environment(Application application) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("twinkeel", VersionCommand.number());
        facts.put("lease", Times.text(application.recovery().lease()));
        facts.put("dns ttl", Times.text(application.routing().ttl()));
        facts.put(
                "links",
                "between regions %s round trip, between zones %s"
                        .formatted(
                                Times.text(application.links().region().rtt()),
                                Times.text(application.links().zone().rtt())));
        facts.put("timers", "real time, the file's own");
        return facts;
    }

    private static InetSocketAddress socket(Address address) {
        return new InetSocketAddress(address.host(), address.port());
    }
}
