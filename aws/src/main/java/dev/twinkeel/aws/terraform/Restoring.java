package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.expression;
import static dev.twinkeel.aws.terraform.Hcl.inline;
import static dev.twinkeel.aws.terraform.Hcl.json;
import static dev.twinkeel.aws.terraform.Hcl.map;
import static dev.twinkeel.aws.terraform.Hcl.template;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Objectives.Objective;
import dev.twinkeel.model.Recovery;
import dev.twinkeel.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The layer `recovery` of a region: experiments in each; objectives, plan, the name that moves and
/// the alarm that starts the plan at home, in the standby region.
final class Restoring {
    static final String LAYER = "recovery";

    private final Scope scope;
    private final Application application;
    private final String environment;
    private final Root root;

    private Restoring(Scope scope) {
        this.scope = scope;
        this.application = scope.application();
        this.environment = scope.environment().name();
        this.root =
                Root.regional(scope, LAYER)
                        .account()
                        .keys(scope, "data", "logs")
                        .reads(scope, "network");
    }

    static void render(Scope scope, Rendering rendering) {
        var restoring = new Restoring(scope);
        restoring.experiments();
        restoring.servers();
        if (scope.equals(scope.home())) {
            restoring.objectives();
        }
        if (scope.both()) {
            restoring.access();
            if (scope.equals(scope.home())) {
                restoring.plan();
            }
        }
        restoring.root.render(rendering);
    }

    private void experiments() {
        Hcl module =
                root.module("experiments", "experiments")
                        .set("role_name", role("experiments"))
                        .set("stop_alarm", scope.alarm("serving"))
                        .set("cluster_name", scope.name())
                        .set("namespace", Names.namespace(application))
                        .set(
                                "services",
                                application.services().stream().map(Service::name).toList())
                        .set("kubernetes_account", Names.EXPERIMENT_ACCOUNT)
                        .set("zones", Root.read("network", "zones"))
                        .set("vpc_id", Root.read("network", "vpc_id"))
                        .set("logs_kms_key_arn", Root.key("logs"));
        if (scope.primary() && !application.databases().isEmpty()) {
            var databases = map();
            application
                    .databases()
                    .forEach(
                            it -> databases.put(it.name(), template(scope.databaseArn(it.name()))));
            module.gap().set("database_arns", databases).set("aurora", Uses.aurora(application));
        }
        if (scope.primary() && scope.both()) {
            isolation(module);
        }
        root.output("experiment_ids", "Templates by drill.", "module.experiments.ids");
    }

    private void isolation(Hcl module) {
        scope.peer().ifPresent(peer -> module.gap().set("peer_region", peer.aws()));
        var buckets = new ArrayList<Object>();
        application.buckets().stream()
                .filter(it -> it.replicate())
                .forEach(it -> buckets.add("arn:aws:s3:::" + scope.bucket(it.name())));
        var tables = new ArrayList<Object>();
        application
                .tables()
                .forEach(
                        it ->
                                tables.add(
                                        template(
                                                "arn:aws:dynamodb:%s:${local.account}:table/%s"
                                                        .formatted(
                                                                scope.aws(),
                                                                Names.table(
                                                                        application,
                                                                        environment,
                                                                        it.name())))));
        module.set("bucket_arns", buckets).set("table_arns", tables);
    }

    private void servers() {
        if (application.aws().servers() && scope.equals(scope.home())) {
            root.module("servers", "servers")
                    .set("vpc_id", Root.read("network", "vpc_id"))
                    .set("subnet_id", Root.read("network", "private_subnet_ids[0]"))
                    .set(
                            "source_cidrs",
                            Scope.of(application, scope.environment()).stream()
                                    .map(Scope::cidr)
                                    .toList())
                    .set("kms_key_arn", Root.key("data"));
        }
    }

    private void objectives() {
        Hcl module =
                root.module("objectives", "objectives")
                        .set("name", scope.prefix())
                        .set("zone", objective(application.objectives().zone()));
        if (scope.both()) {
            module.set("region", objective(application.objectives().region()));
        }
    }

    private static Object objective(Objective objective) {
        return inline(
                "rto", Words.duration(objective.rto()), "rpo", Words.duration(objective.rpo()));
    }

    /// The plan scales pods of this region's cluster.
    private void access() {
        String role = "arn:aws:iam::${local.account}:role/" + planRole();
        root.main()
                .block("resource", "aws_eks_access_entry", "plan")
                .set("cluster_name", scope.name())
                .set("principal_arn", template(role))
                .set("tags", expression("local.context.tags"));
        Hcl association =
                root.main()
                        .block("resource", "aws_eks_access_policy_association", "plan")
                        .set("cluster_name", scope.name())
                        .set("principal_arn", template(role))
                        .set(
                                "policy_arn",
                                "arn:aws:eks::aws:cluster-access-policy/AmazonARCRegionSwitchScalingPolicy");
        association
                .block("access_scope")
                .set("type", "namespace")
                .set("namespaces", List.of(Names.namespace(application)));
        association.set("depends_on", List.of(expression("aws_eks_access_entry.plan")));
    }

    private void plan() {
        root.main().block("data", "aws_route53_zone", "this").set("name", scope.domain());
        var clusters = new ArrayList<Object>();
        var databases = new ArrayList<Object>();
        var alarms = new ArrayList<Object>();
        var keys = new ArrayList<Object>();
        for (Scope region : Scope.of(application, scope.environment())) {
            alarms.add(
                    template(
                            "arn:aws:cloudwatch:%s:${local.account}:alarm:%s"
                                    .formatted(region.aws(), region.alarm("serving"))));
            // One key in two regions: its ARNs differ in the region only.
            keys.add(
                    expression(
                            "replace(data.aws_kms_key.data.arn, \":%s:\", \":%s:\")"
                                    .formatted(scope.aws(), region.aws())));
            clusters.add(
                    template(
                            "arn:aws:eks:%s:${local.account}:cluster/%s"
                                    .formatted(region.aws(), region.name())));
            application
                    .databases()
                    .forEach(it -> databases.add(template(region.databaseArn(it.name()))));
        }
        if (Uses.aurora(application)) {
            application
                    .databases()
                    .forEach(
                            it ->
                                    databases.add(
                                            template(
                                                    "arn:aws:rds::${local.account}:global-cluster:%s"
                                                            .formatted(
                                                                    scope.globalDatabase(
                                                                            it.name())))));
        }
        alarms.add(expression("aws_cloudwatch_metric_alarm.unreachable.arn"));
        root.module("plan_role", "plan-role")
                .set("role_name", planRole())
                .set("plan_name", Names.recoveryPlan(application, environment))
                .set("zone_arn", expression("data.aws_route53_zone.this.arn"))
                .set("report_bucket_arn", "arn:aws:s3:::" + scope.logBucket())
                .gap()
                .set("alarm_arns", alarms)
                .gap()
                .set("cluster_arns", clusters)
                .gap()
                .set("database_arns", databases)
                .set("key_arns", keys);
        if (application.recovery().approval() == Recovery.Approval.PERSON) {
            approver();
            approval();
        }
        trigger();
        new RegionSwitch(scope).write(root.main());
        origin();
        root.output("plan_arn", "ARN of the recovery plan.", "aws_arcregionswitch_plan.this.arn");
    }

    private String planRole() {
        return Names.prefix(application, environment) + "-recovery";
    }

    private void approver() {
        root.main()
                .block("resource", "aws_iam_role", "approver")
                .set("name", scope.prefix() + "-approver")
                .set("tags", expression("local.context.tags"))
                .gap()
                .set(
                        "assume_role_policy",
                        json(
                                map(
                                        "Version",
                                        "2012-10-17",
                                        "Statement",
                                        List.of(
                                                map(
                                                        "Effect",
                                                        "Allow",
                                                        "Action",
                                                        "sts:AssumeRole",
                                                        "Principal",
                                                        map(
                                                                "AWS",
                                                                template(
                                                                        "arn:aws:iam::${local.account}:root")),
                                                        "Condition",
                                                        map(
                                                                "Bool",
                                                                map(
                                                                        "aws:MultiFactorAuthPresent",
                                                                        "true")))))));
    }

    /// Whoever becomes the approver may look at this plan and approve its step, nothing else.
    private void approval() {
        root.main()
                .block("resource", "aws_iam_role_policy", "approver")
                .set("name", "approve")
                .set("role", expression("aws_iam_role.approver.id"))
                .gap()
                .set(
                        "policy",
                        json(
                                map(
                                        "Version",
                                        "2012-10-17",
                                        "Statement",
                                        List.of(
                                                map(
                                                        "Effect",
                                                        "Allow",
                                                        "Action",
                                                        List.of(
                                                                "arc-region-switch:ApprovePlanExecutionStep",
                                                                "arc-region-switch:GetPlan",
                                                                "arc-region-switch:GetPlanExecution",
                                                                "arc-region-switch:ListPlanExecutions"),
                                                        "Resource",
                                                        expression(
                                                                "aws_arcregionswitch_plan.this.arn"))))));
    }

    /// Route 53's checkers around the world ask the primary region; their opinion starts the plan.
    /// Their silence does not: a region is given up on evidence.
    private void trigger() {
        Scope primary = scope.first();
        root.main()
                .block("resource", "aws_route53_health_check", "primary")
                .set("reference_name", "primary")
                .set("fqdn", primary.regionDomain())
                .set("type", "HTTPS")
                .set("port", 443)
                .set("resource_path", application.routing().health().path())
                .set("request_interval", 10)
                .set("failure_threshold", Timeouts.checks(application))
                .set("tags", expression("local.context.tags"));
        root.main()
                .block("resource", "aws_cloudwatch_metric_alarm", "unreachable")
                .set("region", Names.CHECKS_REGION)
                .set("alarm_name", primary.alarm("unreachable"))
                .set(
                        "alarm_description",
                        "Checkers around the world cannot reach " + primary.aws() + ".")
                .set("namespace", "AWS/Route53")
                .set("metric_name", "HealthCheckStatus")
                .set(
                        "dimensions",
                        inline("HealthCheckId", expression("aws_route53_health_check.primary.id")))
                .set("statistic", "Minimum")
                .set("comparison_operator", "LessThanThreshold")
                .set("threshold", 1)
                .set("period", 60)
                .set("evaluation_periods", 1)
                .set("treat_missing_data", "ignore")
                .set("tags", expression("local.context.tags"));
    }

    private void origin() {
        root.main()
                .block("data", "aws_arcregionswitch_route53_health_checks", "this")
                .set("plan_arn", expression("aws_arcregionswitch_plan.this.arn"));
        Map<String, Object> regions = map();
        for (Scope region : Scope.of(application, scope.environment())) {
            regions.put(
                    region.aws(),
                    inline("domain", region.regionDomain(), "primary", region.primary()));
        }
        root.module("origin", "origin")
                .set("zone_id", expression("data.aws_route53_zone.this.zone_id"))
                .set("domain", scope.originDomain())
                .set("regions", regions)
                .set(
                        "health_check_ids",
                        expression(
                                "{ for check in data.aws_arcregionswitch_route53_health_checks.this.health_checks : check.region => check.health_check_id }"));
    }

    private String role(String what) {
        return Names.role(application, environment, scope.aws(), what);
    }
}
