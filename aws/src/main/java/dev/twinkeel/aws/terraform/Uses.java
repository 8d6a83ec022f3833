package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.inline;
import static dev.twinkeel.aws.terraform.Hcl.map;
import static dev.twinkeel.aws.terraform.Hcl.template;

import dev.twinkeel.aws.Names;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws;
import dev.twinkeel.model.Bucket;
import dev.twinkeel.model.Queue;
import dev.twinkeel.model.Service;
import dev.twinkeel.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What `uses` means on AWS: who may reach whom on which port, which permissions a service has, and
/// which of AWS's services are reached without the internet. Nothing else gives any of them.
final class Uses {
    /// Groups of the platform; a service's name has no underscore, so it is never one of these.
    static final String PUBLIC_BALANCER = "public_balancer";

    static final String INTERNAL_BALANCER = "internal_balancer";
    static final String NODES = "cluster_nodes";
    static final String ENDPOINTS = "private_endpoints";
    static final String ROTATION = "rotation_function";
    static final String API = "api_link";

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

    private final Application application;
    private final Scope scope;

    Uses(Scope scope) {
        this.application = scope.application();
        this.scope = scope;
    }

    /// Description of each security group, by its short name.
    Map<String, Object> groups() {
        var groups = new TreeMap<String, Object>();
        groups.put(PUBLIC_BALANCER, "the public balancer");
        groups.put(INTERNAL_BALANCER, "the internal balancer");
        groups.put(NODES, "nodes of the cluster");
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
            platform(service.name(), pairs);
            front(service, pairs);
        }
        if (gateway()) {
            platform(Names.GATEWAY, pairs);
        }
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
    private void platform(String name, Map<String, Object> pairs) {
        pair(pairs, name, NODES, DNS, "udp");
        pair(pairs, name, NODES, DNS, "tcp");
        pair(pairs, NODES, name, name.equals(Names.GATEWAY) ? PROXY : Names.POD_PORT, "tcp");
        COLLECTOR.forEach(port -> pair(pairs, name, NODES, port, "tcp"));
        List<Integer> mesh =
                switch (application.aws().mesh()) {
                    case ISTIO -> ISTIO;
                    case LINKERD -> LINKERD;
                };
        mesh.forEach(port -> pair(pairs, name, NODES, port, "tcp"));
    }

    /// From the public balancer, through the mesh's gateway when there is one.
    private void front(Service service, Map<String, Object> pairs) {
        if (service.routes().isEmpty()) {
            return;
        }
        if (gateway()) {
            int port = Names.gatewayPort(application, service);
            pair(pairs, PUBLIC_BALANCER, Names.GATEWAY, port, "tcp");
            pair(pairs, INTERNAL_BALANCER, Names.GATEWAY, port, "tcp");
            pair(pairs, Names.GATEWAY, service.name(), Names.POD_PORT, "tcp");
        } else {
            pair(pairs, PUBLIC_BALANCER, service.name(), Names.POD_PORT, "tcp");
            pair(pairs, INTERNAL_BALANCER, service.name(), Names.POD_PORT, "tcp");
        }
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
            if (!buckets(service).isEmpty()) {
                gateways.put(
                        service.name() + "-to-s3",
                        inline("group", service.name(), "service", "s3"));
            }
            if (!tables(service).isEmpty()) {
                gateways.put(
                        service.name() + "-to-dynamodb",
                        inline("group", service.name(), "service", "dynamodb"));
            }
        }
        return gateways;
    }

    /// Services of AWS with gateway endpoints.
    List<String> gatewayServices() {
        boolean tables = application.services().stream().anyMatch(it -> !tables(it).isEmpty());
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
        if (application.services().stream().anyMatch(it -> !queues(it).isEmpty())) {
            services.add("sqs");
        }
        if (!application.tables().isEmpty()
                || !application.buckets().isEmpty()
                || !application.queues().isEmpty()) {
            services.add("kms");
        }
        return services;
    }

    /// Statements of the service's policy, empty when it uses nothing of AWS by itself.
    List<Object> statements(Service service) {
        var statements = new ArrayList<Object>();
        tables(service).forEach(it -> statements.add(table(it)));
        for (Bucket bucket : buckets(service)) {
            String arn = "arn:aws:s3:::" + scope.bucket(bucket.name());
            statements.add(
                    allow(List.of("s3:ListBucket", "s3:GetBucketLocation"), arn, bucket.name()));
            statements.add(
                    allow(
                            List.of(
                                    "s3:AbortMultipartUpload",
                                    "s3:DeleteObject",
                                    "s3:GetObject",
                                    "s3:PutObject"),
                            arn + "/*",
                            bucket.name() + "-objects"));
        }
        queues(service).forEach(it -> statements.add(queue(it)));
        if (!statements.isEmpty()) {
            statements.add(dataKey());
        }
        return statements;
    }

    private Object table(Table table) {
        String name = Names.table(application, scope.environment().name(), table.name());
        return allow(
                List.of(
                        "dynamodb:BatchGetItem",
                        "dynamodb:BatchWriteItem",
                        "dynamodb:ConditionCheckItem",
                        "dynamodb:DeleteItem",
                        "dynamodb:DescribeTable",
                        "dynamodb:GetItem",
                        "dynamodb:PutItem",
                        "dynamodb:Query",
                        "dynamodb:UpdateItem"),
                "arn:aws:dynamodb:%s:${local.account}:table/%s".formatted(scope.aws(), name),
                table.name());
    }

    private Object queue(Queue queue) {
        String name = Names.queue(application, scope.environment().name(), queue.name());
        return allow(
                List.of(
                        "sqs:ChangeMessageVisibility",
                        "sqs:DeleteMessage",
                        "sqs:GetQueueAttributes",
                        "sqs:GetQueueUrl",
                        "sqs:ReceiveMessage",
                        "sqs:SendMessage"),
                "arn:aws:sqs:%s:${local.account}:%s".formatted(scope.aws(), name),
                queue.name());
    }

    /// Data of the three is encrypted; the key opens only what comes through them.
    private Object dataKey() {
        List<String> through =
                List.of("dynamodb", "s3", "sqs").stream()
                        .map(it -> it + "." + scope.aws() + ".amazonaws.com")
                        .toList();
        return map(
                "Sid", "Key",
                "Effect", "Allow",
                "Action", List.of("kms:Decrypt", "kms:GenerateDataKey"),
                "Resource", Root.key("data"),
                "Condition", map("StringEquals", map("kms:ViaService", through)));
    }

    /// The part of a statement's name that AWS admits: letters and digits.
    private static Object allow(List<String> actions, String resource, String name) {
        return map(
                "Sid",
                Words.camel(name),
                "Effect",
                "Allow",
                "Action",
                actions,
                "Resource",
                template(resource));
    }

    private List<Table> tables(Service service) {
        return application.tables().stream()
                .filter(it -> service.uses().contains(it.name()))
                .toList();
    }

    private List<Bucket> buckets(Service service) {
        return application.buckets().stream()
                .filter(it -> service.uses().contains(it.name()))
                .toList();
    }

    private List<Queue> queues(Service service) {
        return application.queues().stream()
                .filter(it -> service.uses().contains(it.name()))
                .toList();
    }

    /// Whether databases are Aurora clusters.
    static boolean aurora(Application application) {
        return application.aws().database() == Aws.DatabaseKind.AURORA_GLOBAL;
    }
}
