package dev.twinkeel.aws.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.aws.kubernetes.Applications;
import dev.twinkeel.aws.schema.Resource;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every name that the page for the night says is a name of something that the rendered files make.
final class RunbookTest {
    static List<Application> applications() {
        return List.of(
                Applications.example("storefront"),
                Applications.example("storefront/stores"),
                Applications.example("analytics"),
                Applications.example("guestbook"),
                Applications.production("3m", "canary: false, mesh: linkerd"),
                Applications.production("3m", "database: aurora-global, owner: night@example.com"));
    }

    @ParameterizedTest
    @MethodSource("applications")
    void everyNameInACommandIsMadeByTheRenderedTerraform(Application application) {
        Rendering rendering = OnAws.render(application);
        var facts = new Facts(application, rendering);
        for (Environment environment : facts.twice()) {
            String page =
                    rendering.files().getOrDefault("runbook/" + environment.name() + ".md", "");

            assertMade(
                    facts,
                    environment,
                    page,
                    "--alarm-names (\\S+)",
                    "aws_cloudwatch_metric_alarm",
                    "alarm_name");
            assertMade(
                    facts,
                    environment,
                    page,
                    "plans\\[\\?name=='([^']+)'\\]",
                    "aws_arcregionswitch_plan",
                    "name");
            assertMade(facts, environment, page, "--context (\\S+)", "aws_eks_cluster", "name");
            assertMade(
                    facts,
                    environment,
                    page,
                    "--db-instance-identifier (\\S+)",
                    "aws_db_instance",
                    "identifier");
            assertMade(
                    facts,
                    environment,
                    page,
                    "Name=DBInstanceIdentifier,Value=(\\S+)",
                    "aws_db_instance",
                    "identifier");
            assertMade(
                    facts,
                    environment,
                    page,
                    "--db-cluster-identifier (\\S+)",
                    "aws_rds_cluster",
                    "cluster_identifier");
            assertMade(
                    facts,
                    environment,
                    page,
                    "Name=DBClusterIdentifier,Value=(\\S+)",
                    "aws_rds_cluster",
                    "cluster_identifier");
            assertMade(facts, environment, page, ":role/(\\S+)", "aws_iam_role", "name");
            assertThat(found(page, "-n (\\S+)"))
                    .containsOnly(
                            facts.value(facts.sites().iterator().next(), "namespace").toString());
        }
    }

    @ParameterizedTest
    @MethodSource("applications")
    void theStepsAreThoseOfThePlan(Application application) {
        Rendering rendering = OnAws.render(application);
        var facts = new Facts(application, rendering);
        for (Environment environment : facts.twice()) {
            String page =
                    rendering.files().getOrDefault("runbook/" + environment.name() + ".md", "");
            Set<String> steps = new TreeSet<>(found(page, "--step-name ([a-z]\\S*)"));
            String part = page.substring(page.indexOf("The plan's steps:"));
            steps.addAll(found(part.substring(0, part.indexOf("A step that waits")), "`([^`]+)`"));
            Resource plan = made(facts, environment, "aws_arcregionswitch_plan").getFirst();
            Set<String> known =
                    plan.blocks("workflow").stream()
                            .flatMap(it -> it.blocks("step").stream())
                            .flatMap(RunbookTest::names)
                            .collect(Collectors.toSet());

            assertThat(steps).isNotEmpty().isSubsetOf(known);
        }
    }

    @ParameterizedTest
    @MethodSource("applications")
    void theDrillsAreThoseThatAreMade(Application application) {
        Rendering rendering = OnAws.render(application);
        String drills = rendering.files().getOrDefault("terraform/modules/experiments/main.tf", "");
        String page = rendering.files().getOrDefault("runbook/prod.md", "");
        String cluster = application.name() + "-prod-" + application.primary().aws().orElse("");
        String zone = application.primary().aws().orElse("") + "a";

        assertThat(found(page, "\\| `(" + Pattern.quote(cluster) + "-[^`]+)`"))
                .containsExactlyInAnyOrder(
                        cluster + "-pods", cluster + "-" + zone, cluster + "-region");
        assertThat(drills)
                .contains("? \"pods\"", "for zone in var.zones : zone", ": \"region\" =>");
    }

    @Test
    void noWordOfTheTemplateIsLeft() {
        for (Application application : applications()) {
            OnAws.render(application)
                    .files()
                    .forEach(
                            (path, text) -> {
                                if (path.startsWith("runbook/")) {
                                    assertThat(found(text, "(?<![$\\w])([A-Z]{3,}_[A-Z_]+)"))
                                            .as(path)
                                            .isEmpty();
                                    assertThat(found(text, "\\$\\{?([A-Z]+)"))
                                            .as(path)
                                            .allMatch(
                                                    it ->
                                                            text.contains("export " + it)
                                                                    || text.contains(
                                                                            " " + it + "="));
                                }
                            });
        }
    }

    /// CloudWatch tells Aurora's lag in thousandths of what it tells RDS's in.
    @Test
    void theLagIsComparedInTheUnitOfItsMetric() {
        String aurora = page(Applications.production("3m", "database: aurora-global"));
        String rds = page(Applications.production("3m", ""));

        assertThat(aurora).contains("so many milliseconds. Over 300000:");
        assertThat(rds).contains("so many seconds. Over 300:");
    }

    @Test
    void withoutDatabasesNobodyIsAskedToLookAtALag() {
        String page = page(odd("us-west-2", ""));

        assertThat(page).contains("no database whose lag").doesNotContain("get-metric-statistics");
    }

    @Test
    void aPlanWhoseAlarmIsInTheLostRegionIsStartedByAPerson() {
        String lost = page(odd("us-east-1", ""));
        String well = page(odd("us-west-2", ""));

        assertThat(lost)
                .contains("the person on call, by starting the plan", "When that does not answer")
                .doesNotContain("starts the plan by itself");
        assertThat(well).contains("starts the plan by itself", "nothing here needs the lost one");
    }

    @Test
    void thePathOfTheCheckIsQuotedForTheShell() {
        assertThat(page(odd("us-west-2", "routing: { health: { path: \"/up?a=1&b='$x\" } }\n")))
                .contains("'https://odd.example.com/up?a=1&b=%27$x'\n");
    }

    private static String page(Application application) {
        return OnAws.render(application).files().getOrDefault("runbook/prod.md", "");
    }

    private static Application odd(String primary, String more) {
        return Applications.parse(
                "odd",
                """
                application: odd
                domain: odd.example.com
                regions: { a: { aws: %s }, b: { aws: eu-west-1 } }
                services: { web: { run: ./serve } }
                """
                                .formatted(primary)
                        + more);
    }

    private static java.util.stream.Stream<String> names(Resource step) {
        return java.util.stream.Stream.concat(
                step.value("name").map(Object::toString).stream(),
                step.blocks("parallel_config").stream()
                        .flatMap(it -> it.blocks("step").stream())
                        .flatMap(RunbookTest::names));
    }

    private static void assertMade(
            Facts facts,
            Environment environment,
            String page,
            String pattern,
            String type,
            String argument) {
        Set<String> known =
                made(facts, environment, type).stream()
                        .flatMap(it -> it.value(argument).map(Object::toString).stream())
                        .collect(Collectors.toSet());
        assertThat(found(page, pattern)).as(type).isSubsetOf(known);
    }

    private static List<Resource> made(Facts facts, Environment environment, String type) {
        return facts.all(type).stream()
                .filter(it -> Facts.environment(it).equals(environment.name()))
                .toList();
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(it -> it.group(1).replaceAll("[`.,]+$", ""))
                .toList();
    }
}
