package dev.twinkeel.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything that one `twinkeel.yaml` says: what the application is, where it runs, and what it
/// must survive. Lists keep the order of the file. Made by [ApplicationFile]; checked there, so a
/// name that is used exists.
///
/// @param name a lower-case DNS label
/// @param regions exactly two: one primary and one standby
public record Application(
        String name,
        String domain,
        Objectives objectives,
        List<Region> regions,
        Witness witness,
        List<Service> services,
        List<Database> databases,
        List<Table> tables,
        List<Bucket> buckets,
        List<Queue> queues,
        List<Cache> caches,
        Routing routing,
        Edge edge,
        Load load,
        Recovery recovery,
        Links links,
        Aws aws) {

    /// `test` is reserved for this (RFC 6761, section 6.2): it can never be somebody's real name.
    public static final String DEFAULT_DOMAIN_SUFFIX = ".test";

    public Application {
        regions = List.copyOf(regions);
        services = List.copyOf(services);
        databases = List.copyOf(databases);
        tables = List.copyOf(tables);
        buckets = List.copyOf(buckets);
        queues = List.copyOf(queues);
        caches = List.copyOf(caches);
    }

    public Service service(String name) {
        return only(services.stream().filter(it -> it.name().equals(name)), "service", name);
    }

    public Database database(String name) {
        return only(databases.stream().filter(it -> it.name().equals(name)), "database", name);
    }

    public Region region(String name) {
        return only(regions.stream().filter(it -> it.name().equals(name)), "region", name);
    }

    /// The region that serves when nothing is wrong.
    public Region primary() {
        return only(regions.stream().filter(it -> it.role() == Role.PRIMARY), "region", "primary");
    }

    /// The region that takes over.
    public Region standby() {
        return only(regions.stream().filter(it -> it.role() == Role.STANDBY), "region", "standby");
    }

    /// Every member that the database may have, one a zone: the primary region's first. The first
    /// of each region is the one that stands there when the region is not the primary.
    public List<String> members(Database database) {
        return Stream.of(primary(), standby())
                .flatMap(region -> members(database, region).stream())
                .toList();
    }

    /// The database's members in one region, one a zone: `orders-db-mumbai-a`.
    public List<String> members(Database database, Region region) {
        return region.zones().stream().map(zone -> database.name() + "-" + zone).toList();
    }

    /// Databases among what the service uses.
    public List<Database> databasesOf(Service service) {
        return databases.stream().filter(it -> service.uses().contains(it.name())).toList();
    }

    /// Services among what the service uses.
    public List<Service> servicesOf(Service service) {
        return services.stream().filter(it -> service.uses().contains(it.name())).toList();
    }

    /// Names of the services that use something.
    public Set<String> users(String used) {
        return services.stream()
                .filter(it -> it.uses().contains(used))
                .map(Service::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// The start of a resource's environment variables: `orders-db` gives `ORDERS_DB`.
    public static String envPrefix(String resource) {
        return resource.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static <T> T only(Stream<T> found, String kind, String name) {
        return found.findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "look up in the application: no %s \"%s\""
                                                .formatted(kind, name)));
    }
}
