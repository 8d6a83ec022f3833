package dev.twinkeel.aws.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.aws.kubernetes.Applications;
import dev.twinkeel.aws.schema.Validator;
import dev.twinkeel.model.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TerraformTest {
    private static final Path MODULES = Path.of("terraform", "modules");

    static List<Application> applications() {
        return List.of(
                Applications.everything(),
                Applications.withLinkerd(),
                Applications.example("storefront"),
                Applications.example("guestbook"),
                Applications.example("storefront/stores"),
                Applications.example("analytics"),
                withEverything());
    }

    @ParameterizedTest
    @MethodSource("applications")
    void theProvidersSchemaFindsNothingWrong(Application application) {
        assertThat(Validator.check(render(application))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("applications")
    void renderingIsByteForByteRepeatable(Application application) {
        assertThat(render(application)).isEqualTo(render(application));
    }

    @ParameterizedTest
    @MethodSource("applications")
    void noRootOfARegionKnowsTheOtherRegionsState(Application application) {
        var rendered = render(application);
        int roots = 0;
        for (var environment : application.aws().environments()) {
            for (Scope scope : Scope.of(application, environment)) {
                String folder = "terraform/live/%s/%s/".formatted(environment.name(), scope.aws());
                for (var file : rendered.entrySet()) {
                    if (file.getKey().startsWith(folder)) {
                        scope.peer()
                                .ifPresent(
                                        peer ->
                                                assertThat(file.getValue())
                                                        .as(file.getKey())
                                                        .doesNotContain(peer.stateBucket()));
                        roots += file.getKey().endsWith("/terraform.tf") ? 1 : 0;
                    }
                }
            }
        }
        assertThat(roots).isEqualTo(7 * regions(application));
    }

    @ParameterizedTest
    @MethodSource("applications")
    void everyRootIsInTheOrderOnce(Application application) {
        var roots = new TreeSet<String>();
        for (String file : render(application).keySet()) {
            if (file.endsWith("/terraform.tf")) {
                roots.add(
                        file.substring(
                                "terraform/".length(), file.length() - "/terraform.tf".length()));
            }
        }
        assertThat(Guide.order(application)).containsExactlyInAnyOrderElementsOf(roots);
    }

    @Test
    void aFileWithFiftyServicesIsRendered() {
        var text =
                new StringBuilder(
                        """
                        application: many
                        regions: { one: { aws: ap-south-1 }, two: { aws: ap-southeast-1 } }
                        databases: { db: {} }
                        services:
                        """);
        for (int service = 1; service <= 50; service++) {
            text.append(
                    "  s%d: { run: x, routes: [ /s%d ], uses: [ db ] }\n"
                            .formatted(service, service));
        }
        Application many = parse(text.toString());
        var rendered = render(many);
        String platform =
                rendered.getOrDefault("terraform/live/prod/ap-south-1/platform/main.tf", "");
        assertThat(Pattern.compile("module \"service_").matcher(platform).results().count())
                .isEqualTo(50);
        assertThat(Validator.check(rendered)).isEmpty();
    }

    @Test
    void namesStayWithinTheirLimitsHoweverLongTheFilesAre() {
        String name = "a-name-that-is-thirty-letters1";
        Application longest =
                parse(
                        """
                        application: %1$s
                        regions: { %1$s: { aws: ap-southeast-1 }, b: { aws: ap-northeast-1 } }
                        services: { s%2$s: { run: x, routes: [ / ], uses: [ d%2$s, b%2$s ] } }
                        databases: { d%2$s: {} }
                        buckets: { b%2$s: {} }
                        aws: { environments: { production: {} } }
                        """
                                .formatted(name, name.substring(1)));
        assertThat(name).hasSize(30);
        assertThat(Names.balancer(longest, "production")).hasSizeLessThanOrEqualTo(32);
        assertThat(Names.recoveryPlan(longest, "production")).hasSizeLessThanOrEqualTo(32);
        assertThat(Names.bucket(longest, "production", "ap-southeast-1", "b" + name.substring(1)))
                .hasSizeLessThanOrEqualTo(63)
                .isNotEqualTo(
                        Names.bucket(
                                longest, "production", "ap-northeast-1", "b" + name.substring(1)));
        assertThat(Validator.check(render(longest))).isEmpty();
    }

    @Test
    void modulesAreThoseOfTheRepositoryAndDescribeThemselves() throws IOException {
        var found = new TreeSet<String>();
        try (var files = Files.walk(MODULES)) {
            files.filter(Files::isRegularFile)
                    .forEach(it -> found.add(MODULES.relativize(it).toString().replace('\\', '/')));
        }
        assertThat(Modules.FILES).containsExactlyInAnyOrderElementsOf(found);
        for (String module : Modules.NAMES) {
            String readme = Files.readString(MODULES.resolve(module).resolve("README.md"));
            for (String file : List.of("variables.tf", "outputs.tf")) {
                String text = Files.readString(MODULES.resolve(module).resolve(file));
                Pattern.compile("(?m)^(?:variable|output) \"(\\w+)\"")
                        .matcher(text)
                        .results()
                        .forEach(it -> assertThat(readme).contains("| `" + it.group(1) + "` |"));
            }
        }
    }

    private static long regions(Application application) {
        return application.aws().environments().stream()
                .mapToLong(it -> Scope.of(application, it).size())
                .sum();
    }

    private static Map<String, String> render(Application application) {
        var rendering = new Rendering();
        Terraform.render(application, rendering);
        return rendering.files();
    }

    /// Every option at once, in one environment a region and one in both.
    private static Application withEverything() {
        return parse(
                """
                application: full
                regions: { one: { aws: ap-south-1 }, two: { aws: ap-southeast-1 } }
                services: { web: { run: x, routes: [ /, api.example.com/x ], uses: [ db, t, b, q, c ] } }
                databases: { db: {} }
                tables: { t: {} }
                buckets: { b: {}, kept: { replicate: false } }
                queues: { q: {} }
                caches: { c: {} }
                edge: { site: b, cache: { "/x/*": 1h }, waf: { rate: 100/s } }
                routing: { accelerator: false }
                recovery: { approval: person }
                aws:
                  environments: { small: { regions: one }, large: { account: "111122223333" } }
                  owner: owner@example.com
                  database: aurora-global
                  mesh: linkerd
                  graviton: false
                  placement-groups: true
                  identity: true
                  shield-advanced: true
                  servers: true
                  direct-connect: true
                """);
    }

    private static Application parse(String text) {
        return Applications.parse("test", text);
    }
}
