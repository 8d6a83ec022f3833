package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.inline;
import static dev.twinkeel.aws.terraform.Hcl.map;

import dev.twinkeel.aws.Names;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws;
import dev.twinkeel.model.Service;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What `uses` means in a network: who may reach whom on which port, and which of AWS's services
/// are reached without the internet. Nothing else gives any of them; [Permissions] are given by it
/// too.
final class Uses {
    /// Groups of the platform; a service's name has no underscore, so it is never one of these.
    static final String PUBLIC_BALANCER = "public_balancer";

    static final String INTERNAL_BALANCER = "internal_balancer";
    static final String NODES = "cluster_nodes";
    static final String ENDPOINTS = "private_endpoints";
    static final String ROTATION = "rotation_function";
    static final String API = "api_link";

    /// Every pod of the application has it: what all need is one rule, not one a service, because a
    /// group has at most sixty.
    static final String PODS = "all_pods";

    /// Pods of services that the outside reaches.
    static final String ROUTED = "routed_pods";

    private static final int POSTGRES = 5432;
    private static final int REDIS = 6379;
    private static final int HTTPS = 443;
    private static final int DNS = 53;

    /// Where pods send traces and metrics: OTLP over gRPC and HTTP.
    private static final List<Integer> COLLECTOR = List.of(4317, 4318);

    /// Control planes of the meshes: certificates, configuration, webhooks.
    private static final List<Integer> ISTIO = List.of(15012, 15017);

    /// Where Istio's proxy answers probes.
    private static final int PROXY = 15021;

    private static final List<Integer> LINKERD = List.of(8080, 8086, 8090);

    /// Where a pod's proxy offers its metrics; Istio's answers the probes there as well.
    private static final int ISTIO_METRICS = 15020;

    private static final int LINKERD_METRICS = 4191;

    private final Application application;

    Uses(Scope scope) {
        this.application = scope.application();
    }

    /// Description of each security group, by its short name.
    Map<String, Object> groups() {
        var groups = new TreeMap<String, Object>();
        groups.put(PUBLIC_BALANCER, "the public balancer");
        groups.put(INTERNAL_BALANCER, "the internal balancer");
        groups.put(NODES, "nodes of the cluster");
        groups.put(PODS, "every pod of the application");
        groups.put(ROUTED, "pods that the outside reaches");
        groups.put(ENDPOINTS, "private endpoints of AWS services");
        if (!application.databases().isEmpty()) {
            groups.put(ROTATION, "the function that rotates passwords");
        }
        if (application.aws().identity()) {
            groups.put(API, "the way from the API into the network");
        }
        if (gateway()) {
            groups.put(Names.GATEWAY, "pods of the mesh's gateway");
        }
        application.services().forEach(it -> groups.put(it.name(), "pods of " + it.name()));
        application.databases().forEach(it -> groups.put(it.name(), "database " + it.name()));
        application.caches().forEach(it -> groups.put(it.name(), "cache " + it.name()));
        return groups;
    }

    /// Who reaches whom on which port.
    Map<String, Object> pairs() {
        var pairs = new TreeMap<String, Object>();
        for (Service service : application.services()) {
            uses(service, pairs);
        }
        platform(pairs);
        front(pairs);
        for (var database : application.databases()) {
            pair(pairs, ROTATION, database.name(), POSTGRES, "tcp");
        }
        if (!application.databases().isEmpty()) {
            pair(pairs, ROTATION, ENDPOINTS, HTTPS, "tcp");
        }
        if (application.aws().identity()) {
            pair(pairs, API, PUBLIC_BALANCER, HTTPS, "tcp");
        }
        pair(pairs, NODES, ENDPOINTS, HTTPS, "tcp");
        return pairs;
    }

    private void uses(Service service, Map<String, Object> pairs) {
        for (String name : service.uses()) {
            if (application.databases().stream().anyMatch(it -> it.name().equals(name))) {
                pair(pairs, service.name(), name, POSTGRES, "tcp");
            } else if (application.caches().stream().anyMatch(it -> it.name().equals(name))) {
                pair(pairs, service.name(), name, REDIS, "tcp");
            } else if (application.services().stream().anyMatch(it -> it.name().equals(name))) {
                pair(pairs, service.name(), name, Names.POD_PORT, "tcp");
            } else if (application.queues().stream().anyMatch(it -> it.name().equals(name))) {
                pair(pairs, service.name(), ENDPOINTS, HTTPS, "tcp");
            }
        }
    }

    /// What every pod needs to be one: names, probes, certificates of the mesh, traces.
    private void platform(Map<String, Object> pairs) {
        pair(pairs, PODS, NODES, DNS, "udp");
        pair(pairs, PODS, NODES, DNS, "tcp");
        COLLECTOR.forEach(port -> pair(pairs, PODS, NODES, port, "tcp"));
        pair(pairs, NODES, PODS, Names.POD_PORT, "tcp");
        switch (application.aws().mesh()) {
            case ISTIO -> {
                ISTIO.forEach(port -> pair(pairs, PODS, NODES, port, "tcp"));
                pair(pairs, NODES, PODS, ISTIO_METRICS, "tcp");
            }
            case LINKERD -> {
                LINKERD.forEach(port -> pair(pairs, PODS, NODES, port, "tcp"));
                pair(pairs, NODES, PODS, LINKERD_METRICS, "tcp");
            }
        }
        if (gateway()) {
            pair(pairs, NODES, Names.GATEWAY, PROXY, "tcp");
        }
    }

    /// From the balancers, through the mesh's gateway when there is one.
    private void front(Map<String, Object> pairs) {
        List<Integer> ports =
                application.services().stream()
                        .filter(it -> !it.routes().isEmpty())
                        .map(it -> Names.gatewayPort(application, it))
                        .toList();
        if (ports.isEmpty()) {
            return;
        }
        for (String balancer : List.of(PUBLIC_BALANCER, INTERNAL_BALANCER)) {
            if (gateway()) {
                pairs.put(
                        balancer + "-to-" + Names.GATEWAY,
                        inline(
                                "from",
                                balancer,
                                "to",
                                Names.GATEWAY,
                                "port",
                                ports.getFirst(),
                                "last",
                                ports.getLast()));
            } else {
                pair(pairs, balancer, ROUTED, Names.POD_PORT, "tcp");
            }
        }
        if (gateway()) {
            pair(pairs, Names.GATEWAY, ROUTED, Names.POD_PORT, "tcp");
        }
    }

    /// The groups that pods get: of each service, and of the mesh's gateway.
    Map<String, List<String>> podGroups() {
        var groups = new TreeMap<String, List<String>>();
        for (Service service : application.services()) {
            groups.put(
                    service.name(),
                    service.routes().isEmpty()
                            ? List.of(service.name(), PODS)
                            : List.of(service.name(), PODS, ROUTED));
        }
        if (gateway()) {
            groups.put(Names.GATEWAY, List.of(Names.GATEWAY, PODS));
        }
        return groups;
    }

    /// Whether requests from outside enter through pods of the mesh's gateway.
    private boolean gateway() {
        return application.aws().mesh() == Aws.Mesh.ISTIO
                && application.services().stream().anyMatch(it -> !it.routes().isEmpty());
    }

    /// Where the public balancer sends a service's requests.
    static int targetPort(Application application, Service service) {
        return application.aws().mesh() == Aws.Mesh.ISTIO
                ? Names.gatewayPort(application, service)
                : Names.POD_PORT;
    }

    private static void pair(
            Map<String, Object> pairs, String from, String to, int port, String protocol) {
        String name = "%s-to-%s-%d%s".formatted(from, to, port, protocol.equals("udp") ? "u" : "");
        pairs.put(
                name,
                protocol.equals("tcp")
                        ? inline("from", from, "to", to, "port", port)
                        : inline("from", from, "to", to, "port", port, "protocol", protocol));
    }

    /// Which addresses reach what.
    Map<String, Object> inbound() {
        return map(
                "internet-https",
                inline(
                        "group",
                        PUBLIC_BALANCER,
                        "cidr",
                        "0.0.0.0/0",
                        "port",
                        HTTPS,
                        "why",
                        "users, through the edge or the accelerator"),
                "internet-http",
                inline(
                        "group",
                        PUBLIC_BALANCER,
                        "cidr",
                        "0.0.0.0/0",
                        "port",
                        80,
                        "why",
                        "answered with a redirect to TLS"),
                "inside-https",
                inline(
                        "group",
                        INTERNAL_BALANCER,
                        "cidr",
                        "10.0.0.0/8",
                        "port",
                        HTTPS,
                        "why",
                        "callers inside the networks"));
    }

    /// What reaches which addresses: image registries and packages, through NAT.
    Map<String, Object> outbound() {
        return map(
                "nodes-https",
                inline(
                        "group",
                        NODES,
                        "cidr",
                        "0.0.0.0/0",
                        "port",
                        HTTPS,
                        "why",
                        "registries of the platform's images, through NAT"));
    }

    /// Which services of AWS are reached through gateway endpoints, by whom.
    Map<String, Object> gateways() {
        var gateways = new TreeMap<String, Object>();
        gateways.put("nodes-to-s3", inline("group", NODES, "service", "s3"));
        for (Service service : application.services()) {
            if (!Permissions.buckets(application, service).isEmpty()) {
                gateways.put(
                        service.name() + "-to-s3",
                        inline("group", service.name(), "service", "s3"));
            }
            if (!Permissions.tables(application, service).isEmpty()) {
                gateways.put(
                        service.name() + "-to-dynamodb",
                        inline("group", service.name(), "service", "dynamodb"));
            }
        }
        return gateways;
    }

    /// Services of AWS with gateway endpoints.
    List<String> gatewayServices() {
        boolean tables =
                application.services().stream()
                        .anyMatch(it -> !Permissions.tables(application, it).isEmpty());
        return tables ? List.of("dynamodb", "s3") : List.of("s3");
    }

    /// Services of AWS with interface endpoints: what nodes need, and what services use.
    SortedSet<String> interfaces() {
        var services =
                new TreeSet<>(
                        List.of(
                                "ec2",
                                "ecr.api",
                                "ecr.dkr",
                                "eks",
                                "eks-auth",
                                "elasticloadbalancing",
                                "logs",
                                "monitoring",
                                "secretsmanager",
                                "sts",
                                "xray"));
        if (application.services().stream()
                .anyMatch(it -> !Permissions.queues(application, it).isEmpty())) {
            services.add("sqs");
        }
        if (!application.tables().isEmpty()
                || !application.buckets().isEmpty()
                || !application.queues().isEmpty()) {
            services.add("kms");
        }
        return services;
    }

    /// Whether databases are Aurora clusters.
    static boolean aurora(Application application) {
        return application.aws().database() == Aws.DatabaseKind.AURORA_GLOBAL;
    }
}
