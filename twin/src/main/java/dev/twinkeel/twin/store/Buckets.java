package dev.twinkeel.twin.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Bucket;
import dev.twinkeel.model.Region;
import dev.twinkeel.model.Service;
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

/// Buckets: one object store a region, in the region's own place, which copies what clients write
/// to the other region across the link between them.
final class Buckets implements Store {
    /// Not of the application: base backups and write-ahead logs of its databases.
    static final String BACKUPS = "backups";

    private static final String MODULE = "buckets";
    private static final int HEAP_MIB = 160;
    private static final int STATUS = Ports.BUCKETS + 1;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /// Who reads and writes backups.
    static final String KEEPER = "backups";

    private static final String REPLICATION = "replication";

    /// Writes as a service does, to keep a ledger of what becomes of it.
    private static final String DRILL = "drill";

    private final Ground ground;
    private final Application application;
    private final HttpCaller caller = new HttpCaller();

    /// As the object store reads it.
    private record Config(
            Address listen,
            Address status,
            String data,
            String masterKey,
            String region,
            List<Made> buckets,
            Address remote,
            List<Key> keys,
            String front,
            long delayMillis) {}

    private record Made(String name, Optional<String> replica) {}

    private record Key(String id, String secret, List<String> buckets, boolean replication) {}

    Buckets(Ground ground) {
        this.ground = ground;
        this.application = ground.application();
    }

    @Override
    public void prepare(Consumer<String> say) {
        ground.rehearse(jvm(), say);
    }

    private EngineJvm jvm() {
        return new EngineJvm(
                MODULE, ground.built(MODULE), "dev.twinkeel.stores.buckets.BucketsMain", HEAP_MIB);
    }

    @Override
    public List<StoreProcess> processes() {
        return application.regions().stream().map(this::process).toList();
    }

    private StoreProcess process(Region region) {
        String name = name(region);
        Place place = ground.place(region.name());
        Json.write(ground.config(name), config(region, place));
        return new StoreProcess(
                name,
                MODULE,
                place,
                Optional.of(store(region)),
                () -> ground.launch(jvm(), name, ground.data(name)));
    }

    private Config config(Region region, Place place) {
        Region other = other(region);
        List<Made> made = new ArrayList<>();
        for (Bucket bucket : application.buckets()) {
            made.add(
                    new Made(
                            resource(bucket.name(), region),
                            bucket.replicate()
                                    ? Optional.of(resource(bucket.name(), other))
                                    : Optional.empty()));
        }
        made.add(new Made(resource(BACKUPS, region), Optional.empty()));
        return new Config(
                ground.at(place, place, Ports.BUCKETS),
                ground.at(place, place, STATUS),
                ground.data(name(region)).toString(),
                ground.secret("master-key").toString(),
                AwsAccess.region(region),
                made,
                ground.at(place, ground.place(other.name()), Ports.BUCKETS),
                keys(region),
                front(region).toString(),
                application.links().replication().toMillis());
    }

    /// Who may use which bucket of a region.
    private Path front(Region region) {
        return Front.keys(
                ground,
                name(region),
                ground.place(region.name()),
                service ->
                        application.buckets().stream()
                                .filter(it -> service.uses().contains(it.name()))
                                .map(it -> resource(it.name(), region))
                                .toList(),
                List.of());
    }

    @Override
    public void keysChanged() {
        application.regions().forEach(this::front);
    }

    @Override
    public Map<String, Long> keysUsed(Set<String> lively) throws IOException {
        Map<String, Long> used = new LinkedHashMap<>();
        for (Region region : application.regions()) {
            if (lively.contains(name(region))) {
                HttpCaller.Answered answered = caller.get(told(region), "/keys", LIMIT);
                if (!answered.ok()) {
                    throw new IOException(answered.reason());
                }
                KeyUse.read(answered.body())
                        .forEach((id, millis) -> used.merge(id, millis, Math::min));
            }
        }
        return used;
    }

    /// Keys of the twin's own processes, which are not rotated.
    private List<Key> keys(Region region) {
        List<Key> keys = new ArrayList<>();
        List<String> all =
                application.buckets().stream().map(it -> resource(it.name(), region)).toList();
        keys.add(key(REPLICATION, all, /* replication= */ true));
        keys.add(key(DRILL, all, /* replication= */ false));
        keys.add(key(KEEPER, List.of(resource(BACKUPS, region)), /* replication= */ false));
        return keys;
    }

    private Key key(String owner, List<String> buckets, boolean replication) {
        AwsAccess.Key key = AwsAccess.key(ground, owner);
        Path secret = ground.secret("aws-key-" + owner);
        return new Key(key.id(), secret.toString(), buckets, replication);
    }

    private Region other(Region region) {
        return application.regions().stream()
                .filter(it -> !it.equals(region))
                .findFirst()
                .orElseThrow();
    }

    static String name(Region region) {
        return "buckets-" + region.name();
    }

    private Address store(Region region) {
        Place place = ground.place(region.name());
        return ground.at(place, place, Ports.BUCKETS);
    }

    private Address told(Region region) {
        Place place = ground.place(region.name());
        return ground.at(place, place, STATUS);
    }

    /// A bucket's name is one in its region's store, as it is one in the world on AWS.
    private String resource(String bucket, Region region) {
        return application.name() + "-" + region.name() + "-" + bucket;
    }

    @Override
    public Map<String, String> environment(Service service, Place zone, SecretFolder secrets) {
        Map<String, String> environment = new LinkedHashMap<>();
        Region region = application.region(zone.region());
        for (Bucket bucket : application.buckets()) {
            if (service.uses().contains(bucket.name())) {
                environment.put(
                        Application.envPrefix(bucket.name()) + "_BUCKET",
                        resource(bucket.name(), region));
            }
        }
        if (!environment.isEmpty()) {
            environment.putAll(AwsAccess.environment(ground, service, region, secrets));
            environment.put(
                    "AWS_ENDPOINT_URL_S3",
                    "http://" + ground.at(zone, ground.place(region.name()), Ports.BUCKETS));
        }
        return environment;
    }

    @Override
    public void open() {
        for (Region region : application.regions()) {
            Serving.await(
                    name(region),
                    ground.log(name(region)),
                    () -> caller.get(told(region), "/status", LIMIT));
        }
    }

    @Override
    public List<StoreStatus> status(Set<String> lively) {
        List<StoreStatus> all = new ArrayList<>();
        for (Region region : application.regions()) {
            Optional<JsonNode> told =
                    lively.contains(name(region)) ? replication(region) : Optional.empty();
            for (Bucket bucket : application.buckets()) {
                all.add(
                        new StoreStatus(
                                "bucket",
                                bucket.name(),
                                region.name(),
                                resource(bucket.name(), region),
                                Optional.of(store(region)),
                                Optional.of(AwsAccess.credentials(ground, DRILL)),
                                told.map(Buckets::sentence).orElse("its store is down"),
                                told.map(Buckets::facts).orElse(Map.of())));
            }
        }
        return all;
    }

    private Optional<JsonNode> replication(Region region) {
        try {
            return Optional.of(caller.get(told(region), "/status", LIMIT).body());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String sentence(JsonNode told) {
        long pending = told.path("pending").asLong();
        long overtaken = told.path("overtaken").asLong();
        String late =
                overtaken == 0
                        ? ""
                        : "; %d of the other region came after a later write and are kept as older versions"
                                .formatted(overtaken);
        return sent(told, pending) + late;
    }

    private static String sent(JsonNode told, long pending) {
        return pending == 0
                ? "%d changes sent to the other region, none waiting"
                        .formatted(told.path("sent").asLong())
                : "%d changes wait for the other region, the oldest for %d ms"
                        .formatted(pending, told.path("oldestMillis").asLong());
    }

    /// Of the whole region: its buckets share one backlog.
    private static Map<String, Object> facts(JsonNode told) {
        Map<String, Object> facts = new LinkedHashMap<>();
        told.properties()
                .forEach(
                        entry ->
                                facts.put(
                                        entry.getKey(),
                                        entry.getValue().isNumber()
                                                ? entry.getValue().asLong()
                                                : entry.getValue().asText()));
        return facts;
    }

    @Override
    public Optional<String> target(String name, String serving) {
        return application.buckets().stream().anyMatch(it -> it.name().equals(name))
                ? Optional.of("buckets-" + serving)
                : Optional.empty();
    }
}
