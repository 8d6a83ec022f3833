package dev.twinkeel.aws.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.aws.kubernetes.Applications;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Every part of the architecture with an AWS part is in what is rendered.
final class RowsTest {
    private static final int PARTS = 53;

    @Test
    void everyPartOfTheArchitectureIsRendered() throws IOException {
        Map<String, String> files = OnAws.render(Applications.production("3m", "")).files();
        List<String> missing = new ArrayList<>();
        List<String> rows = rows();
        for (String row : rows) {
            String[] fields = row.split(" \\| ", -1);
            if (!files.getOrDefault(fields[1], "").contains(fields[2])) {
                missing.add(row);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(rows).hasSize(PARTS);
        assertThat(rows.stream().map(it -> it.split(" ", -1)[0])).doesNotHaveDuplicates();
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
