package dev.twinkeel.aws.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.kubernetes.Applications;
import dev.twinkeel.aws.schema.Resource;
import dev.twinkeel.aws.schema.Validator;
import dev.twinkeel.model.Application;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Every part of the architecture with an AWS part is in what is rendered.
final class RowsTest {
    private static final int PARTS = 53;

    /// Everything that a file may ask for.
    private static final String OPTIONS =
            "identity: true, direct-connect: true, servers: true, shield-advanced: true,"
                    + " placement-groups: true";

    private static final Application APPLICATION = Applications.production("3m", OPTIONS);
    private static final Map<String, String> FILES = OnAws.render(APPLICATION).files();

    @Test
    void everyPartOfTheArchitectureIsRendered() throws IOException {
        List<String> missing = new ArrayList<>();
        List<String> rows = rows();
        for (String row : rows) {
            String[] fields = row.split(" \\| ", -1);
            if (!FILES.getOrDefault(fields[1], "").contains(fields[2])) {
                missing.add(row);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(rows).hasSize(PARTS);
        assertThat(rows.stream().map(it -> it.split(" ", -1)[0])).doesNotHaveDuplicates();
    }

    /// A resource of a row is one of the provider's, some root makes it, and the whole is valid.
    /// What the chart renders is held against its kinds by `ChartTest`.
    @Test
    void everyResourceOfARowIsMadeByARootAndValid() throws IOException {
        Set<String> made =
                Resource.of(FILES).stream().map(Resource::type).collect(Collectors.toSet());
        List<String> resources =
                rows().stream()
                        .map(it -> it.split(" \\| ", -1)[2])
                        .filter(it -> it.startsWith("aws_"))
                        .toList();

        assertThat(resources).hasSize(28);
        assertThat(made).containsAll(resources);
        assertThat(Validator.check(FILES)).isEmpty();
    }

    @Test
    void thePageTellsWhereEachPartIs() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "aws.md"));
        List<String> told =
                page.lines()
                        .filter(it -> it.matches("\\| [A-Z]\\d+ \\|.*"))
                        .map(it -> it.split(" \\| ", -1)[0].substring(2))
                        .toList();

        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        rows().stream().map(it -> it.split(" ", -1)[0]).toList());
    }

    private static List<String> rows() throws IOException {
        try (InputStream stream = RowsTest.class.getResourceAsStream("/readiness/rows.txt")) {
            byte[] bytes = Objects.requireNonNull(stream).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(it -> !it.startsWith("#"))
                    .toList();
        }
    }
}
