package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.expression;
import static dev.twinkeel.aws.terraform.Hcl.inline;
import static dev.twinkeel.aws.terraform.Hcl.map;
import static dev.twinkeel.aws.terraform.Hcl.template;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Bucket;
import dev.twinkeel.model.Edge.CacheRule;
import dev.twinkeel.model.Service;
import dev.twinkeel.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What belongs to no region of an environment: keys, the edge, the ties between the regions, the
/// account. Their states are in the standby region; a recovery changes none of them.
final class Worldwide {
    private final Scope scope;
    private final Application application;
    private final String environment;

    private Worldwide(Scope scope) {
        this.scope = scope;
        this.application = scope.application();
        this.environment = scope.environment().name();
    }

    /// @param scope the environment's primary region
    static void render(Scope scope, Rendering rendering) {
        var worldwide = new Worldwide(scope);
        worldwide.account().render(rendering);
        worldwide.keys().render(rendering);
        worldwide.edge().render(rendering);
        if (scope.both()) {
            worldwide.ties().render(rendering);
        }
    }

    private Root account() {
        Root root = Root.global(scope, "account");
        root.main()
                .block("resource", "aws_s3_account_public_access_block", "this")
                .set("block_public_acls", true)
                .set("block_public_policy", true)
                .set("ignore_public_acls", true)
                .set("restrict_public_buckets", true);
        root.main()
                .block("resource", "aws_iam_account_password_policy", "this")
                .set("minimum_password_length", 14)
                .set("require_lowercase_characters", true)
                .set("require_uppercase_characters", true)
                .set("require_numbers", true)
                .set("require_symbols", true)
                .set("password_reuse_prevention", 24)
                .set("allow_users_to_change_password", true);
        Hcl budget =
                root.module("budget", "budget")
                        .set("monthly_dollars", scope.environment().budget());
        application.aws().owner().ifPresent(owner -> budget.set("owner", owner));
        return root;
    }

    private Root keys() {
        Root root = Root.global(scope, "keys");
        List<String> regions =
                Scope.of(application, scope.environment()).stream().map(Scope::aws).toList();
        var logs = new ArrayList<String>();
        regions.forEach(region -> logs.add("logs." + region + ".amazonaws.com"));
        logs.addAll(
                List.of(
                        "budgets.amazonaws.com",
                        "cloudtrail.amazonaws.com",
                        "cloudwatch.amazonaws.com"));
        Hcl module = root.module("keys", "keys").set("primary_region", scope.aws());
        scope.peer().ifPresent(peer -> module.set("standby_region", peer.aws()));
        module.gap()
                .set(
                        "purposes",
                        map(
                                "data",
                                application.edge().site().isPresent()
                                        ? List.of("cloudfront.amazonaws.com")
                                        : List.of(),
                                "logs",
                                logs,
                                "secrets",
                                List.of()));
        root.output("arns", "Keys in the primary region.", "module.keys.arns");
        return root;
    }

    private Root edge() {
        Root root = Root.global(scope, "edge");
        Scope home = scope.home();
        root.main()
                .block("resource", "aws_route53_zone", "this")
                .set("name", scope.domain())
                .set("comment", scope.prefix())
                .set("enable_accelerated_recovery", true)
                .set("tags", expression("local.context.tags"));
        root.module("certificate", "certificate")
                .set("domain", scope.domain())
                .set("region", "us-east-1")
                .set("zone_id", expression("aws_route53_zone.this.zone_id"))
                .set("make_records", true);
        Hcl acl =
                root.module("web_acl", "web-acl")
                        .set("name", scope.prefix())
                        .set("scope", "CLOUDFRONT");
        Edge.rate(application, acl);
        distribution(root, home);
        if (application.routing().accelerator()) {
            root.module("accelerator", "accelerator")
                    .set("domain", "direct." + scope.domain())
                    .set("zone_id", expression("aws_route53_zone.this.zone_id"))
                    .set("log_bucket", home.logBucket());
            root.output(
                    "listener_arn",
                    "ARN of the accelerator's listener.",
                    "module.accelerator.listener_arn");
        }
        if (application.aws().shieldAdvanced() && scope.production()) {
            var guarded = map("distribution", expression("module.distribution.arn"));
            guarded.put("zone", expression("aws_route53_zone.this.arn"));
            if (application.routing().accelerator()) {
                guarded.put("accelerator", expression("module.accelerator.arn"));
            }
            root.module("shield", "shield").set("protected", guarded);
        }
        root.output(
                "name_servers",
                "Delegate the domain to these, at its registrar or in the zone above it.",
                "aws_route53_zone.this.name_servers");
        root.output("zone_id", "The hosted zone.", "aws_route53_zone.this.zone_id");
        return root;
    }

    private void distribution(Root root, Scope home) {
        Hcl module =
                root.module("distribution", "distribution")
                        .set("domain", scope.domain())
                        .set("zone_id", expression("aws_route53_zone.this.zone_id"))
                        .set("certificate_arn", expression("module.certificate.arn"))
                        .set("web_acl_arn", expression("module.web_acl.arn"))
                        .set("service_origin", scope.originDomain())
                        .set("log_bucket_arn", "arn:aws:s3:::" + home.logBucket());
        application
                .edge()
                .site()
                .ifPresent(
                        site ->
                                module.set("service_paths", servicePaths())
                                        .set(
                                                "site_buckets",
                                                siteScopes(site).stream()
                                                        .map(
                                                                it ->
                                                                        "%s.s3.%s.amazonaws.com"
                                                                                .formatted(
                                                                                        it.bucket(
                                                                                                site),
                                                                                        it.aws()))
                                                        .toList()));
        if (!application.edge().cache().isEmpty()) {
            var rules = map();
            int number = 1;
            for (CacheRule rule : application.edge().cache()) {
                rules.put(
                        "rule-" + number++,
                        inline("path", rule.path(), "seconds", rule.keep().toSeconds()));
            }
            module.gap().set("cache", rules);
        }
    }

    /// Only a bucket that is copied has the site in both regions.
    private List<Scope> siteScopes(String site) {
        boolean copied =
                application.buckets().stream()
                        .anyMatch(it -> it.name().equals(site) && it.replicate());
        List<Scope> all = Scope.of(application, scope.environment());
        return copied ? all : all.subList(0, 1);
    }

    /// What services answer; the rest is the site's.
    private List<String> servicePaths() {
        return application.services().stream()
                .map(Service::routes)
                .flatMap(List::stream)
                .map(Service.Route::path)
                .filter(path -> !path.equals("/"))
                .flatMap(path -> Stream.of(path, path + "/*"))
                .distinct()
                .sorted()
                .toList();
    }

    private Root ties() {
        Scope peer = scope.peer().orElseThrow();
        Root root = Root.global(scope, "ties").account().keys(peer, "data");
        root.module("peering", "transit-gateway-peering")
                .set(
                        "primary",
                        inline("region", scope.aws(), "name", scope.name(), "cidr", scope.cidr()))
                .set(
                        "standby",
                        inline("region", peer.aws(), "name", peer.name(), "cidr", peer.cidr()));
        for (Table table : application.tables()) {
            root.module("table_" + Words.snake(table.name()), "table-replica")
                    .set("name", Names.table(application, environment, table.name()))
                    .set("primary_region", scope.aws())
                    .set("kms_key_arn", Root.key("data"));
        }
        for (Bucket bucket : application.buckets()) {
            if (bucket.replicate()) {
                root.module("copy_" + Words.snake(bucket.name()), "bucket-replication")
                        .set(
                                "role_name",
                                Names.role(application, environment, "replication", bucket.name()))
                        .set("primary", end(scope, bucket))
                        .set("standby", end(peer, bucket));
            }
        }
        return root;
    }

    private static Object end(Scope region, Bucket bucket) {
        return map(
                "region",
                region.aws(),
                "bucket",
                region.bucket(bucket.name()),
                "kms_key_arn",
                template(
                        "arn:aws:kms:%s:${local.account}:alias/%s-data"
                                .formatted(region.aws(), region.prefix())));
    }
}
