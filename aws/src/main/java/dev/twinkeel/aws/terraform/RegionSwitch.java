package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.expression;
import static dev.twinkeel.aws.terraform.Hcl.map;
import static dev.twinkeel.aws.terraform.Hcl.template;

import dev.twinkeel.aws.Names;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Recovery;
import dev.twinkeel.model.Service;
import java.util.List;
import java.util.Map;

/// The application's recovery as a plan of ARC Region switch: the same order as the twin's engine.
/// A person agrees if the file wants one; pods are scaled up and databases promoted at the same
/// time; traffic moves last. Each region can be activated, so the way back is the same plan. After
/// a recovery the other region's databases are made anew as replicas.
final class RegionSwitch {
    /// ARC's own least time between two executions by alarm: enough to see what the first one did.
    private static final int HOLD_DOWN_MINUTES = 60;

    /// A new replica of a large database takes long; nobody waits for it.
    private static final int REPLICA_MINUTES = 720;

    private final Scope home;
    private final Application application;
    private final Timeouts timeouts;

    RegionSwitch(Scope home) {
        this.home = home;
        this.application = home.application();
        this.timeouts = Timeouts.of(application);
    }

    void write(Hcl main) {
        Scope primary = home.first();
        Hcl plan =
                main.block("resource", "aws_arcregionswitch_plan", "this")
                        .set("name", Names.recoveryPlan(application, home.environment().name()))
                        .set(
                                "description",
                                "Moves %s between %s and %s"
                                        .formatted(home.prefix(), primary.aws(), home.aws()))
                        .set("execution_role", expression("module.plan_role.arn"))
                        .set("recovery_approach", "activePassive")
                        .set("regions", List.of(primary.aws(), home.aws()))
                        .set("primary_region", primary.aws())
                        .set(
                                "recovery_time_objective_minutes",
                                Math.max(1, application.objectives().region().rto().toMinutes()))
                        .set("tags", expression("local.context.tags"));
        activation(plan, home);
        activation(plan, primary);
        if (!Uses.aurora(application) && !application.databases().isEmpty()) {
            replicas(plan, home);
            replicas(plan, primary);
        }
        alarms(plan, primary);
        plan.block("report_configuration")
                .block("report_output")
                .block("s3_configuration")
                .set("bucket_owner", expression("local.account"))
                .set("bucket_path", home.logBucket() + "/recovery");
    }

    private void activation(Hcl plan, Scope target) {
        Hcl workflow =
                plan.block("workflow")
                        .set("workflow_target_action", "activate")
                        .set("workflow_target_region", target.aws())
                        .set(
                                "workflow_description",
                                "%s takes over: at most %d minutes of %d"
                                        .formatted(
                                                target.aws(),
                                                timeouts.plan(),
                                                application
                                                        .objectives()
                                                        .region()
                                                        .rto()
                                                        .toMinutes()));
        if (application.recovery().approval() == Recovery.Approval.PERSON) {
            step(workflow, "approve", "ManualApproval")
                    .block("execution_approval_config")
                    .set("approval_role", expression("aws_iam_role.approver.arn"))
                    .set("timeout_minutes", timeouts.approve());
        }
        Hcl parallel = step(workflow, "prepare", "Parallel").block("parallel_config");
        scaling(
                step(parallel, "scale-pods", "EKSResourceScaling"),
                application.aws().canary() ? "argoproj.io/v1alpha1" : "apps/v1",
                application.aws().canary() ? "Rollout" : "Deployment",
                application.services().stream().map(Service::name).toList());
        if (application.aws().mesh() == Aws.Mesh.ISTIO) {
            scaling(
                    step(parallel, "scale-gateway", "EKSResourceScaling"),
                    "apps/v1",
                    "Deployment",
                    List.of(Names.GATEWAY));
        }
        for (Database database : application.databases()) {
            promotion(parallel, database);
        }
        Hcl route =
                step(workflow, "move-traffic", "Route53HealthCheck")
                        .block("route53_health_check_config")
                        .set("hosted_zone_id", expression("data.aws_route53_zone.this.zone_id"))
                        .set("record_name", home.originDomain())
                        .set("timeout_minutes", timeouts.reroute());
        for (Scope region : Scope.of(application, home.environment())) {
            route.block("record_set")
                    .set("record_set_identifier", region.aws())
                    .set("region", region.aws());
        }
    }

    private static Hcl step(Hcl workflow, String name, String type) {
        return workflow.block("step").set("name", name).set("execution_block_type", type);
    }

    private void scaling(Hcl step, String version, String kind, List<String> names) {
        Hcl config =
                step.block("eks_resource_scaling_config")
                        .set("capacity_monitoring_approach", "sampledMaxInLast24Hours")
                        .set("target_percent", 100)
                        .set("timeout_minutes", timeouts.prepare());
        config.block("kubernetes_resource_type").set("api_version", version).set("kind", kind);
        for (Scope region : Scope.of(application, home.environment())) {
            config.block("eks_clusters")
                    .set(
                            "cluster_arn",
                            template(
                                    "arn:aws:eks:%s:${local.account}:cluster/%s"
                                            .formatted(region.aws(), region.name())));
        }
        Hcl resources =
                config.block("scaling_resources").set("namespace", Names.namespace(application));
        for (String name : names) {
            for (Scope region : Scope.of(application, home.environment())) {
                resources
                        .block("resources")
                        .set("resource_name", region.aws())
                        .set("name", name)
                        .set("namespace", Names.namespace(application))
                        .set("hpa_name", name);
            }
        }
        config.block("ungraceful").set("minimum_success_percentage", 75);
    }

    private void promotion(Hcl parallel, Database database) {
        String name = "promote-" + database.name();
        if (Uses.aurora(application)) {
            Hcl config =
                    step(parallel, name, "AuroraGlobalDatabase")
                            .block("global_aurora_config")
                            .set("behavior", "switchoverOnly")
                            .set("global_cluster_identifier", home.globalDatabase(database.name()))
                            .set(
                                    "database_cluster_arns",
                                    Scope.of(application, home.environment()).stream()
                                            .map(it -> template(it.databaseArn(database.name())))
                                            .toList())
                            .set("timeout_minutes", timeouts.prepare());
            config.block("ungraceful").set("ungraceful", "failover");
        } else {
            step(parallel, name, "RdsPromoteReadReplica")
                    .block("rds_promote_read_replica_config")
                    .set("db_instance_arn_map", arns(database))
                    .set("timeout_minutes", timeouts.prepare());
        }
    }

    private Map<String, Object> arns(Database database) {
        var arns = map();
        for (Scope region : Scope.of(application, home.environment())) {
            arns.put(region.aws(), template(region.databaseArn(database.name())));
        }
        return arns;
    }

    /// After a recovery: the region that was lost gets its replicas back.
    private void replicas(Hcl plan, Scope target) {
        Hcl workflow =
                plan.block("workflow")
                        .set("workflow_target_action", "postRecovery")
                        .set("workflow_target_region", target.aws())
                        .set(
                                "workflow_description",
                                "The other region's databases become replicas of %s"
                                        .formatted(target.aws()));
        for (Database database : application.databases()) {
            step(workflow, "replicate-" + database.name(), "RdsCreateCrossRegionReplica")
                    .block("rds_create_cross_region_read_replica_config")
                    .set("db_instance_arn_map", arns(database))
                    .set("timeout_minutes", REPLICA_MINUTES);
        }
    }

    /// What says that the application is well again, and what starts the plan by itself.
    private void alarms(Hcl plan, Scope primary) {
        for (Scope region : Scope.of(application, home.environment())) {
            plan.block("associated_alarms")
                    .set("map_block_key", region.aws() + "-serving")
                    .set("alarm_type", "applicationHealth")
                    .set(
                            "resource_identifier",
                            template(
                                    "arn:aws:cloudwatch:%s:${local.account}:alarm:%s"
                                            .formatted(region.aws(), region.alarm("serving"))));
        }
        plan.block("associated_alarms")
                .set("map_block_key", primary.aws() + "-unreachable")
                .set("alarm_type", "trigger")
                .set(
                        "resource_identifier",
                        expression("aws_cloudwatch_metric_alarm.unreachable.arn"));
        if (application.recovery().approval() == Recovery.Approval.AUTOMATIC) {
            Hcl trigger =
                    plan.block("triggers")
                            .set("action", "activate")
                            .set("target_region", home.aws())
                            .set(
                                    "description",
                                    "Three vantage points around the world cannot reach "
                                            + primary.aws())
                            .set("min_delay_minutes_between_executions", HOLD_DOWN_MINUTES);
            trigger.block("conditions")
                    .set("associated_alarm_name", primary.aws() + "-unreachable")
                    .set("condition", "red");
        }
    }
}
