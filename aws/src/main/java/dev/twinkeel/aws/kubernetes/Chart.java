package dev.twinkeel.aws.kubernetes;

import dev.twinkeel.aws.Rendering;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The hand-written chart: copied into the rendering as it is.
final class Chart {
    /// Its folder on the class path, and in the repository `aws/helm`.
    static final String FOLDER = "/dev/twinkeel/aws/helm/";

    /// A jar cannot list its folders, so they are listed here; a test compares.
    static final List<String> FILES =
            List.of(
                    ".helmignore",
                    "files/alerts.yaml",
                    "files/dashboards/delivery.json",
                    "files/dashboards/pods.json",
                    "files/dashboards/requests.json",
                    "files/metrics.txt",
                    "files/policies.yaml",
                    "files/rules-istio.yaml",
                    "files/rules-linkerd.yaml",
                    "templates/_helpers.tpl",
                    "templates/_pod.tpl",
                    "templates/balancers.yaml",
                    "templates/canary-analysis.yaml",
                    "templates/collector.yaml",
                    "templates/dashboards.yaml",
                    "templates/experiments.yaml",
                    "templates/gateway.yaml",
                    "templates/logging.yaml",
                    "templates/mesh-istio.yaml",
                    "templates/mesh-linkerd.yaml",
                    "templates/monitors.yaml",
                    "templates/namespace.yaml",
                    "templates/network-policies.yaml",
                    "templates/node-pools.yaml",
                    "templates/policies.yaml",
                    "templates/rules.yaml",
                    "templates/secrets.yaml",
                    "templates/security-groups.yaml",
                    "templates/service-accounts.yaml",
                    "templates/services.yaml",
                    "templates/workloads.yaml",
                    "values.yaml");

    private static final String DESCRIPTION =
            """
            # The chart of APPLICATION: the same templates in every environment and region.
            apiVersion: v2
            name: APPLICATION
            description: APPLICATION in two regions of three zones each
            type: application
            version: 1.0.0
            kubeVersion: ">=1.34.0-0"
            """;

    private Chart() {}

    static void render(String application, String folder, Rendering rendering) {
        rendering.add(folder + "/Chart.yaml", DESCRIPTION.replace("APPLICATION", application));
        FILES.forEach(file -> rendering.add(folder + "/" + file, text(FOLDER + file)));
    }

    /// A file of the class path, as text.
    static String text(String resource) {
        try (InputStream stream = Chart.class.getResourceAsStream(resource)) {
            byte[] bytes = Objects.requireNonNull(stream, resource).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("read " + resource + " of the class path", e);
        }
    }
}
