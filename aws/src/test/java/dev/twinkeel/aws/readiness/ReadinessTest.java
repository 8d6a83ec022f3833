package dev.twinkeel.aws.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.aws.kubernetes.Applications;
import dev.twinkeel.model.Application;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The rules find what they are for, and find nothing in what is rendered.
final class ReadinessTest {
    private static final Application APPLICATION = Applications.production("3m", "");
    private static final Rendering RENDERING = OnAws.render(APPLICATION);

    /// The finding that each file of the rendering gives when one thing in it is otherwise.
    record Mutation(String rule, String file, String from, String to) {}

    /// One thing otherwise for each rule: its name, the file, what stands there, what instead.
    private static final List<Mutation> MUTATIONS = mutations();

    @Test
    void everyRuleFiresOnWhatItIsForAndOnNothingElse() {
        List<String> silent = new ArrayList<>();
        Set<String> shown = new TreeSet<>();
        for (Mutation mutation : MUTATIONS) {
            Rule rule = rule(mutation.rule());
            Rendering spoilt = spoilt(mutation);
            shown.add(rule.id());
            if (rule.check().apply(new Facts(APPLICATION, spoilt)).isEmpty()) {
                silent.add(rule.id());
            }
        }
        assertThat(silent).as("rules that do not fire").isEmpty();
        // These look at the application's own file: shown below.
        shown.addAll(List.of("one-region", "zone-time", "quotas"));
        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(
                        Readiness.RULES.stream().map(Rule::id).toList());
    }

    @Test
    void nothingIsFoundInWhatIsRenderedForTheExamples() {
        for (String example : List.of("storefront", "analytics")) {
            Application application = Applications.example(example);
            Readiness.Report report = Readiness.check(application, OnAws.render(application));

            assertThat(report.findings()).as(example).isEmpty();
            assertThat(report.unused()).as(example).isEmpty();
        }
    }

    @Test
    void nothingIsFoundWithAnyOtherChoice() {
        for (String choices :
                List.of(
                        "database: aurora-global, mesh: linkerd",
                        "graviton: false, identity: true, direct-connect: true, servers: true")) {
            Application application = Applications.production("3m", choices);
            Readiness.Report report = Readiness.check(application, OnAws.render(application));

            assertThat(report.findings()).as(choices).isEmpty();
        }
    }

    private static final String ONE_REGION =
            """
            application: hello
            regions: { mumbai: { aws: ap-south-1 }, singapore: { aws: ap-southeast-1 } }
            services: { web: { run: node server.js } }
            aws: { environments: { prod: { regions: one } } }
            """;

    @Test
    void productionInOneRegionIsFound() {
        Application application = Applications.parse("one", ONE_REGION);

        assertThat(rules(Readiness.check(application, OnAws.render(application))))
                .contains("one-region");
    }

    @Test
    void aZonesObjectiveBelowTheDatabasesFailoverIsFoundUnlessItIsAccepted() {
        Application application = Applications.production("30s", "");
        assertThat(rules(Readiness.check(application, OnAws.render(application))))
                .containsExactly("zone-time");

        Application accepted =
                Applications.production(
                        "30s",
                        "exceptions: { zone-time: { reason: orders wait, owner: me },"
                                + " probes: { reason: none, owner: me } }");
        Readiness.Report report = Readiness.check(accepted, OnAws.render(accepted));
        assertThat(report.ready()).isTrue();
        assertThat(report.accepted())
                .extracting(Readiness.Accepted::reason)
                .containsExactly("orders wait");
        assertThat(report.unused()).containsExactly("probes");
    }

    @Test
    void everyRuleHasItsOwnNameAControlAndARemedy() {
        assertThat(Readiness.RULES).extracting(Rule::id).doesNotHaveDuplicates();
        for (Rule rule : Readiness.RULES) {
            assertThat(rule.id()).matches("[a-z][a-z0-9-]+");
            assertThat(rule.controls()).as(rule.id()).isNotEmpty();
            assertThat(rule.controls())
                    .allMatch(it -> it.matches("(PCI DSS|SOC 2|CIS AWS|CIS EKS) [A-Z0-9.]+"));
            assertThat(rule.reason()).as(rule.id()).endsWith(".");
            assertThat(rule.remedy()).as(rule.id()).endsWith(".");
        }
    }

    @Test
    void overlappingNetworksAreTold() {
        assertThat(SecurityRules.overlap("10.0.0.0/16", "10.0.4.0/22")).isTrue();
        assertThat(SecurityRules.overlap("10.0.0.0/16", "10.1.0.0/16")).isFalse();
    }

    @Test
    void aFileWithoutAControlMappingIsNoEvidence() {
        assertThat(Readiness.page().lines().filter(it -> it.startsWith("| `")))
                .hasSize(Readiness.RULES.size());
    }

    private static List<String> rules(Readiness.Report report) {
        return report.findings().stream().map(Finding::rule).distinct().toList();
    }

    private static Rule rule(String id) {
        return Readiness.RULES.stream().filter(it -> it.id().equals(id)).findFirst().orElseThrow();
    }

    /// The rendering with one thing otherwise; fails when there is nothing to change.
    private static Rendering spoilt(Mutation mutation) {
        UnaryOperator<String> change =
                mutation.from().isEmpty()
                        ? text -> text.replaceAll("(?m)^  cidr +=.*", "  cidr = \"10.0.0.0/8\"")
                        : text -> text.replace(mutation.from(), mutation.to());
        var spoilt = new Rendering();
        boolean changed = false;
        for (Map.Entry<String, String> file : RENDERING.files().entrySet()) {
            boolean its = file.getKey().equals(mutation.file());
            String text = its ? change.apply(file.getValue()) : file.getValue();
            changed |= !text.equals(file.getValue());
            spoilt.add(file.getKey(), text);
        }
        assertThat(changed)
                .as("%s: %s in %s", mutation.rule(), mutation.from(), mutation.file())
                .isTrue();
        return spoilt;
    }

    private static List<Mutation> mutations() {
        try (InputStream stream =
                ReadinessTest.class.getResourceAsStream("/readiness/mutations.json")) {
            List<Mutation> all = new ArrayList<>();
            for (JsonNode one : new ObjectMapper().readTree(Objects.requireNonNull(stream))) {
                all.add(
                        new Mutation(
                                one.get(0).asText(),
                                one.get(1).asText(),
                                one.get(2).asText(),
                                one.get(3).asText()));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
