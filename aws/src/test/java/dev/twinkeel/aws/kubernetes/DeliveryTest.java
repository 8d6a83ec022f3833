package dev.twinkeel.aws.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What Argo CD and the workflow are told.
final class DeliveryTest {
    private static final Application APPLICATION = Applications.everything();

    @Test
    void everyRegionOfEveryEnvironmentHasItsOwnArgo() {
        Map<String, String> files = files(APPLICATION);

        for (Site site : Site.of(APPLICATION)) {
            assertThat(files).containsKey("argocd/" + site.path() + ".yaml");
        }
    }

    @Test
    void everyObjectOfArgoHasOnlyFieldsOfItsKind() {
        List<String> wrong = new ArrayList<>();
        for (Application application : List.of(APPLICATION, Applications.withLinkerd())) {
            files(application)
                    .forEach(
                            (path, text) -> {
                                if (path.startsWith("argocd/")) {
                                    Rendered.all(text).forEach(it -> wrong.addAll(Kinds.wrong(it)));
                                }
                            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void operatorsAreThoseOfTheMesh() {
        assertThat(files(APPLICATION).get("argocd/prod/ap-south-1.yaml"))
                .contains("istiod")
                .doesNotContain("linkerd");
        assertThat(files(Applications.withLinkerd()).get("argocd/prod/ap-south-1.yaml"))
                .contains("linkerd")
                .doesNotContain("istiod");
    }

    @Test
    void anEnvironmentTakesWhatTheOneBeforeItRan() {
        Map<String, Object> jobs = Rendered.map(workflow(), "jobs");

        assertThat(jobs).containsOnlyKeys("test", "image", "dev", "qa", "uat", "prod");
        assertThat(Rendered.map(jobs, "dev")).containsEntry("needs", "image");
        assertThat(Rendered.map(jobs, "qa")).containsEntry("needs", "dev");
        assertThat(Rendered.map(jobs, "uat")).containsEntry("needs", "qa");
        assertThat(Rendered.map(jobs, "prod")).containsEntry("needs", "uat");
        assertThat(Rendered.map(jobs, "prod")).containsEntry("environment", "prod");
    }

    /// Tags cannot be moved, services may share an image, and a run may be repeated.
    @Test
    void noTwoPushesHaveTheSameTag() {
        assertThat(file(".github/workflows/deliver.yaml"))
                .contains("$repository:$SERVICE-$GITHUB_SHA-$GITHUB_RUN_ATTEMPT");
    }

    /// Who renders on a system without executable files commits none.
    @Test
    void scriptsRunWithoutBeingExecutable() {
        assertThat(file(".github/workflows/deliver.yaml"))
                .contains("bash ci/test.sh", "bash ci/commit.sh", "bash ci/verify.sh")
                .doesNotContain("./ci/");
    }

    @Test
    void noPlaceholderIsLeft() {
        files(APPLICATION)
                .forEach(
                        (path, text) -> {
                            if (path.startsWith("argocd/") || path.startsWith(".github/")) {
                                assertThat(text)
                                        .as(path)
                                        .doesNotContain(
                                                "APPLICATION",
                                                "REGION",
                                                "CHART",
                                                "FIRST",
                                                "BEFORE");
                            }
                        });
    }

    private static Map<String, Object> workflow() {
        return Rendered.all(file(".github/workflows/deliver.yaml")).getFirst();
    }

    private static String file(String path) {
        return Objects.requireNonNull(files(APPLICATION).get(path), path);
    }

    private static Map<String, String> files(Application application) {
        var rendering = new Rendering();
        Kubernetes.render(application, rendering);
        return new LinkedHashMap<>(rendering.files());
    }
}
