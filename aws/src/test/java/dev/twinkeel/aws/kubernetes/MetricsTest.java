package dev.twinkeel.aws.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twinkeel.model.Application;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rules, alerts, canaries and dashboards ask only for metrics that something offers.
final class MetricsTest {
    /// A name that is followed by what only a metric is followed by, or stands alone.
    private static final Pattern METRIC =
            Pattern.compile(
                    "(?<![\\w:\"$])([a-z_][a-z0-9_]*(?::[a-z0-9_]+)*)(?![\\w:(\"]|\\s*\\(|=|!=|\\s*=~)");

    private static final Set<String> WORDS =
            Set.of(
                    "by",
                    "on",
                    "and",
                    "or",
                    "unless",
                    "group_left",
                    "bool",
                    "le",
                    "without",
                    "ignoring");

    @TempDir private Path folder = Path.of("");

    @Test
    void queriesAskOnlyForMetricsThatExist() throws Exception {
        for (Application application :
                List.of(Applications.everything(), Applications.withLinkerd())) {
            var rendered =
                    new Rendered(folder.resolve(application.aws().mesh().name()), application);
            List<Map<String, Object>> objects = rendered.objects(Site.of(application).getLast());
            Set<String> known = new TreeSet<>(offered(rendered));
            List<String> queries = new ArrayList<>();
            for (Map<String, Object> object : objects) {
                known.addAll(recorded(object));
                queries.addAll(queries(object));
            }
            Set<String> asked =
                    queries.stream()
                            .flatMap(it -> metrics(it).stream())
                            .collect(Collectors.toSet());

            assertThat(queries).hasSizeGreaterThan(25);
            assertThat(asked).isNotEmpty().isSubsetOf(known);
        }
    }

    @Test
    void aMetricThatNobodyOffersIsSeen() {
        assertThat(
                        metrics(
                                "sum by (a) (rate(http_requests_total{code=\"5..\"}[5m])) / (x:y:z > 0)"))
                .containsExactlyInAnyOrder("http_requests_total", "x:y:z");
    }

    /// Metrics that a query names: what is in quotes, braces, brackets and lists of labels is none.
    private static Set<String> metrics(String query) {
        String plain =
                query.replaceAll("\"[^\"]*\"", "")
                        .replaceAll("\\{[^}]*\\}", "")
                        .replaceAll("\\[[^\\]]*\\]", "")
                        .replaceAll("\\b(by|on|group_left|without|ignoring)\\s*\\([^)]*\\)", "");
        return METRIC.matcher(plain)
                .results()
                .map(it -> it.group(1))
                .filter(it -> !WORDS.contains(it) && !it.matches("\\d.*"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> offered(Rendered rendered) {
        return Rendered.text(rendered.chart().resolve("files/metrics.txt"))
                .lines()
                .filter(it -> !it.startsWith("#"))
                .toList();
    }

    private static List<String> recorded(Map<String, Object> object) {
        return rules(object).stream()
                .filter(it -> it.containsKey("record"))
                .map(it -> Rendered.at(it, "record").toString())
                .toList();
    }

    private static List<String> queries(Map<String, Object> object) throws Exception {
        List<String> queries = new ArrayList<>();
        rules(object).forEach(it -> queries.add(Rendered.at(it, "expr").toString()));
        if (Rendered.at(object, "kind").equals("AnalysisTemplate")) {
            for (Object metric : (List<?>) Rendered.at(object, "spec", "metrics")) {
                queries.add(Rendered.at(metric, "provider", "prometheus", "query").toString());
            }
        }
        if (Rendered.at(object, "metadata", "name").toString().startsWith("dashboard-")) {
            for (Object dashboard : Rendered.map(object, "data").values()) {
                JsonNode json = new ObjectMapper().readTree(dashboard.toString());
                json.findValuesAsText("expr").forEach(queries::add);
            }
        }
        return queries;
    }

    private static List<Map<String, Object>> rules(Map<String, Object> object) {
        List<Map<String, Object>> rules = new ArrayList<>();
        if (Rendered.at(object, "kind").equals("PrometheusRule")) {
            for (Object group : (List<?>) Rendered.at(object, "spec", "groups")) {
                ((List<?>) Rendered.at(group, "rules")).forEach(it -> rules.add(Rendered.map(it)));
            }
        }
        return rules;
    }
}
