package dev.twinkeel.aws.readiness;

import dev.twinkeel.aws.Names;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.DatabaseKind;
import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Aws.Mesh;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Recovery.Approval;
import dev.twinkeel.model.Times;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// The page for the night on which a region is lost: the plan's own names, regions and limits, and
/// the commands.
final class Runbook {
    private final Facts facts;
    private final Application application;
    private final Environment environment;
    private final String primary;
    private final String standby;

    private Runbook(Facts facts, Environment environment) {
        this.facts = facts;
        this.application = facts.application();
        this.environment = environment;
        this.primary = application.primary().aws().orElse("");
        this.standby = application.standby().aws().orElse("");
    }

    static String text(Facts facts, Environment environment) {
        return new Runbook(facts, environment).filled();
    }

    private String filled() {
        String text = template();
        if (application.databases().isEmpty()) {
            text = text.replace("\nLAG_COMMANDS", "");
        }
        for (Map.Entry<String, String> word : words().entrySet()) {
            // Not what the shell knows by the same name.
            text = text.replaceAll("(?<![$\\w])" + word.getKey() + "(?![\\w=])", literal(word));
        }
        return text.replace(" HEALTH", health());
    }

    /// Between the shell's single quotes.
    private String health() {
        return application.routing().health().path().replace("'", "%27");
    }

    private static String literal(Map.Entry<String, String> word) {
        return java.util.regex.Matcher.quoteReplacement(word.getValue());
    }

    private Map<String, String> words() {
        String name = environment.name();
        var words = new LinkedHashMap<String, String>();
        words.put("LAG_COMMANDS", lags());
        words.put("NEEDS", needs());
        words.put("FENCE_COMMANDS", fences());
        words.put("START", start());
        words.put("STEPS", steps());
        words.put("WORKLOADS", application.aws().canary() ? "rollouts" : "deployments");
        words.put("ZONE_FIRST", primary + "a");
        words.put("PRIMARY_UNREACHABLE", Names.alarm(application, name, primary, "unreachable"));
        words.put("CLUSTER_PRIMARY", Names.cluster(application, name, primary));
        words.put("CLUSTER_STANDBY", Names.cluster(application, name, standby));
        words.put("PRIMARY_PLACE", application.primary().name());
        words.put("STANDBY_PLACE", application.standby().name());
        words.put("PRIMARY", primary);
        words.put("STANDBY", standby);
        words.put("APPLICATION", application.name());
        words.put("ENVIRONMENT", name);
        words.put("DOMAINHEALTH", environment.domain() + " HEALTH");
        words.put("DOMAIN", environment.domain());
        words.put("PLAN", Names.recoveryPlan(application, name));
        words.put("NAMESPACE", Names.namespace(application));
        words.put("RTO", Times.text(application.objectives().region().rto()));
        words.put("RPO", Times.text(application.objectives().region().rpo()));
        words.put("LAG_LIMIT", lagLimit());
        words.put("ZONE_RTO", Times.text(application.objectives().zone().rto()));
        words.put("BOUND", bound());
        words.put("PLAN_MINUTES", planMinutes());
        words.put("DECIDER", decider());
        words.put("DATABASES", databases());
        return words;
    }

    /// Route 53's checkers tell what they see in one region only: no alarm says that it is lost.
    private boolean unseen() {
        return primary.equals(Names.CHECKS_REGION);
    }

    private String needs() {
        return unseen()
                ? "Every command below names the region that is well, but for the first: what checkers see is told in\n"
                        + primary
                        + " only. When that does not answer, it counts as said."
                : "Every command below names the region that is well: nothing here needs the lost one.";
    }

    private boolean automatic() {
        return application.recovery().approval() == Approval.AUTOMATIC;
    }

    private String decider() {
        String person = application.aws().owner().orElse("the person on call");
        if (automatic() && unseen()) {
            return person + ", by starting the plan: its alarm is in the region that may be lost";
        }
        return automatic()
                ? "nobody: the plan starts by itself; " + person + " may start it sooner"
                : person + ", by approving the plan's first step";
    }

    private String bound() {
        return RecoveryTime.of(facts, environment.name())
                .map(
                        it ->
                                "%d s: noticed after %d, the plan %d, resolvers %d"
                                        .formatted(
                                                it.total().toSeconds(),
                                                it.detect().toSeconds(),
                                                it.plan().toSeconds(),
                                                it.follow().toSeconds()))
                .orElse("unknown: there is no plan");
    }

    private String planMinutes() {
        return RecoveryTime.of(facts, environment.name())
                .map(it -> Long.toString(it.plan().toMinutes()))
                .orElse("?");
    }

    private String databases() {
        return application.databases().isEmpty()
                ? "none"
                : application.databases().stream()
                        .map(it -> "`" + server(standby, it) + "`")
                        .collect(Collectors.joining(", "));
    }

    private String server(String region, Database database) {
        return Names.databaseServer(application, environment.name(), region, database.name());
    }

    private boolean aurora() {
        return application.aws().database() == DatabaseKind.AURORA_GLOBAL;
    }

    /// CloudWatch tells RDS's lag in seconds, Aurora's in thousandths.
    private String lagLimit() {
        if (application.databases().isEmpty()) {
            return "There is no database whose lag could be lost.";
        }
        String owner = application.aws().owner().orElse("the owner of the data");
        Duration most = application.objectives().region().rpo();
        return aurora()
                ? "The lag is what is lost: writes of the last so many milliseconds. Over %d: ask %s before you go on."
                        .formatted(most.toMillis(), owner)
                : "The lag is what is lost: writes of the last so many seconds. Over %d: ask %s before you go on."
                        .formatted(most.toSeconds(), owner);
    }

    private String lags() {
        return application.databases().stream()
                .map(
                        it ->
                                """
                                aws cloudwatch get-metric-statistics --region $STANDBY --namespace AWS/RDS \\
                                  --metric-name %s --dimensions Name=%s,Value=%s \\
                                  --start-time $(($(date +%%s) - 600)) --end-time $(date +%%s) \\
                                  --period 60 --statistics Maximum --query 'Datapoints[].Maximum'"""
                                        .formatted(
                                                aurora()
                                                        ? "AuroraGlobalDBReplicationLag"
                                                        : "ReplicaLag",
                                                aurora()
                                                        ? "DBClusterIdentifier"
                                                        : "DBInstanceIdentifier",
                                                server(standby, it)))
                .collect(Collectors.joining("\n"));
    }

    private String fences() {
        if (application.databases().isEmpty()) {
            return "There is no database to keep down.";
        }
        String commands =
                application.databases().stream()
                        .map(
                                it ->
                                        "aws rds %s --region $PRIMARY --%s %s"
                                                .formatted(
                                                        aurora()
                                                                ? "stop-db-cluster"
                                                                : "stop-db-instance",
                                                        aurora()
                                                                ? "db-cluster-identifier"
                                                                : "db-instance-identifier",
                                                        server(primary, it)))
                        .collect(Collectors.joining("\n"));
        return "```\n" + commands + "\n```";
    }

    private String start() {
        String command =
                """
                ```
                aws arc-region-switch start-plan-execution --region $STANDBY --plan-arn $PLAN --target-region $STANDBY \\
                  --action activate --mode ungraceful --latest-version true --comment "region lost, $(whoami)"
                ```""";
        String approve =
                """
                Then approve, as the approver, whom only a session with MFA may become:

                ```
                export EXECUTION=$(aws arc-region-switch list-plan-executions --region $STANDBY --plan-arn $PLAN \\
                  --max-items 1 --query 'items[0].executionId' --output text)
                aws configure set profile.approver.role_arn \\
                  arn:aws:iam::$(aws sts get-caller-identity --query Account --output text):role/%s
                aws configure set profile.approver.source_profile default
                aws --profile approver arc-region-switch approve-plan-execution-step --region $STANDBY --plan-arn $PLAN \\
                  --execution-id $EXECUTION --step-name approve --approval approve --comment "$(whoami)"
                ```"""
                        .formatted(Names.prefix(application, environment.name()) + "-approver");
        return automatic() && !unseen()
                ? "The alarm starts the plan by itself. If it has not, start it:\n\n" + command
                : "Start it:\n\n" + command + (automatic() ? "" : "\n\n" + approve);
    }

    private String steps() {
        var steps = new ArrayList<String>();
        if (!automatic()) {
            steps.add("`approve`: a person agrees.");
        }
        var together = new ArrayList<>(List.of("`scale-pods`"));
        if (application.aws().mesh() == Mesh.ISTIO) {
            together.add("`scale-gateway`");
        }
        application.databases().forEach(it -> together.add("`promote-" + it.name() + "`"));
        steps.add("`prepare`, at the same time: %s.".formatted(String.join(", ", together)));
        steps.add("`move-traffic`: Route 53's health checks change sides.");
        var text = new StringBuilder("The plan's steps:\n");
        for (int number = 1; number <= steps.size(); number++) {
            text.append("\n%d. %s".formatted(number, steps.get(number - 1)));
        }
        return text.toString();
    }

    private static String template() {
        try (InputStream stream = Runbook.class.getResourceAsStream("runbook.txt")) {
            byte[] bytes = Objects.requireNonNull(stream).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("read the runbook's template", e);
        }
    }
}
