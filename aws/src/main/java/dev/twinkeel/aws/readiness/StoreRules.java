package dev.twinkeel.aws.readiness;

import static dev.twinkeel.aws.readiness.Facts.not;
import static dev.twinkeel.aws.readiness.Rule.high;

import dev.twinkeel.aws.schema.Resource;
import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Bucket;
import java.util.List;

/// Caches, tables, buckets, queues and brokers: that they survive a zone, a region and a mistake.
final class StoreRules {
    private StoreRules() {}

    static List<Rule> all() {
        return RULES;
    }

    private static final List<Rule> RULES =
            List.of(
                    high(
                            "cache-replica",
                            "A cache without a replica is empty after a zone, and its database is overrun.",
                            "Give it two members or more, multi_az_enabled and automatic_failover_enabled.",
                            "SOC 2 A1.2",
                            facts ->
                                    not(
                                            facts
                                                    .production("aws_elasticache_replication_group")
                                                    .stream(),
                                            it ->
                                                    it.number("num_cache_clusters").orElse(2) >= 2
                                                            && !it.is("multi_az_enabled", false)
                                                            && !it.is(
                                                                    "automatic_failover_enabled",
                                                                    false))),
                    high(
                            "cache-in-both-regions",
                            "A region that takes over without its cache asks its database for everything.",
                            "Render a replication group in both regions.",
                            "SOC 2 A1.2",
                            StoreRules::cacheMissing),
                    high(
                            "table-global",
                            "Sessions and carts that are in one region are lost with it.",
                            "Render a replica of each table in the standby region.",
                            "SOC 2 A1.2",
                            StoreRules::tableMissing),
                    high(
                            "table-deletion-protection",
                            "One wrong command deletes the table in both regions.",
                            "Set deletion_protection_enabled in production.",
                            "SOC 2 A1.2; PCI DSS 6.5.1",
                            facts ->
                                    not(
                                            facts.production("aws_dynamodb_table").stream(),
                                            it -> it.is("deletion_protection_enabled", true))),
                    high(
                            "bucket-replicated",
                            "Objects that are in one region are lost with it.",
                            "Render the replication of each bucket with `replicate: true`, with its time control.",
                            "SOC 2 A1.2",
                            StoreRules::bucketMissing),
                    high(
                            "bucket-versioned",
                            "An object that is written over is gone, in both regions.",
                            "Set versioning_configuration status Enabled.",
                            "SOC 2 A1.2; CIS AWS 2.1.2",
                            facts ->
                                    not(
                                            facts.all("aws_s3_bucket_versioning").stream(),
                                            it ->
                                                    it.is(
                                                            "versioning_configuration.status",
                                                            "Enabled"))),
                    high(
                            "bucket-not-public",
                            "One policy makes every object readable by anybody.",
                            "Add aws_s3_bucket_public_access_block with all four set.",
                            "PCI DSS 1.4.4; CIS AWS 2.1.4",
                            facts ->
                                    not(
                                            facts.all("aws_s3_bucket_public_access_block").stream(),
                                            it ->
                                                    it.is("block_public_policy", true)
                                                            && it.is(
                                                                    "restrict_public_buckets",
                                                                    true))),
                    high(
                            "queue-dead-letter",
                            "One message that nobody can handle stops the queue, or is lost.",
                            "Give each queue a redrive_policy to a dead-letter queue.",
                            "SOC 2 A1.2",
                            facts ->
                                    facts.application().queues().isEmpty()
                                            ? List.of()
                                            : not(
                                                    facts.all("aws_sqs_queue").stream()
                                                            .filter(
                                                                    it ->
                                                                            it.file()
                                                                                            .contains(
                                                                                                    "modules/queue")
                                                                                    && it.name()
                                                                                            .equals(
                                                                                                    "this")),
                                                    it -> it.has("redrive_policy"))),
                    high(
                            "broker-one-instance",
                            "A broker with one instance stops with its zone.",
                            "Use deployment_mode ACTIVE_STANDBY_MULTI_AZ, or queues of SQS.",
                            "SOC 2 A1.2",
                            facts ->
                                    facts.all("aws_mq_broker").stream()
                                            .filter(
                                                    it ->
                                                            !it.is(
                                                                    "deployment_mode",
                                                                    "ACTIVE_STANDBY_MULTI_AZ"))
                                            .map(Resource::place)
                                            .toList()));

    private static List<String> cacheMissing(Facts facts) {
        return facts.fewer(
                facts.application().caches().size(), "aws_elasticache_replication_group");
    }

    private static List<String> tableMissing(Facts facts) {
        int wanted = facts.application().tables().size();
        return facts.twice().stream()
                .filter(
                        environment ->
                                facts.all("aws_dynamodb_table_replica").stream()
                                                .filter(it -> in(it, environment))
                                                .count()
                                        < wanted)
                .map(Environment::name)
                .toList();
    }

    private static List<String> bucketMissing(Facts facts) {
        long wanted = facts.application().buckets().stream().filter(Bucket::replicate).count();
        return facts.twice().stream()
                .filter(
                        environment ->
                                wanted > 0
                                        && facts
                                                        .all(
                                                                "aws_s3_bucket_replication_configuration")
                                                        .stream()
                                                        .filter(it -> in(it, environment))
                                                        .filter(
                                                                it ->
                                                                        it.has(
                                                                                "rule.destination.replication_time"))
                                                        .count()
                                                < wanted)
                .map(Environment::name)
                .toList();
    }

    private static boolean in(Resource resource, Environment environment) {
        return Facts.environment(resource).equals(environment.name());
    }
}
