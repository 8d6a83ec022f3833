package dev.twinkeel.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page's table of invariants names every one, and nothing that is not there.
final class InvariantsTableTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of("recovery", "forecast", "drill");
    private static final Pattern METHOD = Pattern.compile("`([A-Z][A-Za-z]+)\\.([a-z][A-Za-z]+)`");
    private static final Pattern FLAW = Pattern.compile("`([A-Z]+(?:_[A-Z]+)+)`");

    @Test
    void everyInvariantIsListedWithWhatChecksIt() throws IOException {
        String table = table();
        Stream.of(numbers("S", 18), numbers("L", 4), numbers("H", 4))
                .flatMap(List::stream)
                .forEach(
                        number ->
                                assertThat(table.lines().map(line -> line.split("\\|", -1)[1]))
                                        .as("a row of %s", number)
                                        .anyMatch(
                                                cell ->
                                                        List.of(cell.strip().split(", "))
                                                                .contains(number)));
    }

    @Test
    void everyCheckOfTheTableExists() throws IOException {
        Matcher matcher = METHOD.matcher(table());
        var checked = new ArrayList<String>();
        while (matcher.find()) {
            assertThat(source(matcher.group(1)))
                    .as("%s, named in docs/recovery.md", matcher.group())
                    .contains(" " + matcher.group(2) + "(");
            checked.add(matcher.group());
        }
        assertThat(checked).hasSizeGreaterThan(15);
    }

    @Test
    void everyPlantedFaultOfTheTableExists() throws IOException {
        Matcher matcher = FLAW.matcher(table());
        List<String> flaws =
                Stream.<Enum<?>>concat(Stream.of(Flaw.values()), Stream.of(Slip.values()))
                        .map(Enum::name)
                        .toList();
        while (matcher.find()) {
            assertThat(flaws).contains(matcher.group(1));
        }
    }

    private static List<String> numbers(String letter, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(number -> letter + number).toList();
    }

    private static String table() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/recovery.md"));
        String begin = "<!-- begin of the invariants -->\n";
        return page.substring(
                page.indexOf(begin) + begin.length(),
                page.indexOf("<!-- end of the invariants -->"));
    }

    private static String source(String name) throws IOException {
        for (String module : MODULES) {
            for (String kind : List.of("main", "test")) {
                Path file =
                        ROOT.resolve(module)
                                .resolve("src/%s/java/dev/twinkeel/%s".formatted(kind, module))
                                .resolve(name + ".java");
                if (Files.exists(file)) {
                    return Files.readString(file);
                }
            }
        }
        throw new AssertionError("no class " + name + " in " + MODULES);
    }
}
