package dev.twinkeel.model;

import dev.twinkeel.model.Written.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What works, but probably not as meant.
final class Advice {
    /// A person who is paged needs about this long to look and to answer.
    private static final Duration PERSON = Duration.ofMinutes(5);

    /// A stop of a busy machine's process for this long is not rare.
    private static final Duration SHORT_LEASE = Duration.ofSeconds(1);

    /// What the format has and the twin has not.
    private static final List<String> NOT_IN_THE_TWIN = List.of("edge");

    private final String fileName;
    private final Group file;
    private final Application application;
    private final List<Warning> warnings = new ArrayList<>();

    Advice(String fileName, Group file, Application application) {
        this.fileName = fileName;
        this.file = file;
        this.application = application;
    }

    /// In the order of the file.
    List<Warning> warnings() {
        objectives();
        regions();
        application.services().forEach(this::service);
        databases();
        resources();
        routing();
        load();
        return warnings.stream()
                .sorted(
                        java.util.Comparator.comparingInt(Warning::line)
                                .thenComparingInt(Warning::column))
                .toList();
    }

    private void objectives() {
        var region = application.objectives().region();
        Bound bound = Bound.ofRegion(application);
        if (region.rto().compareTo(bound.total()) < 0) {
            warn(
                    "objectives.region.rto",
                    "%s is less than a recovery may take: %s"
                            .formatted(Times.text(region.rto()), bound),
                    "allow more, or shorten recovery.lease, routing.health or routing.ttl");
        }
        var zone = application.objectives().zone();
        Bound zoneBound = Bound.ofZone(application);
        if (zone.rto().compareTo(zoneBound.total()) < 0) {
            warn(
                    "objectives.zone.rto",
                    "%s is less than a recovery may take: %s"
                            .formatted(Times.text(zone.rto()), zoneBound),
                    "allow more, or shorten routing.health");
        }
        if (region.rpo().isZero() && !application.databases().isEmpty()) {
            warn(
                    "objectives.region.rpo",
                    "0s cannot be promised: the other region is fed after the commit",
                    "allow a few seconds; the drill says how much it really is");
        }
        boolean person = application.recovery().approval() == Recovery.Approval.PERSON;
        if (person && region.rto().compareTo(PERSON) < 0) {
            warn(
                    "recovery.approval",
                    "a person will not answer within %s".formatted(Times.text(region.rto())),
                    "use approval: automatic, or allow an objectives.region.rto over "
                            + Times.text(PERSON));
        }
        if (application.recovery().lease().compareTo(SHORT_LEASE) < 0) {
            warn(
                    "recovery.lease",
                    "a pause of %s stops all writes"
                            .formatted(Times.text(application.recovery().lease())),
                    "use at least " + Times.text(SHORT_LEASE) + " on machines that do other work");
        }
    }

    private void regions() {
        Region primary = application.primary();
        if (primary.capacity().value() < 100) {
            warn(
                    "regions.%s.capacity".formatted(primary.name()),
                    "the primary carries all the load with %s of it".formatted(primary.capacity()),
                    "remove the key");
        }
        var places = new ArrayList<String>();
        application.regions().stream()
                .filter(it -> it.aws().isEmpty())
                .forEach(it -> places.add("regions." + it.name()));
        if (application.witness().aws().isEmpty()) {
            places.add("witness");
        }
        if (forAws()) {
            for (String place : places) {
                warn(
                        place,
                        "no AWS region, but another place has one",
                        "write %s.aws: it is needed to render for AWS".formatted(place));
            }
        }
    }

    private boolean forAws() {
        return application.regions().stream().anyMatch(it -> it.aws().isPresent())
                || application.witness().aws().isPresent();
    }

    private void service(Service service) {
        String path = "services." + service.name();
        int zones = application.primary().zones().size();
        int min = service.replicas().min();
        if (min < zones) {
            warn(
                    path + ".replicas.min",
                    min == 1
                            ? "a single replica: each restart and each lost zone is an outage"
                            : "%d replicas leave a zone without one".formatted(min),
                    "use at least %d, one a zone".formatted(zones));
        }
        Region standby = application.standby();
        if (standby.standing(service) == 1 && min > 1) {
            warn(
                    "regions.%s.capacity".formatted(standby.name()),
                    "%s leaves one pod of %s standing, which takes the load of %d until more start"
                            .formatted(standby.capacity(), service.name(), min),
                    "raise it so that at least two stand");
        }
        if (forAws() && service.image().isEmpty()) {
            warn(path, "no image", "write %s.image: on AWS a pod is a container".formatted(path));
        }
    }

    private void databases() {
        boolean nothingLost = application.objectives().zone().rpo().isZero();
        for (Database database : application.databases()) {
            String path = "databases." + database.name();
            if (nothingLost && database.zone() == Database.Replication.ASYNC) {
                warn(
                        path + ".zone",
                        "with async a lost zone loses commits, but objectives.zone.rpo is 0s",
                        "use zone: sync, or allow a loss in objectives.zone.rpo");
            }
            if (database.backup() == Database.Backup.NONE) {
                warn(
                        path + ".backup",
                        "without a backup a deleted row is gone in every copy",
                        "use backup: daily");
            }
        }
    }

    private void resources() {
        // A bucket may be a lake, which is written by what is no service.
        for (String section : List.of("databases", "tables", "queues", "caches")) {
            for (String name : file.group(section).keys().keySet()) {
                boolean used =
                        application.services().stream().anyMatch(it -> it.uses().contains(name));
                if (!used) {
                    warn(
                            section + "." + name,
                            "no service uses it",
                            "name it in the `uses` of a service, or remove it");
                }
            }
        }
        for (String section : NOT_IN_THE_TWIN) {
            Group group = file.group(section);
            if (!group.keys().isEmpty()) {
                warn(
                        section,
                        "the twin does not run this yet: it is checked and planned only",
                        "do not rely on it in a drill");
            }
        }
        for (Bucket bucket : application.buckets()) {
            if (!bucket.replicate()) {
                warn(
                        "buckets.%s.replicate".formatted(bucket.name()),
                        "its objects are lost with the region",
                        "use replicate: true, or keep nothing there that cannot be made again");
            }
        }
    }

    private void routing() {
        boolean reachable = application.services().stream().anyMatch(it -> !it.routes().isEmpty());
        if (!reachable) {
            warn(
                    "services",
                    "no service has routes: nothing of the outside reaches the application",
                    "write routes: [ / ] in one");
        }
        Routing routing = application.routing();
        if (!routing.accelerator()
                && routing.ttl().compareTo(application.objectives().region().rto()) > 0) {
            warn(
                    "routing.ttl",
                    "clients may keep the lost region's address for %s"
                            .formatted(Times.text(routing.ttl())),
                    "use a ttl well under objectives.region.rto");
        }
    }

    private void load() {
        Load load = application.load();
        if (!application.databases().isEmpty() && load.write().isEmpty()) {
            warn(
                    "load",
                    "no load.write: a drill only reads, and cannot show that no write is lost",
                    "write load.write and load.ledger");
        } else if (load.write().isPresent() && load.ledger().isEmpty()) {
            warn(
                    "load.write",
                    "no load.ledger: a drill cannot count lost and duplicated writes",
                    "write load.ledger with the database and the query that lists them");
        }
        Links links = application.links();
        Stream.of("region", "zone")
                .filter(
                        it -> {
                            Links.Link link = it.equals("zone") ? links.zone() : links.region();
                            return link.jitter().compareTo(link.rtt()) > 0;
                        })
                .forEach(
                        it ->
                                warn(
                                        "links.%s.jitter".formatted(it),
                                        "it is more than the round trip itself",
                                        "use less than links.%s.rtt".formatted(it)));
    }

    /// At the nearest key that is written.
    private void warn(String path, String message, String remedy) {
        Group group = file;
        Place place = Place.START;
        for (String key : path.split("\\.", -1)) {
            Place next = group.keys().get(key);
            if (next == null) {
                break;
            }
            place = next;
            group = group.group(key);
        }
        warnings.add(new Warning(fileName, place.line(), place.column(), path, message, remedy));
    }
}
