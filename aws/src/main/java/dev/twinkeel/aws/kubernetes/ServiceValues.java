package dev.twinkeel.aws.kubernetes;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Networks;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Mesh;
import dev.twinkeel.model.Cache;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the chart is told of one service: its size, its environment, whom it reaches and who
/// reaches it. The names in the environment are those of the twin.
final class ServiceValues {
    private static final int POSTGRES_PORT = 5432;
    private static final int REDIS_PORT = 6379;
    private static final int HTTPS_PORT = 443;

    /// Where pods find their secrets: a folder a secret, a file a value.
    private static final String SECRETS = "/var/run/secrets/twinkeel/";

    private final Site site;
    private final Application application;
    private final String environment;
    private final Service service;

    private ServiceValues(Site site, Service service) {
        this.site = site;
        this.application = site.application();
        this.environment = site.environment().name();
        this.service = service;
    }

    static Map<String, Object> of(Site site, Service service) {
        return new ServiceValues(site, service).values();
    }

    private Map<String, Object> values() {
        var values = new LinkedHashMap<String, Object>();
        values.put("repository", Names.repository(application, service));
        values.put("serviceAccount", Names.serviceAccount(service));
        values.put("role", Names.role(application, environment, site.aws(), service.name()));
        values.put(
                "securityGroup",
                Names.securityGroup(application, environment, site.aws(), service.name()));
        values.put("port", Names.POD_PORT);
        values.put("health", service.health());
        values.put("metrics", "/metrics");
        values.put("replicas", ordered("min", site.least(service), "max", site.most(service)));
        values.put("resources", ordered("cpu", "250m", "memory", "512Mi"));
        values.put("routes", routes());
        if (!service.routes().isEmpty()) {
            values.put("gatewayPort", Names.gatewayPort(application, service));
            values.put("targetGroup", Names.targetGroup(application, environment, service.name()));
        }
        values.put("callers", callers());
        values.put("reaches", reaches());
        values.put("env", environment());
        values.put("envFromSecret", fromSecrets());
        values.put("secrets", secrets());
        return values;
    }

    private List<Object> routes() {
        List<Object> routes = new ArrayList<>();
        for (Service.Route route : service.routes()) {
            var one = new LinkedHashMap<String, Object>();
            route.host().ifPresent(host -> one.put("host", host));
            one.put("path", route.path());
            routes.add(one);
        }
        return routes;
    }

    private List<String> callers() {
        List<String> callers = new ArrayList<>();
        for (Service other : application.services()) {
            if (other.uses().contains(service.name())) {
                callers.add(other.name());
            }
        }
        if (!service.routes().isEmpty() && application.aws().mesh() == Mesh.ISTIO) {
            callers.add(Names.GATEWAY);
        }
        return callers;
    }

    private List<Object> reaches() {
        List<Object> reaches = new ArrayList<>();
        List<String> networks = Networks.databases(application, site.environment(), site.aws());
        for (Database database : application.databasesOf(service)) {
            reaches.add(
                    ordered(
                            "what",
                            "database " + database.name(),
                            "networks",
                            networks,
                            "port",
                            POSTGRES_PORT));
        }
        for (Cache cache : caches()) {
            reaches.add(
                    ordered(
                            "what",
                            "cache " + cache.name(),
                            "networks",
                            networks,
                            "port",
                            REDIS_PORT));
        }
        for (Service other : application.servicesOf(service)) {
            reaches.add(
                    ordered(
                            "what",
                            "service " + other.name(),
                            "service",
                            other.name(),
                            "port",
                            Names.POD_PORT));
        }
        if (usesAws()) {
            reaches.add(
                    ordered(
                            "what",
                            "endpoints of AWS; the security group says which",
                            "networks",
                            List.of("0.0.0.0/0"),
                            "port",
                            HTTPS_PORT));
        }
        return reaches;
    }

    private boolean usesAws() {
        return application.tables().stream().anyMatch(it -> service.uses().contains(it.name()))
                || application.buckets().stream().anyMatch(it -> service.uses().contains(it.name()))
                || application.queues().stream().anyMatch(it -> service.uses().contains(it.name()));
    }

    private List<Cache> caches() {
        return application.caches().stream()
                .filter(it -> service.uses().contains(it.name()))
                .toList();
    }

    private Map<String, String> environment() {
        var env = new TreeMap<String, String>();
        env.put("HOST", "0.0.0.0");
        env.put("PORT", Integer.toString(Names.POD_PORT));
        env.put("TWINKEEL_SERVICE", service.name());
        env.put("TWINKEEL_REGION", site.region().name());
        env.put("AWS_REGION", site.aws());
        env.put("OTEL_SERVICE_NAME", service.name());
        env.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://otel-collector.observability:4317");
        for (Database database : application.databasesOf(service)) {
            String prefix = Application.envPrefix(database.name());
            String port = Integer.toString(POSTGRES_PORT);
            env.put(
                    prefix + "_HOST",
                    Names.databaseHost(application, environment, database.name()));
            env.put(prefix + "_PORT", port);
            env.put(
                    prefix + "_READ_HOST",
                    Names.databaseReadHost(application, environment, database.name()));
            env.put(prefix + "_READ_PORT", port);
            env.put(prefix + "_NAME", Names.databaseName(database.name()));
            env.put(prefix + "_PASSWORD_FILE", SECRETS + database.name() + "/password");
            env.put(prefix + "_LOGIN_FILE", SECRETS + database.name() + "/login");
        }
        for (Cache cache : caches()) {
            String prefix = Application.envPrefix(cache.name());
            env.put(prefix + "_HOST", Names.cacheHost(application, environment, cache.name()));
            env.put(prefix + "_PORT", Integer.toString(REDIS_PORT));
            env.put(prefix + "_PASSWORD_FILE", SECRETS + cache.name() + "/password");
        }
        stores(env);
        for (Service other : application.servicesOf(service)) {
            env.put(Application.envPrefix(other.name()) + "_URL", "http://" + other.name());
        }
        return env;
    }

    /// What is reached through AWS's own clients, by name.
    private void stores(Map<String, String> env) {
        for (String used : service.uses()) {
            String prefix = Application.envPrefix(used);
            if (application.tables().stream().anyMatch(it -> it.name().equals(used))) {
                env.put(prefix + "_TABLE", Names.table(application, environment, used));
            }
            if (application.buckets().stream().anyMatch(it -> it.name().equals(used))) {
                env.put(
                        prefix + "_BUCKET",
                        Names.bucket(application, environment, site.aws(), used));
            }
            if (application.queues().stream().anyMatch(it -> it.name().equals(used))) {
                env.put(prefix + "_QUEUE", Names.queue(application, environment, used));
            }
        }
    }

    private Map<String, Object> fromSecrets() {
        var from = new TreeMap<String, Object>();
        for (String secret : secrets()) {
            from.put(
                    Application.envPrefix(secret) + "_USER",
                    ordered("secret", secret, "key", "username"));
        }
        return from;
    }

    /// Databases and caches that it uses: each has a secret.
    private List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        application.databasesOf(service).forEach(it -> secrets.add(it.name()));
        caches().forEach(it -> secrets.add(it.name()));
        return secrets;
    }

    /// A map in the order in which it is written.
    static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i].toString(), pairs[i + 1]);
        }
        return map;
    }
}
