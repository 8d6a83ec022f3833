package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Cache;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Recovery;
import dev.twinkeel.model.Region;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.AddressPlan;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.store.CacheMembers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Where everything of one application is in the twin, and which addresses cross a link.
///
/// Asking for an address that lies in another place notes a [Crossing], which the host must carry.
final class Layout {
    /// The unit under a lease when an application has no database: its routing alone.
    static final String ROUTING = "routing";

    /// The edge has two fixed addresses, as an accelerator has.
    static final List<String> EDGES = List.of("edge", "edge-2");

    static final String INTERNET = "internet";

    private final Application application;
    private final AddressPlan plan;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Set<Crossing> crossings = new LinkedHashSet<>();
    private Consumer<Crossing> carrier = _ -> {};

    /// A listener that one place must have for a thing in another.
    record Crossing(Place viewer, Place target, int port) {}

    Layout(Application application, AddressPlan plan) {
        this.application = application;
        this.plan = plan;
        places(application).forEach(place -> places.put(place.name(), place));
    }

    static List<Place> places(Application application) {
        List<Place> places = new ArrayList<>();
        for (Region region : application.regions()) {
            places.add(new Place(region.name(), Place.Kind.REGION, region.name()));
            region.zones()
                    .forEach(zone -> places.add(new Place(zone, Place.Kind.ZONE, region.name())));
        }
        places.add(new Place(application.witness().name(), Place.Kind.WITNESS, ""));
        EDGES.forEach(edge -> places.add(new Place(edge, Place.Kind.EDGE, "")));
        places.add(new Place(INTERNET, Place.Kind.INTERNET, ""));
        return places;
    }

    Application application() {
        return application;
    }

    Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException(
                    "no place \"" + name + "\"; places are " + String.join(", ", places.keySet()));
        }
        return place;
    }

    List<Place> places() {
        return List.copyOf(places.values());
    }

    List<Place> zones(String region) {
        return application.region(region).zones().stream().map(this::place).toList();
    }

    Place witness() {
        return place(application.witness().name());
    }

    Place edge() {
        return place(EDGES.getFirst());
    }

    Place internet() {
        return place(INTERNET);
    }

    /// The places that have an agent and a voter: both regions and the witness.
    List<Place> judges() {
        List<Place> judges = new ArrayList<>();
        application.regions().forEach(region -> judges.add(place(region.name())));
        judges.add(witness());
        return judges;
    }

    /// The address of a thing as another place sees it; the crossing is noted.
    synchronized Address at(Place viewer, Place target, int port) {
        if (!viewer.equals(target)) {
            Crossing crossing = new Crossing(viewer, target, port);
            if (crossings.add(crossing)) {
                carrier.accept(crossing);
            }
        }
        return plan.at(viewer, target, port);
    }

    /// Has every crossing carried: those noted so far, and each new one before its address is given
    /// away.
    synchronized void carry(Consumer<Crossing> carrier) {
        this.carrier = carrier;
        crossings.forEach(carrier);
    }

    Address home(Place place, int port) {
        return plan.home(place, port);
    }

    int postgresPort(String database) {
        return Ports.POSTGRES + number(database);
    }

    Address gate(Place zone, Database database, boolean writer) {
        return home(
                zone, (writer ? Ports.GATE_WRITER : Ports.GATE_READER) + number(database.name()));
    }

    private int number(String database) {
        return application.databases().stream().map(Database::name).toList().indexOf(database);
    }

    /// Every possible member of a database, the primary region's first.
    List<Member> members(Database database) {
        List<Member> members = new ArrayList<>();
        for (Region region : List.of(application.primary(), application.standby())) {
            for (String zone : region.zones()) {
                members.add(new Member(database.name() + "-" + zone, region.name(), zone));
            }
        }
        return members;
    }

    Database databaseOf(Member member) {
        return application.databases().stream()
                .filter(database -> members(database).contains(member))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no database has a member " + member.name()));
    }

    Member member(String name) {
        return application.databases().stream()
                .flatMap(database -> members(database).stream())
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no database member \""
                                                + name
                                                + "\"; members are named like orders-db-mumbai-a"));
    }

    /// The address of a cache's server as a place sees it.
    Address member(Place viewer, Cache cache, Member member) {
        return at(viewer, place(member.zone()), CacheMembers.port(application, cache));
    }

    /// A member's address as a place sees it.
    Address member(Place viewer, Member member) {
        return at(viewer, place(member.zone()), postgresPort(databaseOf(member).name()));
    }

    /// The policies of one region's agent: one a database, or one for the routing when there is
    /// none, and one for each cache of the region.
    List<Policy> policies(String agent) {
        List<Policy> policies = new ArrayList<>();
        if (application.databases().isEmpty()) {
            policies.add(policy(agent, ROUTING, List.of()));
        }
        application
                .databases()
                .forEach(
                        database ->
                                policies.add(policy(agent, database.name(), members(database))));
        Region region = application.region(agent);
        application.caches().forEach(cache -> policies.add(policy(cache, region)));
        return policies;
    }

    /// A cache is its region's alone: no other region watches it, and none may take it.
    private Policy policy(Cache cache, Region region) {
        Recovery recovery = application.recovery();
        List<Member> members = CacheMembers.of(cache, region);
        return new Policy(
                CacheMembers.unit(cache, region),
                region.name(),
                application.witness().name(),
                List.of(region.name()),
                region.name(),
                members,
                members.subList(0, 1),
                recovery.lease(),
                recovery.guard(),
                recovery.lease().dividedBy(Timers.RENEWALS_A_LEASE),
                Recovery.EVIDENCE,
                Timers.PATIENCE,
                Duration.ZERO,
                Timers.HOLD_DOWN,
                application.objectives().region().rpo(),
                /* approval= */ false,
                /* cache= */ true);
    }

    private Policy policy(String agent, String unit, List<Member> members) {
        Recovery recovery = application.recovery();
        List<Member> standing = new ArrayList<>();
        for (Region region : application.regions()) {
            members.stream()
                    .filter(it -> it.region().equals(region.name()))
                    .findFirst()
                    .ifPresent(standing::add);
        }
        return new Policy(
                unit,
                agent,
                application.witness().name(),
                application.regions().stream().map(Region::name).toList(),
                application.primary().name(),
                members,
                standing,
                recovery.lease(),
                recovery.guard(),
                recovery.lease().dividedBy(Timers.RENEWALS_A_LEASE),
                Recovery.EVIDENCE,
                Timers.PATIENCE,
                Recovery.REDUNDANCY_WAIT,
                Timers.HOLD_DOWN,
                application.objectives().region().rpo(),
                recovery.approval() == Recovery.Approval.PERSON);
    }

    /// The engine's own timers; the file gives the lease.
    static final class Timers {
        /// A renewal may be late or lost four times before the lease is in danger.
        static final int RENEWALS_A_LEASE = 6;

        /// A clone of a small database takes a second; a promotion far less.
        static final Duration PATIENCE = Duration.ofSeconds(5);

        /// Longer than any drill's steady phase is wrong for a drill; shorter than this would let
        /// it flap.
        static final Duration HOLD_DOWN = Duration.ofSeconds(30);

        private Timers() {}
    }
}
