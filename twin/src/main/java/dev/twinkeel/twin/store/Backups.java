package dev.twinkeel.twin.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Region;
import dev.twinkeel.model.Service;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.archive.ArchiveConfig;
import dev.twinkeel.twin.archive.S3Shelf;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Backups of the databases whose file says so, in the bucket store of each region: base backups
/// and the log, by one process a region, from a member of that region. Only where there are
/// buckets.
public final class Backups implements Store {
    private static final String KIND = "archive";
    private static final int HEAP_MIB = 64;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Ground ground;
    private final Application application;
    private final HttpCaller caller = new HttpCaller();

    Backups(Ground ground) {
        this.ground = ground;
        this.application = ground.application();
    }

    /// The databases that are archived in the twin.
    public static List<Database> of(Application application) {
        return application.buckets().isEmpty()
                ? List.of()
                : application.databases().stream()
                        .filter(it -> it.backup() != Database.Backup.NONE)
                        .toList();
    }

    /// What is kept in a region, past all links.
    public static S3Shelf shelf(Ground ground, Region region) throws IOException {
        Place place = ground.place(region.name());
        return new S3Shelf(
                ground.at(place, place, Ports.BUCKETS),
                bucket(ground.application(), region),
                AwsAccess.region(region),
                AwsAccess.key(ground, Buckets.KEEPER).id(),
                ground.secret("aws-key-" + Buckets.KEEPER));
    }

    private static String bucket(Application application, Region region) {
        return application.name() + "-" + region.name() + "-" + Buckets.BACKUPS;
    }

    static String name(Region region) {
        return KIND + "-" + region.name();
    }

    @Override
    public void prepare(Consumer<String> say) {
        boolean jars = true;
        for (String part : jvm().classPath().text().split(File.pathSeparator, -1)) {
            jars &= part.endsWith(".jar");
        }
        if (jars) {
            ground.rehearse(jvm(), say);
        }
    }

    private static EngineJvm jvm() {
        return new EngineJvm(
                KIND,
                new ClassPath(System.getProperty("java.class.path")),
                "dev.twinkeel.twin.archive.ArchiveMain",
                HEAP_MIB);
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
                KIND,
                place,
                Optional.of(told(region)),
                () -> ground.launch(jvm(), name, ground.data(name)));
    }

    private ArchiveConfig config(Region region, Place place) {
        return new ArchiveConfig(
                place.name(),
                told(region),
                ground.at(place, place, Ports.AGENT),
                ground.at(place, place, Ports.BUCKETS),
                bucket(application, region),
                AwsAccess.region(region),
                AwsAccess.key(ground, Buckets.KEEPER).id(),
                ground.secret("aws-key-" + Buckets.KEEPER),
                ground.secret("postgres"),
                ground.data(name(region)),
                of(application).stream().map(it -> unit(it, region, place)).toList());
    }

    private ArchiveConfig.Unit unit(Database database, Region region, Place place) {
        int port = Ports.POSTGRES + application.databases().indexOf(database);
        Map<String, Address> members = new LinkedHashMap<>();
        for (Place zone : ground.zones(region.name())) {
            members.put(database.name() + "-" + zone.name(), ground.at(place, zone, port));
        }
        return new ArchiveConfig.Unit(database.name(), every(database), members);
    }

    private static Duration every(Database database) {
        return database.backup() == Database.Backup.HOURLY
                ? Duration.ofHours(1)
                : Duration.ofDays(1);
    }

    private Address told(Region region) {
        Place place = ground.place(region.name());
        return ground.at(place, place, Ports.ARCHIVE);
    }

    /// A pod knows nothing of backups.
    @Override
    public Map<String, String> environment(Service service, Place zone, SecretFolder secrets) {
        return Map.of();
    }

    @Override
    public List<StoreStatus> status(Set<String> lively) {
        List<StoreStatus> all = new ArrayList<>();
        for (Region region : application.regions()) {
            Optional<JsonNode> told =
                    lively.contains(name(region)) ? ask(region) : Optional.empty();
            for (Database database : of(application)) {
                Optional<JsonNode> one = told.flatMap(it -> find(it, database.name()));
                all.add(
                        new StoreStatus(
                                "backup",
                                database.name(),
                                region.name(),
                                bucket(application, region) + "/" + database.name(),
                                Optional.of(told(region)),
                                Optional.of(AwsAccess.credentials(ground, Buckets.KEEPER)),
                                one.map(Backups::sentence).orElse("its archiver is down"),
                                one.map(Backups::facts).orElse(Map.of())));
            }
        }
        return all;
    }

    private Optional<JsonNode> ask(Region region) {
        try {
            return Optional.of(caller.get(told(region), "/", LIMIT).body());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> find(JsonNode told, String database) {
        for (JsonNode one : told) {
            if (one.path("database").asText().equals(database)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    private static String sentence(JsonNode told) {
        String until = told.path("until").asText("");
        String earliest = told.path("earliest").asText("");
        String can =
                earliest.isEmpty() || until.isEmpty()
                        ? "nothing can be restored yet"
                        : "restorable from %s to %s".formatted(shown(earliest), shown(until));
        long backlog = told.path("backlogBytes").asLong();
        String waits = backlog == 0 ? "" : ", %d KB of log wait".formatted(backlog / 1000 + 1);
        String trouble = told.path("trouble").asText("");
        return can + waits + (trouble.isEmpty() ? "" : "; " + trouble);
    }

    private static Instant shown(String instant) {
        return Instant.parse(instant).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }

    private static Map<String, Object> facts(JsonNode told) {
        Map<String, Object> facts = new LinkedHashMap<>();
        for (String number : List.of("epoch", "position", "backlogBytes", "bytes", "bases")) {
            facts.put(number, told.path(number).asLong());
        }
        facts.put("member", told.path("member").asText());
        for (String instant : List.of("until", "earliest")) {
            String text = told.path(instant).asText("");
            if (!text.isEmpty()) {
                facts.put(instant, text);
            }
        }
        Optional.ofNullable(facts.get("until"))
                .ifPresent(
                        it ->
                                facts.put(
                                        "lagMillis",
                                        Duration.between(
                                                        Instant.parse(it.toString()), Instant.now())
                                                .toMillis()));
        return facts;
    }
}
