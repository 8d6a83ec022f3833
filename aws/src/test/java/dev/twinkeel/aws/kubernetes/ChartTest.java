package dev.twinkeel.aws.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.marcnuri.helm.LintResult;
import dev.twinkeel.model.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The real Helm engine takes the chart, and Kubernetes would take what comes of it.
final class ChartTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void everyFileOfTheChartIsRendered() throws IOException {
        Path chart = Path.of("helm");
        try (Stream<Path> files = Files.walk(chart)) {
            assertThat(
                            files.filter(Files::isRegularFile)
                                    .map(it -> chart.relativize(it).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrderElementsOf(Chart.FILES);
        }
    }

    @Test
    void theEngineFindsNothingToSay() {
        for (Application application :
                List.of(Applications.everything(), Applications.withLinkerd())) {
            var rendered =
                    new Rendered(folder.resolve(application.aws().mesh().name()), application);
            LintResult lint = rendered.lint(Site.of(application).getLast());

            assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
        }
    }

    @Test
    void everyObjectHasOnlyFieldsOfItsKind() {
        List<String> wrong = new ArrayList<>();
        for (Application application :
                List.of(
                        Applications.everything(),
                        Applications.withLinkerd(),
                        Applications.example("storefront"),
                        Applications.example("storefront/stores"),
                        Applications.example("analytics"),
                        Applications.example("guestbook"))) {
            var rendered =
                    new Rendered(
                            folder.resolve(application.name() + application.aws().mesh()),
                            application);
            for (Site site : Site.of(application)) {
                for (Map<String, Object> object : rendered.objects(site)) {
                    wrong.addAll(Kinds.wrong(object));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void oddFilesMakeObjectsThatKubernetesTakes(OddFile file) {
        Application application = file.application();
        var rendered = new Rendered(folder, application);
        List<String> wrong = new ArrayList<>();
        for (Site site : Site.of(application)) {
            for (Map<String, Object> object : rendered.objects(site)) {
                wrong.addAll(Kinds.wrong(object));
                wrong.addAll(Labels.wrong(object));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void kubernetesOwnModelsReadEveryObjectOfTheirs() throws Exception {
        Application application = Applications.everything();
        var rendered = new Rendered(folder, application);
        int read = 0;
        for (Map<String, Object> object : rendered.objects(Site.of(application).getLast())) {
            Optional<Class<?>> model = model(object);
            if (model.isPresent()) {
                JsonElement json = JsonParser.parseString(Rendered.json(object));
                model.get().getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
                read++;
            }
        }
        assertThat(read).isGreaterThan(40);
    }

    @Test
    void aMisspelledFieldAMissingOneAndAWrongTypeAreFound() {
        Map<String, Object> service = service();
        Rendered.map(service, "spec").put("selektor", Map.of());
        assertThat(Kinds.wrong(service)).containsExactly("v1/Service.spec.selektor: no such field");

        service = service();
        Rendered.map(service, "spec").put("ports", List.of(Map.of("name", "http")));
        assertThat(Kinds.wrong(service))
                .containsExactly("v1/Service.spec.ports[0].port: is missing");

        service = service();
        Rendered.map(service, "spec").put("ports", List.of(Map.of("port", "eighty")));
        assertThat(Kinds.wrong(service))
                .containsExactly("v1/Service.spec.ports[0].port: eighty is not a number");

        service = service();
        Rendered.map(service, "spec").put("type", "Cluster");
        assertThat(Kinds.wrong(service)).singleElement().asString().contains("is none of");
    }

    private static Map<String, Object> service() {
        return Rendered.all(
                        """
                        apiVersion: v1
                        kind: Service
                        metadata: { name: orders }
                        spec: { ports: [ { port: 80 } ] }
                        """)
                .getFirst();
    }

    /// The class of Kubernetes' Java client for the object; empty for what is not Kubernetes' own.
    private static Optional<Class<?>> model(Map<String, Object> object) {
        String version = Rendered.at(object, "apiVersion").toString().replaceFirst(".*/", "");
        String name =
                version.substring(0, 1).toUpperCase(Locale.ROOT)
                        + version.substring(1)
                        + object.get("kind");
        boolean own =
                !Rendered.at(object, "apiVersion").toString().contains(".io/v")
                        || name.contains("Network");
        try {
            return own
                    ? Optional.of(Class.forName("io.kubernetes.client.openapi.models." + name))
                    : Optional.empty();
        } catch (ClassNotFoundException _) {
            return Optional.empty();
        }
    }
}
