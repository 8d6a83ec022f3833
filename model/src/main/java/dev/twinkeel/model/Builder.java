package dev.twinkeel.model;

import dev.twinkeel.model.Written.Group;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the records from what is written, and puts the defaults where nothing is. Called only when
/// there is no problem, so it has none to report.
final class Builder {
    private final Group file;

    Builder(Group file) {
        this.file = file;
    }

    Application application() {
        String name = file.text("application").orElseThrow();
        String domain = file.text("domain").orElse(name + Application.DEFAULT_DOMAIN_SUFFIX);
        List<Service> services = file.each("services", this::service);
        return new Application(
                name,
                domain,
                objectives(file.group("objectives")),
                regions(file.group("regions")),
                new Witness(Witness.PLACE, file.group("witness").text("aws")),
                services,
                file.each("databases", Builder::database),
                file.each("tables", Builder::table),
                file.each("buckets", Builder::bucket),
                file.each("queues", Builder::queue),
                file.each("caches", Builder::cache),
                routing(file.group("routing")),
                edge(file.group("edge")),
                load(file.group("load"), services),
                recovery(file.group("recovery")),
                links(file.group("links")),
                new AwsBuilder(file.group("aws"), domain).aws());
    }

    private static Objectives objectives(Group group) {
        return new Objectives(
                objective(
                        group.group("zone"),
                        Objectives.DEFAULT_ZONE_RTO,
                        Objectives.DEFAULT_ZONE_RPO),
                objective(
                        group.group("region"),
                        Objectives.DEFAULT_REGION_RTO,
                        Objectives.DEFAULT_REGION_RPO),
                new Objectives.Latency(
                        time(group.group("latency"), "p99", Objectives.DEFAULT_P99)));
    }

    private static Objectives.Objective objective(Group group, Duration rto, Duration rpo) {
        return new Objectives.Objective(time(group, "rto", rto), time(group, "rpo", rpo));
    }

    private static List<Region> regions(Group group) {
        Map<String, Role> roles = roles(group);
        return roles.entrySet().stream()
                .map(entry -> region(entry.getKey(), entry.getValue(), group.group(entry.getKey())))
                .toList();
    }

    private static Region region(String name, Role role, Group group) {
        Percent standard =
                switch (role) {
                    case PRIMARY -> Region.DEFAULT_PRIMARY_CAPACITY;
                    case STANDBY -> Region.DEFAULT_STANDBY_CAPACITY;
                };
        return new Region(
                name,
                group.text("aws"),
                role,
                group.value("capacity", Percent.class).orElse(standard));
    }

    /// The role of each region, in the order of the file: what is written, and for the other what
    /// is left. When nothing is written the first is the primary.
    static Map<String, Role> roles(Group regions) {
        var roles = new LinkedHashMap<String, Role>();
        for (String name : regions.keys().keySet()) {
            Role free = roles.containsValue(Role.PRIMARY) ? Role.STANDBY : Role.PRIMARY;
            boolean later =
                    regions.keys().keySet().stream()
                            .filter(other -> !other.equals(name))
                            .anyMatch(other -> role(regions, other).equals(Optional.of(free)));
            Role left = free == Role.PRIMARY && later ? Role.STANDBY : free;
            roles.put(name, role(regions, name).orElse(left));
        }
        return roles;
    }

    static Optional<Role> role(Group regions, String name) {
        return word(regions.group(name), "role", Role.values());
    }

    private Service service(String name, Group group) {
        boolean only = file.group("services").keys().size() == 1;
        List<String> standard =
                only && group.get("routes").isEmpty()
                        ? List.of(Service.Route.DEFAULT_OF_ONLY_SERVICE)
                        : List.of();
        List<String> routes = group.get("routes").isEmpty() ? standard : group.texts("routes");
        return new Service(
                name,
                group.text("image"),
                group.text("run").orElseThrow(),
                group.text("build"),
                group.text("folder").orElse(Service.DEFAULT_FOLDER),
                replicas(group.group("replicas")),
                routes.stream().map(Builder::route).toList(),
                group.text("health").orElse(Service.DEFAULT_HEALTH),
                group.texts("uses"));
    }

    static Service.Replicas replicas(Group group) {
        Optional<Integer> max = group.value("max", Integer.class);
        int standard = Math.min(Service.Replicas.DEFAULT_MIN, max.orElse(Integer.MAX_VALUE));
        int min = group.value("min", Integer.class).orElse(standard);
        return new Service.Replicas(min, max.orElse(min));
    }

    /// A slash at the end means nothing more than none.
    static Service.Route route(String text) {
        int slash = text.indexOf('/');
        String path = text.substring(slash);
        String plain =
                path.length() > 1 && path.endsWith("/")
                        ? path.substring(0, path.length() - 1)
                        : path;
        return new Service.Route(
                Optional.of(text.substring(0, slash)).filter(host -> !host.isEmpty()), plain);
    }

    private static Database database(String name, Group group) {
        return new Database(
                name,
                word(group, "engine", Database.Engine.values()).orElse(Database.DEFAULT_ENGINE),
                word(group, "zone", Database.Replication.values()).orElse(Database.DEFAULT_ZONE),
                word(group, "region", Database.Replication.values())
                        .orElse(Database.DEFAULT_REGION),
                word(group, "backup", Database.Backup.values()).orElse(Database.DEFAULT_BACKUP),
                group.text("schema"));
    }

    private static Table table(String name, Group group) {
        return new Table(name, group.text("key").orElse(Table.DEFAULT_KEY), group.text("expires"));
    }

    private static Bucket bucket(String name, Group group) {
        return new Bucket(
                name, group.value("replicate", Boolean.class).orElse(Bucket.DEFAULT_REPLICATE));
    }

    private static Queue queue(String name, Group group) {
        return new Queue(
                name,
                group.value("dead-letter-after", Integer.class)
                        .orElse(Queue.DEFAULT_DEAD_LETTER_AFTER));
    }

    private static Cache cache(String name, Group group) {
        return new Cache(
                name, word(group, "engine", Cache.Engine.values()).orElse(Cache.DEFAULT_ENGINE));
    }

    private static Routing routing(Group group) {
        Group health = group.group("health");
        return new Routing(
                word(group, "policy", Routing.Policy.values()).orElse(Routing.DEFAULT_POLICY),
                time(group, "ttl", Routing.DEFAULT_TTL),
                new Routing.Health(
                        health.text("path").orElse(Routing.Health.DEFAULT_PATH),
                        time(health, "every", Routing.Health.DEFAULT_EVERY),
                        health.value("failures", Integer.class)
                                .orElse(Routing.Health.DEFAULT_FAILURES)),
                group.value("accelerator", Boolean.class).orElse(Routing.DEFAULT_ACCELERATOR));
    }

    private static Edge edge(Group group) {
        Group cache = group.group("cache");
        return new Edge(
                group.text("site"),
                cache.keys().keySet().stream()
                        .map(path -> new Edge.CacheRule(path, time(cache, path, Duration.ZERO)))
                        .toList(),
                group.group("waf").value("rate", Rate.class));
    }

    private static Load load(Group group, List<Service> services) {
        Optional<Request> write =
                group.get("write")
                        .map(
                                _ ->
                                        request(
                                                group.group("write"),
                                                Request.DEFAULT_WRITE_METHOD,
                                                Request.DEFAULT_WRITE_DONE));
        List<Request> read =
                group.get("read").isPresent()
                        ? group.groups("read").stream()
                                .map(
                                        it ->
                                                request(
                                                        it,
                                                        Request.DEFAULT_READ_METHOD,
                                                        Request.DEFAULT_READ_DONE))
                                .toList()
                        : services.stream()
                                .flatMap(service -> service.routes().stream())
                                .map(route -> Request.get(route.path()))
                                .toList();
        return new Load(
                group.value("rate", Rate.class).orElse(Load.DEFAULT_RATE),
                group.value("reads", Rate.class).orElse(Load.DEFAULT_READS),
                group.value("shoppers", Integer.class).orElse(Load.DEFAULT_SHOPPERS),
                write,
                read,
                group.group("ledger")
                        .text("database")
                        .map(
                                name ->
                                        new Load.Ledger(
                                                name,
                                                group.group("ledger").text("query").orElseThrow(),
                                                group.group("ledger").text("fulfilled"))));
    }

    private static Request request(Group group, String method, List<Integer> done) {
        var headers = new LinkedHashMap<String, String>();
        Group written = group.group("headers");
        for (String name : written.keys().keySet()) {
            headers.put(name, written.text(name).orElseThrow());
        }
        List<Integer> codes =
                group.items("done").stream()
                        .flatMap(it -> it.value(Integer.class).stream())
                        .toList();
        return new Request(
                group.text("method").orElse(method),
                group.text("path").orElseThrow(),
                group.text("body"),
                headers,
                codes.isEmpty() ? done : codes);
    }

    private static Recovery recovery(Group group) {
        return new Recovery(
                time(group, "lease", Recovery.DEFAULT_LEASE),
                word(group, "approval", Recovery.Approval.values())
                        .orElse(Recovery.DEFAULT_APPROVAL));
    }

    private static Links links(Group group) {
        return new Links(
                link(group.group("region"), Links.DEFAULT_REGION),
                link(group.group("zone"), Links.DEFAULT_ZONE),
                time(group, "replication", Links.DEFAULT_REPLICATION));
    }

    private static Links.Link link(Group group, Links.Link standard) {
        return new Links.Link(
                time(group, "rtt", standard.rtt()), time(group, "jitter", standard.jitter()));
    }

    private static Duration time(Group group, String key, Duration standard) {
        return group.value(key, Duration.class).orElse(standard);
    }

    static <E extends Enum<E>> Optional<E> word(Group group, String key, E[] constants) {
        return group.text(key)
                .flatMap(
                        word ->
                                Arrays.stream(constants)
                                        .filter(it -> Forms.plain(it).equals(word))
                                        .findFirst());
    }
}
