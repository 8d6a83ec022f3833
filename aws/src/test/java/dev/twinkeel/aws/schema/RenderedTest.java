package dev.twinkeel.aws.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.OnAws;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is really rendered, held against the schema.
final class RenderedTest {
    /// The first of the thousand; another thousand is as good.
    private static final long SEED = 1;

    private static final int FAULTS = 1_000;

    @ParameterizedTest
    @ValueSource(strings = {"storefront", "analytics", "guestbook"})
    void hasNoProblem(String example) throws IOException {
        assertThat(Validator.check(files(example))).isEmpty();
    }

    @Test
    void hidesNoneOfAThousandSingleFaults() throws IOException {
        var faults = new Faults(oneEnvironment());
        List<String> missed = new ArrayList<>();
        var validator = new Judge(oneEnvironment());
        for (long seed = SEED; seed < SEED + FAULTS; seed++) {
            Fault fault = faults.of(seed);
            if (validator.findsNothing(fault)) {
                missed.add("seed " + seed + ": " + fault);
            }
        }
        assertThat(missed).isEmpty();
    }

    /// Modules, and the roots of one environment: the others call the same.
    private static Map<String, String> oneEnvironment() throws IOException {
        Map<String, String> files = new TreeMap<>(files("storefront"));
        files.keySet()
                .removeIf(
                        it ->
                                !it.endsWith(".tf")
                                        || (!it.startsWith("terraform/modules/")
                                                && !it.startsWith("terraform/live/prod/")));
        return files;
    }

    private static Map<String, String> files(String example) throws IOException {
        Path file = Path.of("..", "examples", example, "twinkeel.yaml");
        return switch (ApplicationFile.parse(file.toString(), Files.readString(file))) {
            case Parsed.Valid valid -> OnAws.render(valid.application()).files();
            case Parsed.Invalid invalid ->
                    throw new IllegalStateException("read " + file + ": " + invalid.problems());
        };
    }
}
