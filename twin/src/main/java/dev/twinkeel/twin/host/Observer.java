package dev.twinkeel.twin.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Region;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.store.StoreStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Asks the twin's processes how they are, past all links: for people and drills, never for a
/// decision.
final class Observer {
    private static final Duration LIMIT = Duration.ofMillis(800);
    private static final System.Logger LOG = System.getLogger(Observer.class.getName());

    private final Layout layout;
    private final StateFolder state;
    private final HttpCaller caller;
    private final Path file;

    Observer(Layout layout, StateFolder state, HttpCaller caller, Path file) {
        this.layout = layout;
        this.state = state;
        this.caller = caller;
        this.file = file;
    }

    /// What every agent that answers says about its databases, by place.
    Map<String, JsonNode> agents() {
        Map<String, JsonNode> states = new ConcurrentHashMap<>();
        Host.together(
                layout.judges().stream()
                        .<Runnable>map(
                                judge ->
                                        () ->
                                                get(layout.home(judge, Ports.AGENT), "/state")
                                                        .ifPresent(
                                                                state ->
                                                                        states.put(
                                                                                judge.name(),
                                                                                byDatabase(state))))
                        .toList());
        return states;
    }

    private static JsonNode byDatabase(JsonNode list) {
        ObjectNode byName = Json.mapper().createObjectNode();
        list.forEach(state -> byName.set(state.path("database").asText(), state));
        return byName;
    }

    Optional<JsonNode> get(Address address, String path) {
        try {
            HttpCaller.Answered answered = caller.get(address, path, LIMIT);
            return answered.ok() ? Optional.of(answered.body()) : Optional.empty();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "ask", e);
            return Optional.empty();
        }
    }

    /// The region to which the edge sends the users.
    Optional<String> serving() {
        return get(layout.home(layout.edge(), Ports.EDGE_CONTROL), "/route")
                .map(route -> route.path("region").asText());
    }

    /// The lease with the greatest epoch that any agent knows.
    Optional<Lease> lease(Map<String, JsonNode> agents, String database) {
        Optional<Lease> newest = Optional.empty();
        for (JsonNode agent : agents.values()) {
            JsonNode node = agent.path(database).path("lease");
            if (node.isObject()) {
                Lease lease = Json.mapper().convertValue(node, Lease.class);
                if (newest.isEmpty() || newer(lease, newest.get())) {
                    newest = Optional.of(lease);
                }
            }
        }
        return newest;
    }

    private static boolean newer(Lease one, Lease other) {
        return one.epoch() > other.epoch()
                || (one.epoch() == other.epoch() && one.renewal() > other.renewal());
    }

    /// The member that holds the database's lease.
    Optional<String> primary(String database) {
        return lease(agents(), database).flatMap(Lease::holder).map(Member::name);
    }

    Status status(
            List<Status.Unit> units,
            List<StoreStatus> stores,
            List<String> faults,
            List<Address> entry) {
        Map<String, JsonNode> agents = agents();
        return new Status(
                Instant.now(),
                layout.application().name(),
                file,
                state.root(),
                serving(),
                entry,
                layout.home(layout.edge(), Ports.DNS),
                layout.application().domain(),
                units,
                layout.application().databases().stream()
                        .map(database -> database(agents, database))
                        .toList(),
                stores,
                faults);
    }

    private Status.DatabaseStatus database(Map<String, JsonNode> agents, Database database) {
        Map<String, String> stages = new LinkedHashMap<>();
        agents.forEach(
                (place, node) ->
                        stages.put(place, node.path(database.name()).path("stage").asText("")));
        stages.values().removeIf(String::isEmpty);
        Map<String, Status.Gates> gates = new LinkedHashMap<>();
        for (Region region : layout.application().regions()) {
            for (Place zone : layout.zones(region.name())) {
                gates.put(
                        zone.name(),
                        new Status.Gates(
                                layout.gate(zone, database, true),
                                layout.gate(zone, database, false)));
            }
        }
        var login = new LoginFile(state, database);
        return new Status.DatabaseStatus(
                database.name(),
                lease(agents, database.name()),
                stages,
                gates,
                Configs.databaseName(database),
                login.role(),
                login.passwordFile(login.role()));
    }
}
