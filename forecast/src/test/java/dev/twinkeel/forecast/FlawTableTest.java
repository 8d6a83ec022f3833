package dev.twinkeel.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A simulation that does not find planted faults proves nothing. The page lists each of them with
/// a seed that finds it; `make golden` looks for the seeds again.
final class FlawTableTest {
    private static final Path PAGE = Path.of("..", "docs", "recovery.md");
    private static final String BEGIN = "<!-- begin of the planted faults -->\n";
    private static final String END = "<!-- end of the planted faults -->";

    /// What is found later is found by luck.
    private static final long SEEDS_MAX = 60_000;

    private static final int WORDS_MAX = 110;

    @Test
    void everyPlantedFaultIsFoundByTheSeedOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if ("write".equals(System.getProperty("twinkeel.golden"))) {
            Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
            return;
        }
        var seeds = new TreeMap<String, Long>();
        page.substring(begin, end)
                .lines()
                .skip(2)
                .map(line -> line.split("\\|", -1))
                .forEach(cells -> seeds.put(cells[1].strip(), Long.parseLong(cells[2].strip())));

        assertThat(seeds.keySet())
                .as("docs/recovery.md; `make golden` rewrites it")
                .containsExactlyInAnyOrderElementsOf(flaws().keySet());
        assertThat(seeds).hasSizeGreaterThanOrEqualTo(20);
        flaws().forEach(
                        (name, flaw) -> {
                            long seed = seeds.getOrDefault(name, 0L);
                            assertThat(Forecast.run(seed, /* verbose= */ false).broken())
                                    .as("the engine itself in seed %d", seed)
                                    .isEmpty();
                            assertThat(Forecast.run(seed, /* verbose= */ false, flaw).broken())
                                    .as("%s is not found by seed %d; `make golden`", name, seed)
                                    .isPresent();
                        });
    }

    private static Map<String, Decider> flaws() {
        var all = new TreeMap<String, Decider>();
        Stream.<Enum<?>>concat(Arrays.stream(Flaw.values()), Arrays.stream(Slip.values()))
                .forEach(each -> all.put(each.name(), (Decider) each));
        return all;
    }

    private static String table() {
        List<String> rows =
                flaws().entrySet().stream()
                        .parallel()
                        .map(each -> row(each.getKey(), each.getValue()))
                        .toList();
        return "| planted fault | seed | how it shows |\n|---|---|---|\n"
                + String.join("\n", rows)
                + "\n";
    }

    private static String row(String name, Decider flaw) {
        Forecast.Run found =
                LongStream.range(0, SEEDS_MAX)
                        .mapToObj(seed -> Forecast.run(seed, /* verbose= */ false, flaw))
                        .filter(run -> run.broken().isPresent())
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new AssertionError(
                                                name + " is not in " + SEEDS_MAX + " seeds"));
        String words = found.broken().orElse("").replaceAll("[\\[{].*", "").strip();
        return "| %s | %d | %s |"
                .formatted(
                        name,
                        found.seed(),
                        words.substring(0, Math.min(words.length(), WORDS_MAX)));
    }
}
