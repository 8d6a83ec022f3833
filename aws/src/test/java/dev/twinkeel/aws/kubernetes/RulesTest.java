package dev.twinkeel.aws.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.model.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prometheus rules as files, for `make promtool`: one a mesh, environment and region.
final class RulesTest {
    private static final Path FILES = Path.of("target", "prometheus");

    @TempDir private Path folder = Path.of("");

    @Test
    void everySiteHasRulesWithAlertsThatSayWhatToDo() throws IOException {
        Files.createDirectories(FILES);
        for (Application application :
                List.of(
                        Applications.example("storefront"),
                        Applications.example("analytics"),
                        Applications.withLinkerd())) {
            var rendered = new Rendered(folder.resolve(application.name()), application);
            for (Site site : Site.of(application)) {
                List<Map<String, Object>> rules =
                        rendered.objects(site).stream()
                                .filter(it -> Rendered.at(it, "kind").equals("PrometheusRule"))
                                .map(it -> Rendered.map(it, "spec"))
                                .toList();
                assertThat(rules).as(site.path()).isNotEmpty();
                for (int i = 0; i < rules.size(); i++) {
                    String name =
                            "%s-%s-%s-%d.yaml"
                                    .formatted(
                                            application.name(),
                                            site.environment().name(),
                                            site.aws(),
                                            i);
                    Files.writeString(FILES.resolve(name), Rendered.json(rules.get(i)));
                }
                assertThat(rules)
                        .flatExtracting(it -> (List<?>) Rendered.at(it, "groups"))
                        .flatExtracting(it -> (List<?>) Rendered.at(it, "rules"))
                        .filteredOn(it -> ((Map<?, ?>) it).containsKey("alert"))
                        .allMatch(
                                it ->
                                        !Rendered.at(it, "annotations", "summary")
                                                .toString()
                                                .isEmpty())
                        .hasSizeGreaterThan(8);
            }
        }
    }
}
