package dev.twinkeel.aws.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.aws.kubernetes.Applications;
import dev.twinkeel.model.Application;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// AWS's own findings on AWS's own sample, kind by kind: each has rules, they are silent about what
/// we render, and they speak when the fault is planted.
final class KindsTest {
    private static final int KINDS = 12;

    @Test
    void eachKindOfAwsFindingsHasARuleThatFindsAPlantedOne() throws IOException {
        List<String> silent = new ArrayList<>();
        List<String> kinds = kinds();
        for (String kind : kinds) {
            for (String rule : rules(kind)) {
                List<Planted> planted = Planted.of(rule);
                assertThat(planted).as(rule).isNotEmpty();
                for (Planted one : planted) {
                    if (one.found().isEmpty()) {
                        silent.add(kind + ": " + one);
                    }
                }
            }
        }
        assertThat(silent).isEmpty();
        assertThat(kinds).hasSize(KINDS);
    }

    @Test
    void noneIsFoundInWhatIsRendered() throws IOException {
        for (String example : List.of("storefront", "analytics", "guestbook")) {
            Application application = Applications.example(example);
            Rendering rendering = OnAws.render(application);
            var facts = new Facts(application, rendering);
            for (String kind : kinds()) {
                for (String rule : rules(kind)) {
                    assertThat(Planted.rule(rule).check().apply(facts))
                            .as(example + ": " + rule)
                            .isEmpty();
                }
            }
        }
    }

    private static List<String> rules(String kind) {
        return Arrays.asList(kind.substring(kind.indexOf('|') + 1).strip().split(" "));
    }

    private static List<String> kinds() throws IOException {
        try (InputStream stream = KindsTest.class.getResourceAsStream("/readiness/kinds.txt")) {
            byte[] bytes = Objects.requireNonNull(stream).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(it -> !it.startsWith("#"))
                    .toList();
        }
    }
}
