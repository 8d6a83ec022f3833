package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.map;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Database;
import java.util.Map;
import java.util.TreeMap;

/// A region's log groups, traces, and the alarms that its parts imply.
final class Observability {
    static final String LAYER = "observability";

    private static final double BYTES_PER_GIB = 1024.0 * 1024 * 1024;

    private final Scope scope;
    private final Application application;
    private final String environment;
    private final Root root;

    private Observability(Scope scope) {
        this.scope = scope;
        this.application = scope.application();
        this.environment = scope.environment().name();
        this.root = Root.regional(scope, LAYER).keys(scope, "logs").reads(scope, "edge");
    }

    static void render(Scope scope, Rendering rendering) {
        var observability = new Observability(scope);
        observability.logs();
        observability.alarms();
        observability.root.render(rendering);
    }

    private void logs() {
        var groups = new TreeMap<String, Object>();
        application
                .services()
                .forEach(
                        it ->
                                groups.put(
                                        it.name(),
                                        Names.logGroup(application, environment, it.name())));
        groups.put("platform", Names.logGroup(application, environment, "platform"));
        root.module("logs", "logs").set("log_groups", groups).set("kms_key_arn", Root.key("logs"));
    }

    private void alarms() {
        Hcl module =
                root.module("alarms", "alarms")
                        .set("balancer", Root.read("edge", "balancer_arn_suffix"))
                        .set("kms_key_arn", Root.key("logs"));
        application.aws().owner().ifPresent(owner -> module.set("owner", owner));
        var alarms = new TreeMap<String, Object>();
        application.databases().forEach(it -> database(it, alarms));
        application.caches().forEach(it -> cache(it.name(), alarms));
        application.queues().forEach(it -> queue(it.name(), alarms));
        application.tables().forEach(it -> table(it.name(), alarms));
        scope.peer().ifPresent(peer -> replication(peer, alarms));
        module.gap().set("alarms", alarms);
        root.output("topic_arn", "Topic of the alarms.", "module.alarms.topic_arn");
        root.output("alarm_arns", "Alarms by their short names.", "module.alarms.alarm_arns");
    }

    private void database(Database database, Map<String, Object> alarms) {
        String name = database.name();
        String server = Names.databaseServer(application, environment, scope.aws(), name);
        boolean aurora = Uses.aurora(application);
        Map<String, Object> dimensions =
                map(aurora ? "DBClusterIdentifier" : "DBInstanceIdentifier", server);
        alarms.put(
                name + "-processor",
                alarm(
                        "The database is busy.",
                        "AWS/RDS",
                        "CPUUtilization",
                        dimensions,
                        "Average",
                        80));
        alarms.put(
                name + "-connections",
                alarm(
                        "The database has many connections.",
                        "AWS/RDS",
                        "DatabaseConnections",
                        dimensions,
                        "Maximum",
                        800));
        if (!aurora) {
            Map<String, Object> storage =
                    alarm(
                            "The database is nearly full.",
                            "AWS/RDS",
                            "FreeStorageSpace",
                            dimensions,
                            "Minimum",
                            10 * (long) BYTES_PER_GIB);
            storage.put("comparison", "LessThanThreshold");
            alarms.put(name + "-storage", storage);
        }
        if (!scope.primary()) {
            long seconds = application.objectives().region().rpo().toSeconds();
            boolean millis = aurora;
            alarms.put(
                    name + "-lag",
                    alarm(
                            "Losing the primary region now would lose more than the objective"
                                    + " allows.",
                            "AWS/RDS",
                            aurora ? "AuroraGlobalDBReplicationLag" : "ReplicaLag",
                            dimensions,
                            "Maximum",
                            Math.max(1, seconds) * (millis ? 1000 : 1)));
        }
    }

    private void cache(String name, Map<String, Object> alarms) {
        Map<String, Object> dimensions =
                map("ReplicationGroupId", Names.cacheServer(application, environment, name));
        alarms.put(
                name + "-memory",
                alarm(
                        "The cache is nearly full.",
                        "AWS/ElastiCache",
                        "DatabaseMemoryUsagePercentage",
                        dimensions,
                        "Maximum",
                        80));
        alarms.put(
                name + "-processor",
                alarm(
                        "The cache is busy.",
                        "AWS/ElastiCache",
                        "EngineCPUUtilization",
                        dimensions,
                        "Maximum",
                        80));
    }

    private void queue(String name, Map<String, Object> alarms) {
        alarms.put(
                name + "-dead",
                quiet(
                        alarm(
                                "Messages could not be handled and were set aside.",
                                "AWS/SQS",
                                "ApproximateNumberOfMessagesVisible",
                                map(
                                        "QueueName",
                                        Names.deadLetterQueue(application, environment, name)),
                                "Maximum",
                                0)));
        alarms.put(
                name + "-age",
                quiet(
                        alarm(
                                "Messages wait for long.",
                                "AWS/SQS",
                                "ApproximateAgeOfOldestMessage",
                                map("QueueName", Names.queue(application, environment, name)),
                                "Maximum",
                                300)));
    }

    private void table(String name, Map<String, Object> alarms) {
        String table = Names.table(application, environment, name);
        alarms.put(
                name + "-throttled",
                quiet(
                        alarm(
                                "Requests of the table are throttled.",
                                "AWS/DynamoDB",
                                "ThrottledRequests",
                                map("TableName", table),
                                "Sum",
                                0)));
        scope.peer()
                .ifPresent(
                        peer ->
                                alarms.put(
                                        name + "-lag",
                                        quiet(
                                                alarm(
                                                        "The other region's replica is behind.",
                                                        "AWS/DynamoDB",
                                                        "ReplicationLatency",
                                                        map(
                                                                "TableName",
                                                                table,
                                                                "ReceivingRegion",
                                                                peer.aws()),
                                                        "Maximum",
                                                        60_000))));
    }

    private void replication(Scope peer, Map<String, Object> alarms) {
        application.buckets().stream()
                .filter(it -> it.replicate())
                .forEach(
                        it ->
                                alarms.put(
                                        it.name() + "-lag",
                                        quiet(
                                                alarm(
                                                        "Objects wait to be copied to the other"
                                                                + " region.",
                                                        "AWS/S3",
                                                        "ReplicationLatency",
                                                        map(
                                                                "SourceBucket",
                                                                scope.bucket(it.name()),
                                                                "DestinationBucket",
                                                                peer.bucket(it.name()),
                                                                "RuleId",
                                                                "all"),
                                                        "Maximum",
                                                        900))));
    }

    private static Map<String, Object> alarm(
            String description,
            String namespace,
            String metric,
            Map<String, Object> dimensions,
            String statistic,
            long threshold) {
        return map(
                "description", description,
                "namespace", namespace,
                "metric", metric,
                "dimensions", dimensions,
                "statistic", statistic,
                "threshold", threshold);
    }

    /// Nothing is measured while nothing happens.
    private static Map<String, Object> quiet(Map<String, Object> alarm) {
        alarm.put("missing", "notBreaching");
        return alarm;
    }
}
