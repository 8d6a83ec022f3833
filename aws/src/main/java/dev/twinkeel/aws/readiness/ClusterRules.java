package dev.twinkeel.aws.readiness;

import static dev.twinkeel.aws.readiness.Rule.high;
import static dev.twinkeel.aws.readiness.Rule.medium;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.kubernetes.Site;
import dev.twinkeel.model.Bucket;
import dev.twinkeel.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What runs in the clusters.
final class ClusterRules {
    private static final int ZONES = 3;

    private ClusterRules() {}

    static List<Rule> all() {
        return RULES;
    }

    private static final List<Rule> RULES =
            List.of(
                    high(
                            "spot-capacity",
                            "Capacity that AWS takes back is gone when everybody fails over at once.",
                            "Serve from on-demand nodes; put spot into a pool that nothing depends on.",
                            "SOC 2 A1.1; SOC 2 A1.2",
                            ClusterRules::spot),
                    high(
                            "names-taken",
                            "Two things of one name: the second replaces the first, or is refused half-way.",
                            "Name the service or bucket otherwise in twinkeel.yaml.",
                            "SOC 2 CC8.1",
                            ClusterRules::taken),
                    high(
                            "pods-in-every-zone",
                            "With pods in two zones, losing one loses half of them.",
                            "Run at least three pods of each service, one a zone.",
                            "SOC 2 A1.2",
                            ClusterRules::tooFewPods),
                    high(
                            "zone-spread",
                            "All pods may stand in the zone that is lost.",
                            "Spread over topology.kubernetes.io/zone with DoNotSchedule.",
                            "SOC 2 A1.2",
                            chart(
                                    "templates/_helpers.tpl",
                                    "topologyKey: topology.kubernetes.io/zone\n  whenUnsatisfiable: DoNotSchedule")),
                    high(
                            "disruption-budget",
                            "A drain of nodes may take every pod of a service at once.",
                            "Give each service a PodDisruptionBudget.",
                            "SOC 2 A1.2",
                            chart(
                                    "templates/workloads.yaml",
                                    "kind: PodDisruptionBudget",
                                    "maxUnavailable: 1")),
                    high(
                            "probes",
                            "Pods get requests that they cannot answer.",
                            "Set startupProbe, readinessProbe and livenessProbe.",
                            "SOC 2 A1.2",
                            chart(
                                    "templates/_pod.tpl",
                                    "startupProbe:",
                                    "readinessProbe:",
                                    "livenessProbe:")),
                    medium(
                            "graceful-stop",
                            "Each delivery fails the requests that are under way.",
                            "Pause before stopping, longer than balancers need to learn of it.",
                            "SOC 2 CC8.1",
                            chart(
                                    "templates/_pod.tpl",
                                    "preStop:",
                                    "terminationGracePeriodSeconds: 60")),
                    high(
                            "autoscaler",
                            "The pods that are left do not become more.",
                            "Give each service a HorizontalPodAutoscaler.",
                            "SOC 2 A1.1",
                            chart("templates/workloads.yaml", "kind: HorizontalPodAutoscaler")),
                    high(
                            "mutual-tls",
                            "Whoever is in the network can pose as a service.",
                            "Set the mesh to strict mutual TLS and refuse what is not allowed.",
                            "PCI DSS 4.2.1; SOC 2 CC6.7",
                            ClusterRules::withoutMutualTls),
                    medium(
                            "outlier-detection",
                            "A sick pod keeps getting its share of the requests.",
                            "Set outlier detection, or failure accrual with Linkerd.",
                            "SOC 2 A1.2",
                            ClusterRules::withoutOutliers),
                    medium(
                            "canary",
                            "A bad version reaches every user at once.",
                            "Keep aws.canary, with weights and a judgement.",
                            "SOC 2 CC8.1; PCI DSS 6.5.1",
                            facts ->
                                    facts.sites().stream()
                                            .filter(
                                                    it ->
                                                            !Boolean.TRUE.equals(
                                                                    facts.value(
                                                                            it, "canary",
                                                                            "enabled")))
                                            .map(it -> facts.values(it) + ": canary.enabled")
                                            .toList()),
                    high(
                            "policies-enforced",
                            "Policies that only warn are read after the break-in.",
                            "Set policies.action to Deny.",
                            "PCI DSS 2.2.1; SOC 2 CC6.8; CIS EKS 4.2",
                            facts ->
                                    facts.standard("policies", "action").equals("Deny")
                                            ? List.of()
                                            : List.of("the chart's values.yaml: policies.action")),
                    high(
                            "network-policies",
                            "A service that is broken into reaches every other.",
                            "Refuse by default, and allow what `uses` says.",
                            "PCI DSS 1.3.1; SOC 2 CC6.6; CIS EKS 4.3.2",
                            chart(
                                    "templates/network-policies.yaml",
                                    "podSelector: {}",
                                    "policyTypes: [Ingress, Egress]")),
                    high(
                            "metadata-service",
                            "A pod can take the rights of its node.",
                            "Require tokens and one hop: httpTokens required, httpPutResponseHopLimit 1.",
                            "PCI DSS 7.2.1; CIS AWS 5.6",
                            chart(
                                    "templates/node-pools.yaml",
                                    "httpTokens: required",
                                    "httpPutResponseHopLimit: 1")),
                    high(
                            "secrets-as-files",
                            "A secret in a values file is in Git for ever.",
                            "Let External Secrets bring it from Secrets Manager.",
                            "PCI DSS 8.6.2; SOC 2 CC6.1",
                            chart("templates/secrets.yaml", "kind: ExternalSecret")));

    /// Whether a file of the chart has all of the words.
    private static Rule.Check chart(String path, String... words) {
        return facts -> {
            for (String word : words) {
                if (!facts.chart(path).contains(word)) {
                    return List.of(path + " of the chart: no `" + word.replace("\n", " ") + "`");
                }
            }
            return List.of();
        };
    }

    private static List<String> taken(Facts facts) {
        List<String> services = facts.application().services().stream().map(Service::name).toList();
        List<String> places = new ArrayList<>();
        for (String name : services) {
            boolean beside =
                    Stream.of("-canary", "-gateway")
                            .filter(name::endsWith)
                            .map(it -> name.substring(0, name.length() - it.length()))
                            .anyMatch(services::contains);
            if (Names.TAKEN_SERVICES.contains(name) || beside) {
                places.add("services." + name);
            }
        }
        facts.application().buckets().stream()
                .map(Bucket::name)
                .filter(Names.TAKEN_BUCKETS::contains)
                .forEach(it -> places.add("buckets." + it));
        return places;
    }

    private static List<String> spot(Facts facts) {
        List<String> places = new ArrayList<>();
        for (Site site : facts.sites()) {
            if (facts.value(site, "nodes", "pools") instanceof Map<?, ?> pools) {
                pools.forEach(
                        (name, pool) -> {
                            boolean only =
                                    pool instanceof Map<?, ?> map
                                            && String.valueOf(map.get("capacity")).contains("spot");
                            if (only) {
                                places.add(facts.values(site) + ": nodes.pools." + name);
                            }
                        });
            }
        }
        return places;
    }

    private static List<String> tooFewPods(Facts facts) {
        List<String> places = new ArrayList<>();
        for (Site site : facts.sites()) {
            for (Service service : facts.application().services()) {
                Object min = facts.value(site, "services", service.name(), "replicas", "min");
                if (Facts.number(min) < ZONES) {
                    places.add(facts.values(site) + ": services." + service.name());
                }
            }
            if (Facts.number(facts.value(site, "gateway", "replicas", "min")) < ZONES) {
                places.add(facts.values(site) + ": gateway");
            }
        }
        return places;
    }

    private static List<String> withoutMutualTls(Facts facts) {
        return switch (facts.application().aws().mesh()) {
            case ISTIO ->
                    chart("templates/mesh-istio.yaml", "mode: STRICT", "spec: {}").apply(facts);
            case LINKERD ->
                    chart("templates/namespace.yaml", "default-inbound-policy: deny").apply(facts);
        };
    }

    private static List<String> withoutOutliers(Facts facts) {
        return switch (facts.application().aws().mesh()) {
            case ISTIO -> chart("templates/mesh-istio.yaml", "outlierDetection:").apply(facts);
            case LINKERD -> chart("templates/services.yaml", "failure-accrual:").apply(facts);
        };
    }
}
