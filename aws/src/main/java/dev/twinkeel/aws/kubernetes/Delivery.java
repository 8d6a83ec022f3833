package dev.twinkeel.aws.kubernetes;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Aws.Environment;
import dev.twinkeel.model.Aws.Mesh;
import dev.twinkeel.model.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a change gets into the clusters: Argo CD a region and environment, and the workflow that
/// builds, tests and promotes.
final class Delivery {
    /// The templates' folder on the class path, and in the repository `aws/delivery`.
    static final String FOLDER = "/dev/twinkeel/aws/delivery/";

    private final Application application;
    private final String chart;

    private Delivery(Application application) {
        this.application = application;
        this.chart = Kubernetes.chart(application);
    }

    static void render(Application application, Rendering rendering) {
        new Delivery(application).render(rendering);
    }

    private void render(Rendering rendering) {
        for (Site site : Site.of(application)) {
            rendering.add("argocd/" + site.path() + ".yaml", argo(site));
        }
        rendering.add(".github/workflows/deliver.yaml", workflow());
        rendering.add("ci/commit.sh", Chart.text(FOLDER + "commit.sh"));
        rendering.add(
                "ci/verify.sh",
                Chart.text(FOLDER + "verify.sh")
                        .replace(
                                "HEALTH",
                                application.routing().health().path().replace("'", "%27")));
        rendering.add("ci/test.sh", tests());
        rendering.add("ci/account.json", account());
    }

    private String argo(Site site) {
        return filled(
                Chart.text(FOLDER + "argocd.yaml").replace("OPERATORS\n", operators(site)),
                Map.of(
                        "CLUSTER",
                        site.cluster(),
                        "PATH",
                        site.path(),
                        "ENVIRONMENT",
                        site.environment().name(),
                        "REGION",
                        site.aws(),
                        "NAMESPACE",
                        Names.namespace(application),
                        "CHART",
                        chart));
    }

    /// The operators as elements of a list, without those of the other mesh.
    private String operators(Site site) {
        String other = application.aws().mesh() == Mesh.ISTIO ? "linkerd" : "istio";
        return Chart.text(FOLDER + "operators.txt")
                .lines()
                .filter(line -> !line.startsWith("#") && !line.startsWith(other))
                .map(line -> line.split(" \\| "))
                .map(
                        it ->
                                operator(it)
                                        .replace("CLUSTER", site.cluster())
                                        .replace("REGION", site.aws())
                                        .replace(
                                                "INTERNAL_HOST",
                                                Names.internalHost(site.environment()))
                                        .replace(
                                                "QUEUE",
                                                Names.interruptionQueue(
                                                        application,
                                                        site.environment().name(),
                                                        site.aws())))
                .collect(Collectors.joining());
    }

    private static String operator(String[] fields) {
        return """
                          - name: %s
                            namespace: %s
                            repository: %s
                            chart: %s
                            version: "%s"
                            values: '%s'
                """
                .formatted((Object[]) fields);
    }

    private String workflow() {
        List<Environment> environments = application.aws().environments();
        String first = environments.getFirst().name();
        List<String> promotions = new ArrayList<>();
        for (int i = 1; i < environments.size(); i++) {
            promotions.add(
                    Chart.text(FOLDER + "promotion.yaml")
                            .replace("BEFORE", environments.get(i - 1).name())
                            .replace("ENVIRONMENT", environments.get(i).name())
                            .replace("DOMAIN", environments.get(i).domain()));
        }
        String job =
                Chart.text(FOLDER + "first-job.yaml")
                        .replace("DOMAIN", environments.getFirst().domain());
        var words = new LinkedHashMap<String, String>();
        words.put("FIRST_JOB\n", job);
        words.put("PROMOTIONS\n", String.join("\n", promotions));
        words.put("FIRST", first);
        words.put("CHART", chart);
        words.put("REGION", application.primary().aws().orElse(""));
        words.put("RUNNER", application.aws().graviton() ? "ubuntu-24.04-arm" : "ubuntu-24.04");
        words.put("PLATFORM", application.aws().graviton() ? "linux/arm64" : "linux/amd64");
        words.put(
                "SERVICES",
                application.services().stream()
                        .map(Service::name)
                        .collect(Collectors.joining(", ")));
        return filled(Chart.text(FOLDER + "workflow.yaml"), words);
    }

    private String tests() {
        String all =
                application.services().stream()
                        .map(
                                it ->
                                        "(cd %s && %s)"
                                                .formatted(
                                                        it.folder(),
                                                        it.build().orElse("make test")))
                        .distinct()
                        .collect(Collectors.joining("\n"));
        return Chart.text(FOLDER + "test.sh").replace("TESTS", all);
    }

    /// Stands in for what Terraform says, so that a change can be rendered before it is applied.
    private static final String STAND_IN = "[\"sg-00000000000000000\"]";

    private String account() {
        String groups =
                Stream.concat(
                                application.services().stream().map(Service::name),
                                Stream.of(Names.GATEWAY))
                        .map(it -> "\"%s\": %s".formatted(it, STAND_IN))
                        .collect(Collectors.joining(", "));
        return "{\"account\": {\"id\": \"000000000000\", \"openSearchHost\": \"\","
                + " \"securityGroups\": {"
                + groups
                + "}}}";
    }

    private String filled(String template, Map<String, String> words) {
        String text = template;
        for (Map.Entry<String, String> word : words.entrySet()) {
            text = text.replace(word.getKey(), word.getValue());
        }
        return text.replace("REPOSITORY", "https://git.example.com/" + application.name() + ".git")
                .replace("BRANCH", "main")
                .replace("APPLICATION", application.name());
    }
}
