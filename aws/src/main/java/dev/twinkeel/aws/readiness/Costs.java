package dev.twinkeel.aws.readiness;

import dev.twinkeel.aws.kubernetes.Site;
import dev.twinkeel.aws.schema.Resource;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.DatabaseKind;
import dev.twinkeel.model.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a month costs by list prices, a site and part. An estimate: what runs all month is counted
/// from the rendering, what depends on use from the assumptions below.
final class Costs {
    private static final int HOURS = 730;

    /// Assumptions on use, a month and site that serves.
    static final int STORAGE_GB = 100;

    static final int TRAFFIC_GB = 500;
    static final int LOGS_GB = 100;
    static final int MILLIONS = 20;

    /// Cores of a node that are left for pods, and what a pod and the platform ask for.
    private static final double NODE_CORES = 1.8;

    private static final double POD_CORES = 0.35;
    private static final double PLATFORM_CORES = 4;

    private final Prices prices = Prices.read();
    private final Facts facts;
    private final Application application;
    private final Map<Site, Map<String, Double>> sites = new LinkedHashMap<>();

    private Costs(Facts facts) {
        this.application = facts.application();
        this.facts = facts;
        Site.of(application).forEach(it -> sites.put(it, parts(it)));
    }

    static Costs of(Facts facts) {
        return new Costs(facts);
    }

    /// Dollars a month of each site, by part.
    Map<Site, Map<String, Double>> sites() {
        return sites;
    }

    /// Dollars a month of one site.
    double total(Site site) {
        return sites.getOrDefault(site, Map.of()).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /// Date, source and limits of the prices.
    List<String> notes() {
        return prices.notes();
    }

    private Map<String, Double> parts(Site site) {
        var parts = new LinkedHashMap<String, Double>();
        parts.put("compute", compute(site));
        parts.put("databases", databases(site));
        parts.put("caches", caches(site));
        parts.put("tables, buckets, queues", stores(site));
        parts.put("network", network(site));
        parts.put("edge and balancers", edge(site));
        parts.put("security", security(site));
        parts.put("observability", observability(site));
        parts.put("recovery", recovery(site));
        return parts;
    }

    /// Nodes that carry the least pods of every service and the platform.
    int nodes(Site site) {
        int pods = Site.ZONES;
        for (Service service : application.services()) {
            pods += site.least(service);
        }
        int needed = (int) Math.ceil((pods * POD_CORES + PLATFORM_CORES) / NODE_CORES);
        return Math.max(Site.ZONES, needed);
    }

    private double compute(Site site) {
        boolean graviton = application.aws().graviton();
        boolean production = site.environment().equals(application.aws().production());
        String small = graviton ? "node.t4g.large" : "node.t3.large";
        String large = graviton ? "node.m7g.large" : "node.m7i.large";
        int nodes = nodes(site);
        return hours("eks.cluster", site, 1)
                + hours(production ? large : small, site, nodes)
                + price("node.disk", site, 100.0 * nodes);
    }

    private double databases(Site site) {
        double sum = 0;
        List<Resource> instances = new ArrayList<>(facts.at(site, "aws_db_instance"));
        for (Resource it : instances) {
            int members = it.is("multi_az", true) ? 2 : 1;
            int count = it.number("count").orElse(1);
            sum += members * count * hours("rds." + type(it, site), site, 1);
            sum += price("rds.storage", site, (double) STORAGE_GB * members * count);
        }
        for (Resource it : facts.at(site, "aws_rds_cluster_instance")) {
            int count = it.number("count").orElse(site.primary() ? Site.ZONES : 2);
            sum += count * hours("rds." + type(it, site), site, 1);
        }
        if (!facts.at(site, "aws_rds_cluster").isEmpty()) {
            sum += price("rds.storage", site, STORAGE_GB);
        }
        return sum + price("backup.storage", site, STORAGE_GB);
    }

    private String type(Resource instance, Site site) {
        boolean graviton = application.aws().graviton();
        boolean production = site.environment().equals(application.aws().production());
        boolean aurora = application.aws().database() == DatabaseKind.AURORA_GLOBAL;
        String standard =
                production
                        ? "db." + (aurora ? "r" : "m") + (graviton ? "7g" : "7i") + ".large"
                        : graviton ? "db.t4g.medium" : "db.t3.medium";
        return instance.value("instance_class").map(Object::toString).orElse(standard);
    }

    private double caches(Site site) {
        double sum = 0;
        for (Resource it : facts.at(site, "aws_elasticache_replication_group")) {
            int members = it.number("num_cache_clusters").orElse(2);
            String type = it.value("node_type").map(Object::toString).orElse("cache.m7g.large");
            sum += members * hours(type, site, 1);
        }
        return sum;
    }

    private double stores(Site site) {
        return application.tables().size()
                        * (price("dynamodb.writes", site, MILLIONS)
                                + price("dynamodb.storage", site, STORAGE_GB / 10.0))
                + application.buckets().size() * price("s3.storage", site, STORAGE_GB)
                + application.queues().size() * price("sqs.requests", site, MILLIONS);
    }

    private double network(Site site) {
        String network =
                facts.file(
                        "terraform/live/%s/%s/network/main.tf"
                                .formatted(site.environment().name(), site.aws()));
        int from = Math.max(0, network.indexOf("interfaces = ["));
        int to = Math.max(from, network.indexOf(']', from));
        long interfaces =
                network.substring(from, to).lines().filter(it -> it.endsWith("\",")).count();
        return hours("nat.gateway", site, Site.ZONES)
                + price("nat.traffic", site, TRAFFIC_GB / 5.0)
                + hours("endpoint", site, (int) interfaces * Site.ZONES)
                + hours("tgw.attachment", site, 2);
    }

    private double edge(Site site) {
        boolean serving = site.primary();
        return hours("alb", site, 2)
                + hours("alb.lcu", site, serving ? 2 : 1)
                + (application.routing().accelerator() && serving
                        ? hours("accelerator", site, 1)
                        : 0)
                + (serving ? price("transfer.out", site, TRAFFIC_GB) : 0)
                + price("health-check", site, 2)
                + price("zone", site, serving ? 2 : 1);
    }

    private double security(Site site) {
        int secrets = application.databases().size() + application.caches().size();
        return price("waf.acl", site, 1)
                + price("waf.rule", site, 6)
                + price("kms.key", site, 3)
                + price("secret", site, secrets)
                + price("guardduty", site, 1)
                + price("config", site, 1);
    }

    private double observability(Site site) {
        return price("logs.ingest", site, site.primary() ? LOGS_GB : LOGS_GB / 4.0)
                + price("alarm", site, 30);
    }

    private double recovery(Site site) {
        boolean both = Site.of(application, site.environment()).size() > 1;
        return both && !site.primary()
                ? price("arc.plan", site, 1) + price("transfer.region", site, TRAFFIC_GB / 5.0)
                : 0;
    }

    private double hours(String item, Site site, int count) {
        return price(item, site, (double) HOURS * count);
    }

    private double price(String item, Site site, double units) {
        return prices.of(item, site.aws()) * units;
    }
}
