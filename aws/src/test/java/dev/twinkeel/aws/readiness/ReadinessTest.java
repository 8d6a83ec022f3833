package dev.twinkeel.aws.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.kubernetes.Applications;
import dev.twinkeel.aws.kubernetes.OddFile;
import dev.twinkeel.model.Application;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The rules find what they are for, and find nothing in what is rendered.
final class ReadinessTest {
    @Test
    void everyRuleFiresOnWhatItIsForAndOnNothingElse() {
        List<String> silent = new ArrayList<>();
        Set<String> shown = new TreeSet<>();
        for (Planted planted : Planted.all()) {
            shown.add(planted.rule());
            if (planted.found().isEmpty()) {
                silent.add(planted.rule());
            }
        }
        assertThat(silent).as("rules that do not fire").isEmpty();
        // These look at the application's own file: shown below.
        shown.addAll(List.of("one-region", "control-planes", "zone-time", "quotas", "names-taken"));
        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(
                        Readiness.RULES.stream().map(Rule::id).toList());
    }

    @Test
    void nothingIsFoundInWhatIsRenderedForTheExamples() {
        for (String example :
                List.of("storefront", "storefront/stores", "analytics", "guestbook")) {
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
                        "placement-groups: true, shield-advanced: true",
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
    void namesOfThePlatformAreFound() {
        Application application =
                Applications.parse(
                        "odd",
                        """
                        application: odd
                        objectives: { zone: { rto: 3m } }
                        regions: { one: { aws: ap-south-1 }, two: { aws: ap-southeast-1 } }
                        services:
                          gateway:    { run: x, routes: [ / ] }
                          node:       { run: x }
                          web:        { run: x, routes: [ /web ] }
                          web-canary: { run: x }
                          own-canary: { run: x, uses: [ state ] }
                        buckets: { state: {} }
                        aws: { environments: { prod: {} } }
                        """);
        List<String> places =
                Readiness.check(application, OnAws.render(application)).findings().stream()
                        .filter(it -> it.rule().equals("names-taken"))
                        .map(Finding::place)
                        .toList();

        assertThat(places)
                .containsExactly(
                        "services.gateway",
                        "services.node",
                        "services.web-canary",
                        "buckets.state");
    }

    @Test
    void productionInOneRegionIsFound() {
        Application application = Applications.parse("one", ONE_REGION);

        assertThat(rules(Readiness.check(application, OnAws.render(application))))
                .contains("one-region");
    }

    @Test
    void aPrimaryRegionThatTakesAwssControlPlanesWithItIsFound() {
        Application application = OddFile.NO_ROUTES.application();

        assertThat(rules(Readiness.check(application, OnAws.render(application))))
                .contains("control-planes");
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
    void withoutCanariesThePlanScalesDeploymentsAndOnlyTheCanaryIsMissed() {
        for (String mesh : List.of("istio", "linkerd")) {
            Application application = Applications.production("3m", "canary: false, mesh: " + mesh);
            assertThat(rules(Readiness.check(application, OnAws.render(application))))
                    .containsExactly("canary");
        }
    }

    @Test
    void fiftyServicesStayWithinTheQuotas() {
        var text =
                new StringBuilder(
                        """
                        application: many
                        objectives: { zone: { rto: 3m } }
                        regions: { one: { aws: ap-south-1 }, two: { aws: ap-southeast-1 } }
                        databases: { db: {} }
                        aws: { environments: { prod: {} } }
                        services:
                        """);
        for (int service = 1; service <= 50; service++) {
            text.append(
                    "  service-%d: { run: x, routes: [ /s%d ], uses: [ db ] }\n"
                            .formatted(service, service));
        }
        Application many = Applications.parse("many", text.toString());

        assertThat(rules(Readiness.check(many, OnAws.render(many)))).isEmpty();
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
}
