package dev.twinkeel.aws.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.LintResult;
import dev.twinkeel.model.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                        Applications.example("storefront"))) {
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
}
