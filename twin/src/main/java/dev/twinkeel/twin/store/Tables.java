package dev.twinkeel.twin.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Region;
import dev.twinkeel.model.Service;
import dev.twinkeel.model.Table;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Tables: one DynamoDB Local a region, and one process a region that replicates them to the other,
/// both in the region's own place.
final class Tables implements Store {
    private static final String REPLICATION = "replication";
    private static final int REPLICATION_HEAP_MIB = 96;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Ground ground;
    private final Application application;
    private final TablesEngine engine;

    /// Who may use which table.
    private final Front front;

    private final HttpCaller caller = new HttpCaller();

    /// As the replicators read it.
    private record Config(
            String region,
            String other,
            String awsRegion,
            String otherAwsRegion,
            String host,
            int port,
            String peer,
            String folder,
            String credentials,
            long delayMillis,
            List<Replicated> tables) {}

    private record Replicated(
            String name, String resource, String key, Optional<String> expires, String endpoint) {}

    Tables(Ground ground) {
        this.ground = ground;
        this.application = ground.application();
        this.engine = new TablesEngine(ground);
        this.front =
                new Front(
                        ground,
                        "tables",
                        "dynamodb",
                        Ports.TABLES,
                        service ->
                                application.tables().stream()
                                        .filter(it -> service.uses().contains(it.name()))
                                        .map(this::resource)
                                        .toList(),
                        REPLICATION);
    }

    @Override
    public void prepare(Consumer<String> say) {
        engine.fetch(say);
        ground.rehearse(replicationJvm(), say);
        application.regions().forEach(region -> MemoryFolder.make(data(region)));
    }

    private EngineJvm replicationJvm() {
        return new EngineJvm(
                REPLICATION,
                ground.built(REPLICATION),
                "dev.twinkeel.stores.replication.ReplicationMain",
                REPLICATION_HEAP_MIB);
    }

    private Path data(Region region) {
        return ground.data(front.name(region));
    }

    @Override
    public List<StoreProcess> processes() {
        List<StoreProcess> processes = new ArrayList<>();
        for (Region region : application.regions()) {
            processes.add(engine(region));
            processes.add(replication(region));
        }
        return processes;
    }

    @Override
    public void keysChanged() {
        front.keysChanged();
    }

    @Override
    public Map<String, Long> keysUsed(Set<String> lively) throws IOException {
        return front.keysUsed(lively);
    }

    private StoreProcess engine(Region region) {
        Address listen = front.engine(region);
        Path keys = front.keys(region);
        return new StoreProcess(
                front.name(region),
                front.kind(),
                ground.place(region.name()),
                Optional.of(listen),
                () ->
                        new StoreProcess.Launch(
                                engine.command(listen.host(), listen.port(), data(region), keys),
                                Map.of("DDB_LOCAL_TELEMETRY", "0"),
                                data(region)));
    }

    private StoreProcess replication(Region region) {
        String name = REPLICATION + "-" + region.name();
        Region other = other(region);
        Address listen = here(region, Ports.REPLICATION);
        Address peer =
                ground.at(
                        ground.place(region.name()), ground.place(other.name()), Ports.REPLICATION);
        Json.write(
                ground.config(name),
                new Config(
                        region.name(),
                        other.name(),
                        AwsAccess.region(region),
                        AwsAccess.region(other),
                        listen.host(),
                        listen.port(),
                        "http://" + peer,
                        data(region).resolve(REPLICATION).toString(),
                        AwsAccess.credentials(ground, REPLICATION).toString(),
                        application.links().replication().toMillis(),
                        application.tables().stream().map(it -> replicated(it, region)).toList()));
        return new StoreProcess(
                name,
                REPLICATION,
                ground.place(region.name()),
                Optional.of(listen),
                () -> ground.launch(replicationJvm(), name, data(region)));
    }

    private Replicated replicated(Table table, Region region) {
        return new Replicated(
                table.name(),
                resource(table),
                table.key(),
                table.expires(),
                "http://" + front.engine(region));
    }

    private Region other(Region region) {
        return application.regions().stream()
                .filter(it -> !it.name().equals(region.name()))
                .findFirst()
                .orElseThrow();
    }

    private Address here(Region region, int port) {
        Place place = ground.place(region.name());
        return ground.at(place, place, port);
    }

    private String resource(Table table) {
        return application.name() + "-" + table.name();
    }

    @Override
    public Map<String, String> environment(Service service, Place zone, SecretFolder secrets) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (Table table : application.tables()) {
            if (service.uses().contains(table.name())) {
                environment.put(Application.envPrefix(table.name()) + "_TABLE", resource(table));
            }
        }
        if (!environment.isEmpty()) {
            Region region = application.region(zone.region());
            environment.putAll(AwsAccess.environment(ground, service, region, secrets));
            environment.put(
                    "AWS_ENDPOINT_URL_DYNAMODB",
                    "http://" + ground.at(zone, ground.place(region.name()), Ports.TABLES));
        }
        return environment;
    }

    @Override
    public void open() {
        for (Region region : application.regions()) {
            String name = REPLICATION + "-" + region.name();
            Serving.await(name, ground.log(name), () -> ready(region));
        }
    }

    private void ready(Region region) throws IOException {
        for (JsonNode one : told(region)) {
            if (!one.path("ready").asBoolean()) {
                throw new IOException(one.path("trouble").asText("its tables are not made yet"));
            }
        }
    }

    private JsonNode told(Region region) throws IOException {
        var answered = caller.get(here(region, Ports.REPLICATION), "/status", LIMIT);
        if (!answered.ok()) {
            throw new IOException(answered.reason());
        }
        return answered.body();
    }

    @Override
    public List<StoreStatus> status(Set<String> lively) {
        List<StoreStatus> all = new ArrayList<>();
        for (Region region : application.regions()) {
            Optional<JsonNode> told = Optional.empty();
            try {
                told =
                        lively.contains(REPLICATION + "-" + region.name())
                                ? Optional.of(told(region))
                                : Optional.empty();
            } catch (IOException e) {
                System.getLogger(Tables.class.getName())
                        .log(System.Logger.Level.DEBUG, "ask the replicators", e);
            }
            for (Table table : application.tables()) {
                all.add(status(table, region, lively.contains(front.name(region)), told));
            }
        }
        return all;
    }

    private StoreStatus status(
            Table table, Region region, boolean lively, Optional<JsonNode> told) {
        Map<String, Object> facts = new LinkedHashMap<>();
        String sentence = lively ? "serves; its replication does not answer" : "its engine is down";
        for (JsonNode one :
                told.map(List::of).orElse(List.of()).stream()
                        .flatMap(JsonNode::valueStream)
                        .toList()) {
            if (lively && one.path("name").asText().equals(table.name())) {
                one.properties().forEach(it -> facts.put(it.getKey(), plain(it.getValue())));
                sentence =
                        "%d to send, from the other region p50 %.0f ms and p99 %.0f ms, %d conflicts%s"
                                .formatted(
                                        one.path("pending").asLong(),
                                        one.path("lagP50Millis").asDouble(),
                                        one.path("lagP99Millis").asDouble(),
                                        one.path("conflicts").asLong(),
                                        one.path("paused").asBoolean() ? "; paused" : "");
            }
        }
        return new StoreStatus(
                "table",
                table.name(),
                region.name(),
                resource(table),
                Optional.of(front.engine(region)),
                Optional.of(AwsAccess.credentials(ground, REPLICATION)),
                sentence,
                facts);
    }

    private static Object plain(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        if (value.isIntegralNumber()) {
            return value.asLong();
        }
        return value.isNumber() ? value.asDouble() : value.asText();
    }

    @Override
    public Optional<String> target(String name, String serving) {
        return application.tables().stream().anyMatch(it -> it.name().equals(name))
                ? Optional.of("tables-" + serving)
                : Optional.empty();
    }
}
