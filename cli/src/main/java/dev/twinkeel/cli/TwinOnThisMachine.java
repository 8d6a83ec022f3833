package dev.twinkeel.cli;

import dev.twinkeel.drill.DatabaseAddress;
import dev.twinkeel.drill.Fault;
import dev.twinkeel.drill.Inside;
import dev.twinkeel.drill.KeptRow;
import dev.twinkeel.drill.Proof;
import dev.twinkeel.drill.TwinTroubleException;
import dev.twinkeel.drill.TwinUnderTest;
import dev.twinkeel.drill.Wound;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Load.Ledger;
import dev.twinkeel.model.Times;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import dev.twinkeel.twin.host.TwinException;
import dev.twinkeel.twin.store.CacheMembers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private final Map<String, String> environment;
    private final Set<String> cacheUnits;
    private volatile boolean ofReads;

    TwinOnThisMachine(TwinClient client, Application application) {
        this.client = client;
        this.application = application;
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
        Status status = status();
        String region = region(status);
        ofReads = fault.isOfReads();
        if (fault.isPlanned()) {
            return asked(() -> moved(fault, status, region));
        }
        String target = target(fault, status);
        var done =
                asked(() -> client.inflict(dev.twinkeel.twin.host.Fault.of(kind(fault), target)));
        return new Wound(
                fault,
                done.at(),
                region,
                "%s %s: %s".formatted(past(fault), target, counted(fault, done.touched().size())),
                done.touched());
    }

    private Wound moved(Fault fault, Status status, String region) {
        var move = new PlannedMove(client);
        return switch (fault.target()) {
            case REGION -> move.toRegion(fault, status, region, other(region));
            case DATABASE -> move.toMember(fault, List.of(database(status)));
            case ZONE -> {
                String zone = holder(status).zone();
                yield move.toMember(
                        fault,
                        status.databases().stream()
                                .filter(it -> holder(it).zone().equals(zone))
                                .toList());
            }
            case CACHE, NOTHING -> throw new IllegalArgumentException("move " + fault.target());
        };
    }

    private String other(String region) {
        String primary = application.primary().name();
        return region.equals(primary) ? application.standby().name() : primary;
    }

    @Override
    public void heal(Wound wound) {
        if (wound.fault().isPlanned()) {
            return;
        }
        String target = named(wound);
        var heal = dev.twinkeel.twin.host.Fault.of(dev.twinkeel.twin.host.Fault.Kind.HEAL, target);
        asked(() -> client.inflict(heal));
    }

    @Override
    public List<Proof> prove(Wound wound) {
        return switch (wound.fault().action()) {
            case KILL -> wound.hit().stream().map(Processes::dead).toList();
            case FREEZE -> wound.hit().stream().map(Processes::frozen).toList();
            case CUT -> stopped(wound);
            case MOVE -> new PlannedMove(client).done(wound, status());
            case NONE -> List.of();
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
        String region = region(status);
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
    public List<Entry> journal() {
        return asked(client::journal).stream()
                .filter(entry -> cacheUnits.contains(entry.database()) == ofReads)
                .toList();
    }

    @Override
    public DatabaseAddress primary(String name) {
        Status status = status();
        Status.DatabaseStatus database = database(status, name);
        Member holder = holder(database);
        Address address =
                status.processes().stream()
                        .filter(unit -> unit.name().equals(holder.name()))
                        .flatMap(unit -> unit.address().stream())
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new TwinTroubleException(
                                                "find the primary of %s: %s holds the lease and is not running"
                                                        .formatted(name, holder.name())));
        return database(database, address);
    }

    @Override
    public List<DatabaseAddress> gates() {
        Status status = status();
        if (status.databases().isEmpty()) {
            return List.of();
        }
        Status.DatabaseStatus database = database(status);
        String serving = region(status);
        return java.util.stream.Stream.of(serving, other(serving))
                .flatMap(region -> application.region(region).zones().stream())
                .flatMap(zone -> java.util.Optional.ofNullable(database.gates().get(zone)).stream())
                .map(gate -> database(database, gate.writer()))
                .toList();
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
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Optional<Path> logs() {
        return Optional.of(status().state().resolve("logs"));
    }

    private Status status() {
        return asked(client::status);
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (TwinException e) {
            throw new TwinTroubleException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The name of what has the role now.
    private String target(Fault fault, Status status) {
        return switch (fault.target()) {
            case DATABASE -> holder(status).name();
            case ZONE ->
                    status.databases().isEmpty()
                            ? application.region(region(status)).zones().getFirst()
                            : holder(status).zone();
            case REGION -> region(status);
            case CACHE -> cache(status);
            case NOTHING -> throw new IllegalArgumentException("inflict nothing: a control");
        };
    }

    private String cache(Status status) {
        String region = region(status);
        return status.stores().stream()
                .filter(store -> store.kind().equals("cache") && store.region().equals(region))
                .map(store -> String.valueOf(store.facts().getOrDefault("primary", "")))
                .filter(primary -> !primary.isEmpty())
                .findFirst()
                .orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "break a cache in %s: the application has none there, or no agent knows its primary; the storefront with a cache is examples/storefront/stores.yaml"
                                                .formatted(region)));
    }

    private static String region(Status status) {
        return status.serving()
                .orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "find the region that serves: the edge does not say"));
    }

    /// The writer of the ledger's database, or of the only one.
    private Member holder(Status status) {
        return holder(database(status));
    }

    private Status.DatabaseStatus database(Status status) {
        String name =
                application
                        .load()
                        .ledger()
                        .map(Ledger::database)
                        .orElseGet(
                                () ->
                                        status.databases().stream()
                                                .map(Status.DatabaseStatus::database)
                                                .findFirst()
                                                .orElse("any"));
        return database(status, name);
    }

    private static Member holder(Status.DatabaseStatus database) {
        return database.lease()
                .flatMap(lease -> lease.holder())
                .orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "find the primary of %s: no agent knows a holder of its lease"
                                                .formatted(database.database())));
    }

    private static Status.DatabaseStatus database(Status status, String name) {
        return status.database(name)
                .orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "break or read database %s: the application has none of that name"
                                                .formatted(name)));
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

    private List<Proof> stopped(Wound wound) {
        List<String> stopped = asked(() -> client.stopped(named(wound)));
        if (stopped.isEmpty()) {
            return List.of(
                    new Proof("links of " + named(wound) + " pass no bytes", false, "none is cut"));
        }
        return stopped.stream()
                .map(link -> new Proof("link " + link + " passes no bytes", true, "it is cut"))
                .toList();
    }

    /// `killed mumbai: 23 processes` gives `mumbai`.
    private static String named(Wound wound) {
        return wound.what().replaceFirst("^\\w+ ", "").replaceFirst(": .*", "");
    }

    private static String past(Fault fault) {
        return switch (fault.action()) {
            case KILL -> "killed";
            case FREEZE -> "froze";
            case CUT -> "cut";
            case MOVE -> "ordered";
            case NONE -> "left";
        };
    }

    private static String counted(Fault fault, int count) {
        String thing = fault.action() == Fault.Action.CUT ? "link" : "process";
        String many = fault.action() == Fault.Action.CUT ? "links" : "processes";
        return count + " " + (count == 1 ? thing : many);
    }

    private static dev.twinkeel.twin.host.Fault.Kind kind(Fault fault) {
        return switch (fault.action()) {
            case KILL -> dev.twinkeel.twin.host.Fault.Kind.KILL;
            case FREEZE -> dev.twinkeel.twin.host.Fault.Kind.FREEZE;
            case CUT -> dev.twinkeel.twin.host.Fault.Kind.CUT;
            case MOVE, NONE -> throw new IllegalArgumentException("inflict nothing: " + fault);
        };
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
