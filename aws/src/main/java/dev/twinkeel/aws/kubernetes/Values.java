package dev.twinkeel.aws.kubernetes;

import static dev.twinkeel.aws.kubernetes.ServiceValues.ordered;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Networks;
import dev.twinkeel.model.Application;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The chart's values of one environment in one region, as text.
final class Values {
    /// Cores that Karpenter may start for each service's most pods, with room for the rest.
    private static final int CORES_A_SERVICE = 32;

    /// 99.99 % of a month's requests are answered.
    private static final double ERROR_BUDGET = 0.0001;

    private Values() {}

    static String of(Site site) {
        return """
                # %s in %s (%s). Rendered from twinkeel.yaml: change that, or values.yaml beside the
                # chart. What is only known after Terraform ran is in account/%s.json.
                """
                        .formatted(
                                site.environment().name(),
                                site.aws(),
                                site.region().name(),
                                site.path())
                + Yaml.of(values(site));
    }

    private static Map<String, Object> values(Site site) {
        Application application = site.application();
        String environment = site.environment().name();
        var values = new LinkedHashMap<String, Object>();
        values.put("application", application.name());
        values.put("namespace", Names.namespace(application));
        values.put("environment", environment);
        values.put("region", site.aws());
        values.put("place", site.region().name());
        values.put("role", site.region().role().name().toLowerCase(Locale.ROOT));
        values.put("cluster", site.cluster());
        values.put("domain", site.environment().domain());
        values.put("zones", site.zones());
        values.put(
                "network",
                ordered(
                        "cidr",
                        Networks.cidr(application, site.environment(), site.aws()),
                        "balancers",
                        Networks.balancers(application, site.environment(), site.aws()),
                        "databases",
                        Networks.databases(application, site.environment(), site.aws())));
        values.put(
                "objectives",
                ordered(
                        "p99Millis",
                        application.objectives().latency().p99().toMillis(),
                        "errorBudget",
                        ERROR_BUDGET));
        values.put(
                "mesh", Map.of("kind", application.aws().mesh().name().toLowerCase(Locale.ROOT)));
        values.put("canary", Map.of("enabled", application.aws().canary()));
        values.put("nodes", nodes(site));
        values.put("gateway", Map.of("replicas", gateway()));
        values.put("internal", internal(site));
        values.put(
                "logging", Map.of("group", Names.logGroup(application, environment, "platform")));
        values.put("secrets", secrets(site));
        values.put("services", services(site));
        return values;
    }

    private static Map<String, Object> nodes(Site site) {
        Application application = site.application();
        int cores = CORES_A_SERVICE * (1 + application.services().size());
        // Capacity that AWS may take back is no place to fail over to, so it is not asked for.
        var serving =
                ordered(
                        "weight",
                        10,
                        "capacity",
                        List.of("on-demand"),
                        "categories",
                        List.of("m", "c", "r"),
                        "cpuLimit",
                        cores);
        return ordered(
                "architecture",
                application.aws().graviton() ? "arm64" : "amd64",
                "image",
                "bottlerocket@latest",
                "securityGroup",
                Names.nodeGroup(application, site.environment().name(), site.aws()),
                "key",
                "alias/" + Names.prefix(application, site.environment().name()) + "-data",
                "role",
                Names.nodeRole(application, site.environment().name(), site.aws()),
                "pools",
                Map.of("serving", serving));
    }

    private static Map<String, Object> gateway() {
        return ordered("min", Site.ZONES, "max", 4 * Site.ZONES);
    }

    private static Map<String, Object> internal(Site site) {
        Application application = site.application();
        String environment = site.environment().name();
        return ordered(
                "name",
                Names.internalBalancer(application, environment),
                "securityGroup",
                Names.internalBalancerGroup(application, environment, site.aws()),
                "host",
                Names.internalHost(site.environment()));
    }

    private static Map<String, Object> secrets(Site site) {
        Application application = site.application();
        String environment = site.environment().name();
        var secrets = new TreeMap<String, Object>();
        List<String> properties = List.of("username", "password");
        application
                .databases()
                .forEach(
                        it ->
                                secrets.put(
                                        it.name(),
                                        ordered(
                                                "key",
                                                Names.databaseSecret(
                                                        application, environment, it.name()),
                                                "properties",
                                                properties)));
        application
                .caches()
                .forEach(
                        it ->
                                secrets.put(
                                        it.name(),
                                        ordered(
                                                "key",
                                                Names.cacheSecret(
                                                        application, environment, it.name()),
                                                "properties",
                                                properties)));
        return secrets;
    }

    private static Map<String, Object> services(Site site) {
        var services = new LinkedHashMap<String, Object>();
        site.application()
                .services()
                .forEach(it -> services.put(it.name(), ServiceValues.of(site, it)));
        return services;
    }
}
