package dev.twinkeel.aws.readiness;

import static dev.twinkeel.aws.readiness.Facts.not;
import static dev.twinkeel.aws.readiness.Rule.high;
import static dev.twinkeel.aws.readiness.Rule.low;
import static dev.twinkeel.aws.readiness.Rule.medium;

import dev.twinkeel.aws.kubernetes.Site;
import dev.twinkeel.aws.schema.Resource;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.DatabaseKind;
import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Recovery.Approval;
import dev.twinkeel.model.Region;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The plan, its time, and whether it is practised.
final class RecoveryRules {
    private RecoveryRules() {}

    static List<Rule> all() {
        List<Rule> rules = new ArrayList<>(PLAN);
        rules.addAll(PRACTICE);
        return rules;
    }

    private static final List<Rule> PLAN =
            List.of(
                    high(
                            "one-region",
                            "Nothing is left when the region is lost.",
                            "Put production in both regions.",
                            "SOC 2 A1.2; SOC 2 CC7.5",
                            facts ->
                                    facts.inBothRegions()
                                            ? List.of()
                                            : List.of(
                                                    facts.application().aws().production().name())),
                    medium(
                            "control-planes",
                            "IAM, Route 53 and CloudFront are changed through us-east-1: while it is lost, no alarm starts the plan, and Terraform cannot change the standby region.",
                            "Make another region the primary one.",
                            "SOC 2 A1.2; SOC 2 CC7.5",
                            RecoveryRules::controlPlanes),
                    high(
                            "plan-missing",
                            "At night somebody would have to remember the steps.",
                            "Render the ARC Region switch plan of each environment in both regions.",
                            "SOC 2 CC7.5; PCI DSS 12.10.1",
                            facts ->
                                    facts.twice().stream()
                                            .filter(
                                                    it ->
                                                            RecoveryTime.of(facts, it.name())
                                                                    .isEmpty())
                                            .map(Environment::name)
                                            .toList()),
                    high(
                            "recovery-time",
                            "The limits of the steps add up to more than the objective.",
                            "Shorten timeout_minutes, do more at the same time, or give a longer objective.",
                            "SOC 2 A1.2; SOC 2 CC7.5",
                            RecoveryRules::tooLong),
                    medium(
                            "zone-time",
                            "The database needs longer to change its zone than the objective allows.",
                            "Give objectives.zone.rto what AWS documents for it, or use Aurora.",
                            "SOC 2 A1.2",
                            RecoveryRules::zoneTooLong),
                    medium(
                            "plan-parallel",
                            "Steps that could run together are waited for one after the other.",
                            "Put scaling and promotion into one Parallel step.",
                            "SOC 2 A1.2",
                            facts ->
                                    not(
                                            facts.all("aws_arcregionswitch_plan").stream(),
                                            it -> it.has("workflow.step.parallel_config"))),
                    high(
                            "plan-both-ways",
                            "A plan that knows one way leaves the application where it fled to.",
                            "Write an activate workflow for each region.",
                            "SOC 2 CC7.5",
                            facts ->
                                    not(
                                            facts.all("aws_arcregionswitch_plan").stream(),
                                            RecoveryRules::bothWays)),
                    high(
                            "plan-scales-nothing",
                            "The plan scales a kind of object that does not run there, and its step fails.",
                            "Set aws.canary in twinkeel.yaml, from which both the plan and the chart's values come.",
                            "SOC 2 A1.2; SOC 2 CC7.5",
                            RecoveryRules::scalesNothing),
                    medium(
                            "plan-trigger",
                            "An automatic recovery that nothing starts waits for a person.",
                            "Give the plan a trigger with an alarm, or set recovery.approval to person.",
                            "SOC 2 CC7.4",
                            facts ->
                                    facts.application().recovery().approval() == Approval.PERSON
                                            ? List.of()
                                            : not(
                                                    facts.all("aws_arcregionswitch_plan").stream(),
                                                    it -> it.has("triggers"))),
                    medium(
                            "plan-health",
                            "Nothing tells whether the recovery has worked.",
                            "Associate alarms of application health with the plan.",
                            "SOC 2 CC7.2",
                            facts ->
                                    not(
                                            facts.all("aws_arcregionswitch_plan").stream(),
                                            it -> it.has("associated_alarms"))),
                    high(
                            "state-of-the-other-region",
                            "A region whose Terraform reads the lost region's state cannot be changed.",
                            "Read remote state only from the region's own bucket.",
                            "SOC 2 A1.2",
                            RecoveryRules::foreignState),
                    high(
                            "delivery-of-the-other-region",
                            "Argo CD that puts back numbers would undo a recovery.",
                            "Ignore minReplicas and replicas in the ApplicationSet, and respect that when syncing.",
                            "SOC 2 A1.2; SOC 2 CC8.1",
                            RecoveryRules::undone));

    private static final List<Rule> PRACTICE =
            List.of(
                    high(
                            "drills-missing",
                            "A smoke test of each region proves no failover.",
                            "Render FIS experiments for pods, a zone and a region, in production too.",
                            "SOC 2 A1.3; PCI DSS 12.10.2",
                            RecoveryRules::drillsMissing),
                    high(
                            "drill-without-target",
                            "An experiment that finds nothing to break passes.",
                            "Set empty_target_resolution_mode to fail.",
                            "SOC 2 A1.3",
                            facts ->
                                    not(
                                            facts.all("aws_fis_experiment_template").stream(),
                                            it ->
                                                    it.is(
                                                            "experiment_options.empty_target_resolution_mode",
                                                            "fail"))),
                    high(
                            "drill-without-end",
                            "An experiment that harms users goes on.",
                            "Give it a stop_condition with an alarm.",
                            "SOC 2 A1.3; SOC 2 CC7.4",
                            facts ->
                                    not(
                                            facts.all("aws_fis_experiment_template").stream(),
                                            it ->
                                                    it.is(
                                                            "stop_condition.source",
                                                            "aws:cloudwatch:alarm"))),
                    low(
                            "objectives-recorded",
                            "Resilience Hub has nothing to assess against.",
                            "Render the resiliency policy.",
                            "SOC 2 A1.2",
                            facts ->
                                    facts.production("aws_resiliencehub_resiliency_policy")
                                                    .isEmpty()
                                            ? List.of(facts.application().aws().production().name())
                                            : List.of()),
                    medium(
                            "restore-tested",
                            "A backup that was never restored is a hope.",
                            "Render AWS Backup's restore testing.",
                            "SOC 2 A1.3; PCI DSS 12.10.2",
                            facts ->
                                    facts.application().databases().isEmpty()
                                                    || !facts.production(
                                                                    "aws_backup_restore_testing_plan")
                                                            .isEmpty()
                                            ? List.of()
                                            : List.of(
                                                    facts.application().aws().production().name())),
                    medium(
                            "lag-alarm",
                            "A replica that falls behind is noticed when it is needed.",
                            "Render an alarm on the replica's lag in the standby region.",
                            "SOC 2 CC7.2",
                            RecoveryRules::noLagAlarm));

    /// What the experiments of production do to pods, to a zone, and to the way between the
    /// regions.
    private static final List<String> DRILLS =
            List.of(
                    "aws:eks:pod-delete",
                    "aws:ec2:stop-instances",
                    "aws:network:route-table-disrupt-cross-region-connectivity");

    private static List<String> drillsMissing(Facts facts) {
        List<Resource> templates = facts.production("aws_fis_experiment_template");
        List<String> missing =
                DRILLS.stream()
                        .filter(
                                action ->
                                        templates.stream()
                                                .noneMatch(
                                                        it ->
                                                                facts.file(it.file())
                                                                        .contains(action)))
                        .toList();
        return missing.isEmpty()
                ? List.of()
                : List.of(facts.application().aws().production().name() + ": no " + missing);
    }

    /// A plan that scales Rollouts finds nothing where Deployments run.
    private static List<String> scalesNothing(Facts facts) {
        List<String> places = new ArrayList<>();
        for (Resource plan : facts.all("aws_arcregionswitch_plan")) {
            for (Site site : facts.sites()) {
                if (site.environment().name().equals(Facts.environment(plan))) {
                    boolean canary = Boolean.TRUE.equals(facts.value(site, "canary", "enabled"));
                    String kind = "\"" + (canary ? "Rollout" : "Deployment") + "\"";
                    if (!facts.file(plan.file()).contains(kind)) {
                        places.add(plan.place() + ": no " + kind + " for " + facts.values(site));
                    }
                }
            }
        }
        return places;
    }

    private static List<String> tooLong(Facts facts) {
        Duration objective = facts.application().objectives().region().rto();
        List<String> places = new ArrayList<>();
        for (Environment environment : facts.twice()) {
            RecoveryTime.of(facts, environment.name())
                    .filter(it -> it.total().compareTo(objective) > 0)
                    .ifPresent(
                            it ->
                                    places.add(
                                            "%s: %d s of %d s (detect %d, plan %d, follow %d)"
                                                    .formatted(
                                                            environment.name(),
                                                            it.total().toSeconds(),
                                                            objective.toSeconds(),
                                                            it.detect().toSeconds(),
                                                            it.plan().toSeconds(),
                                                            it.follow().toSeconds())));
        }
        return places;
    }

    /// What AWS documents for a failover inside a region: RDS Multi-AZ 60 to 120 seconds, Aurora
    /// about 30.
    static Duration zoneFailover(Application application) {
        boolean aurora = application.aws().database() == DatabaseKind.AURORA_GLOBAL;
        return aurora ? Duration.ofSeconds(30) : Duration.ofSeconds(120);
    }

    private static List<String> controlPlanes(Facts facts) {
        Region primary = facts.application().primary();
        boolean lost = primary.aws().filter("us-east-1"::equals).isPresent();
        return lost && facts.inBothRegions() ? List.of("regions." + primary.name()) : List.of();
    }

    private static List<String> zoneTooLong(Facts facts) {
        Application application = facts.application();
        Duration objective = application.objectives().zone().rto();
        Duration needed = zoneFailover(application);
        return application.databases().isEmpty() || objective.compareTo(needed) >= 0
                ? List.of()
                : List.of(
                        "objectives.zone.rto is %d s, the database's failover %d s"
                                .formatted(objective.toSeconds(), needed.toSeconds()));
    }

    private static boolean bothWays(Resource plan) {
        Set<Object> targets = new HashSet<>();
        plan.blocks("workflow").stream()
                .filter(it -> it.is("workflow_target_action", "activate"))
                .forEach(it -> it.value("workflow_target_region").ifPresent(targets::add));
        return targets.size() >= 2;
    }

    private static List<String> foreignState(Facts facts) {
        List<String> places = new ArrayList<>();
        String primary = facts.application().primary().aws().orElse("");
        String standby = facts.application().standby().aws().orElse("");
        for (Map.Entry<String, String> file : facts.files().entrySet()) {
            String path = file.getKey();
            String other = "";
            if (path.contains("/" + primary + "/")) {
                other = standby;
            } else if (path.contains("/" + standby + "/")) {
                other = primary;
            }
            if (path.startsWith("terraform/live/")
                    && !other.isEmpty()
                    && file.getValue().contains("-" + other + "-state\"")) {
                places.add(path);
            }
        }
        return places;
    }

    private static List<String> undone(Facts facts) {
        return facts.files().entrySet().stream()
                .filter(it -> it.getKey().startsWith("argocd/"))
                .filter(
                        it ->
                                !it.getValue().contains("/spec/minReplicas")
                                        || !it.getValue().contains("RespectIgnoreDifferences=true"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> noLagAlarm(Facts facts) {
        if (facts.application().databases().isEmpty() || !facts.inBothRegions()) {
            return List.of();
        }
        String standby =
                "terraform/live/%s/%s/observability/main.tf"
                        .formatted(
                                facts.application().aws().production().name(),
                                facts.application().standby().aws().orElse(""));
        return facts.file(standby).contains("Lag") ? List.of() : List.of(standby);
    }
}
