package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Cache;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Region;
import dev.twinkeel.model.Routing;
import dev.twinkeel.model.Service;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.AgentConfig;
import dev.twinkeel.twin.EdgeConfig;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.VoterConfig;
import dev.twinkeel.twin.ZoneConfig;
import dev.twinkeel.twin.store.CacheMembers;
import dev.twinkeel.twin.store.Caches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What each process of the twin is told at its start, derived from the layout. Making a
/// configuration notes the crossings that it needs, so all are made before the links are opened.
final class Configs {
    /// How often a balancer checks a pod: what hides a dead pod from most requests is its refused
    /// connection, not this.
    private static final Duration POD_CHECK = Duration.ofSeconds(1);

    private static final int POD_FAILURES = 2;

    private final Layout layout;
    private final Application application;
    private final StateFolder state;
    private final String healthPath;

    Configs(Layout layout, StateFolder state) {
        this.layout = layout;
        this.application = layout.application();
        this.state = state;
        this.healthPath = application.routing().health().path();
    }

    AgentConfig agent(Place judge) {
        boolean witness = judge.kind() == Place.Kind.WITNESS;
        return new AgentConfig(
                judge.name(),
                layout.home(judge, Ports.AGENT),
                state.journals(judge.name()),
                witness ? List.of() : layout.policies(judge.name()),
                voterClients(judge),
                witness ? Map.of() : members(judge),
                upstreams(),
                state.secrets().resolve("replication.pgpass"),
                databaseNames(),
                state.secret("postgres"),
                application.caches().isEmpty()
                        ? Optional.empty()
                        : Optional.of(state.secret(Caches.SECRET)),
                witness ? Map.of() : regionApis(judge),
                layout.at(judge, layout.edge(), Ports.EDGE_CONTROL),
                others(judge),
                frontDoors(judge),
                healthPath);
    }

    private Map<String, Address> regionApis(Place judge) {
        Map<String, Address> apis = new LinkedHashMap<>();
        for (Region region : application.regions()) {
            apis.put(
                    region.name(), layout.at(judge, layout.place(region.name()), Ports.REGION_API));
        }
        return apis;
    }

    private List<Address> voterClients(Place judge) {
        List<Place> nearestFirst = new ArrayList<>(layout.judges());
        nearestFirst.remove(judge);
        nearestFirst.addFirst(judge);
        return nearestFirst.stream()
                .map(voter -> layout.at(judge, voter, Ports.VOTER_CLIENTS))
                .toList();
    }

    private Map<String, Address> members(Place viewer) {
        Map<String, Address> addresses = new LinkedHashMap<>();
        for (Database database : application.databases()) {
            for (Member member : layout.members(database)) {
                addresses.put(member.name(), layout.member(viewer, member));
            }
        }
        for (Cache cache : application.caches()) {
            for (Member member : CacheMembers.of(cache, application.region(viewer.region()))) {
                addresses.put(member.name(), layout.member(viewer, cache, member));
            }
        }
        return addresses;
    }

    private Map<String, Map<String, Address>> upstreams() {
        Map<String, Map<String, Address>> upstreams = new LinkedHashMap<>();
        for (Database database : application.databases()) {
            for (Member member : layout.members(database)) {
                Map<String, Address> seen = new LinkedHashMap<>();
                for (Member other : layout.members(database)) {
                    if (!other.equals(member)) {
                        seen.put(other.name(), layout.member(layout.place(member.zone()), other));
                    }
                }
                upstreams.put(member.name(), seen);
            }
        }
        for (Region region : application.regions()) {
            for (Cache cache : application.caches()) {
                upstreams.putAll(upstreams(cache, CacheMembers.of(cache, region)));
            }
        }
        return upstreams;
    }

    private Map<String, Map<String, Address>> upstreams(Cache cache, List<Member> members) {
        Map<String, Map<String, Address>> upstreams = new LinkedHashMap<>();
        for (Member member : members) {
            Map<String, Address> seen = new LinkedHashMap<>();
            for (Member other : members) {
                if (!other.equals(member)) {
                    seen.put(
                            other.name(), layout.member(layout.place(member.zone()), cache, other));
                }
            }
            upstreams.put(member.name(), seen);
        }
        return upstreams;
    }

    private Map<String, String> databaseNames() {
        Map<String, String> names = new LinkedHashMap<>();
        application
                .databases()
                .forEach(database -> names.put(database.name(), databaseName(database)));
        return names;
    }

    /// PostgreSQL's name of the database inside a member, and of the role that owns it.
    static String databaseName(Database database) {
        return database.name().replace('-', '_');
    }

    private Map<String, Address> others(Place judge) {
        Map<String, Address> agents = new LinkedHashMap<>();
        for (Place other : layout.judges()) {
            if (!other.equals(judge)) {
                agents.put(other.name(), layout.at(judge, other, Ports.AGENT));
            }
        }
        return agents;
    }

    private Map<String, List<Address>> frontDoors(Place viewer) {
        Map<String, List<Address>> doors = new LinkedHashMap<>();
        for (Region region : application.regions()) {
            doors.put(region.name(), balancers(viewer, region));
        }
        return doors;
    }

    private List<Address> balancers(Place viewer, Region region) {
        return layout.zones(region.name()).stream()
                .map(zone -> layout.at(viewer, zone, Ports.BALANCER))
                .toList();
    }

    private List<Address> secure(Place viewer, Region region) {
        return layout.zones(region.name()).stream()
                .map(zone -> layout.at(viewer, zone, Ports.BALANCER_SECURE))
                .toList();
    }

    /// The accelerator's addresses for TLS, as users see them.
    List<Address> fixedSecure() {
        return Layout.EDGES.stream()
                .map(layout::place)
                .map(edge -> layout.at(layout.internet(), edge, Ports.ACCELERATOR_SECURE))
                .toList();
    }

    VoterConfig voter(Place judge) {
        List<Place> judges = layout.judges();
        List<VoterConfig.Peer> peers = new ArrayList<>();
        for (Place peer : judges) {
            peers.add(
                    new VoterConfig.Peer(
                            voterId(peer),
                            layout.at(judge, peer, Ports.VOTER_QUORUM),
                            layout.at(judge, peer, Ports.VOTER_ELECTION)));
        }
        return new VoterConfig(
                voterId(judge),
                state.data("voter-" + judge.name()),
                layout.home(judge, Ports.VOTER_CLIENTS),
                peers);
    }

    /// Of voters with equal logs ZooKeeper elects the one with the greatest number: the witness's.
    /// So the loss of either region, after which the lease must be swapped, needs no election of a
    /// leader first. Beside a leader of its own region a zone's failover would swap some 65 ms
    /// sooner; a region's would take up to 7 s longer (both measured).
    private int voterId(Place judge) {
        return layout.judges().indexOf(judge) + 1;
    }

    ZoneConfig zone(Place zone) {
        Place region = layout.place(zone.region());
        List<ZoneConfig.Route> routes = new ArrayList<>();
        Map<String, Address> internal = new LinkedHashMap<>();
        for (Service service : application.services()) {
            routes.add(
                    new ZoneConfig.Route(
                            service.name(),
                            service.routes().stream().map(Service.Route::toString).toList(),
                            service.health(),
                            POD_CHECK,
                            POD_FAILURES));
            if (application.services().stream()
                    .anyMatch(it -> it.uses().contains(service.name()))) {
                internal.put(service.name(), internal(zone, service));
            }
        }
        return new ZoneConfig(
                zone.name(),
                layout.home(zone, Ports.BALANCER),
                layout.home(zone, Ports.BALANCER_SECURE),
                layout.home(zone, Ports.ZONE_CONTROL),
                layout.at(zone, region, Ports.REGION_API),
                layout.at(zone, region, Ports.AGENT),
                healthPath,
                routes,
                internal,
                gates(zone),
                new ZoneConfig.Guarded(
                        application.name(), state.flows("node-" + zone.name()), users(zone)));
    }

    /// Which services use what is behind each gate and each internal listener of a zone.
    private Map<String, Set<String>> users(Place zone) {
        Map<String, Set<String>> users = new LinkedHashMap<>();
        application.databases().forEach(it -> users.put(it.name(), application.users(it.name())));
        application
                .caches()
                .forEach(
                        it ->
                                users.put(
                                        CacheMembers.unit(it, application.region(zone.region())),
                                        application.users(it.name())));
        application.services().forEach(it -> users.put(it.name(), application.users(it.name())));
        return users;
    }

    Address internal(Place zone, Service service) {
        return layout.home(zone, Ports.BALANCER_INTERNAL + application.services().indexOf(service));
    }

    private List<ZoneConfig.GateConfig> gates(Place zone) {
        List<ZoneConfig.GateConfig> gates = new ArrayList<>();
        for (Database database : application.databases()) {
            gates.add(
                    new ZoneConfig.GateConfig(
                            database.name(),
                            layout.gate(zone, database, true),
                            layout.gate(zone, database, false),
                            members(zone)));
        }
        for (Cache cache : application.caches()) {
            gates.add(
                    new ZoneConfig.GateConfig(
                            CacheMembers.unit(cache, application.region(zone.region())),
                            layout.home(zone, CacheMembers.gatePort(application, cache)),
                            layout.home(zone, CacheMembers.readGatePort(application, cache)),
                            members(zone)));
        }
        return gates;
    }

    EdgeConfig edge() {
        Routing routing = application.routing();
        Place internet = layout.internet();
        List<Place> edges = Layout.EDGES.stream().map(layout::place).toList();
        List<EdgeConfig.Region> regions =
                List.of(application.primary(), application.standby()).stream()
                        .map(
                                region ->
                                        new EdgeConfig.Region(
                                                region.name(),
                                                balancers(layout.edge(), region),
                                                secure(layout.edge(), region),
                                                balancers(internet, region)))
                        .toList();
        return new EdgeConfig(
                layout.home(layout.edge(), Ports.EDGE_CONTROL),
                layout.home(layout.edge(), Ports.DNS),
                edges.stream().map(edge -> layout.home(edge, Ports.ACCELERATOR)).toList(),
                edges.stream().map(edge -> layout.home(edge, Ports.ACCELERATOR_SECURE)).toList(),
                edges.stream().map(edge -> layout.at(internet, edge, Ports.ACCELERATOR)).toList(),
                application.domain(),
                routing.accelerator(),
                routing.ttl(),
                healthPath,
                routing.health().every(),
                routing.health().failures(),
                regions,
                state.data("edge").resolve("route.json"));
    }
}
