package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the house style asks of every file, held by a test instead of a reviewer.
final class TidyTest {
    private static final int FILE_LINES_MAX = 400;
    private static final int METHOD_LINES_MAX = 70;

    private static final Set<String> EMPTY_WORDS =
            Set.of("Manager", "Helper", "Helpers", "Util", "Utils", "Impl");

    /// Written in two halves, so that this file does not contain them.
    private static final List<String> UNFINISHED = List.of("TO" + "DO", "FIX" + "ME", "XX" + "X ");

    /// Where packages come from is a setting of the machine, not of this project.
    private static final List<String> REGISTRIES =
            List.of(
                    "repo." + "maven.apache.org",
                    "repo1." + "maven.org",
                    "registry." + "npmjs.org",
                    "registry." + "yarnpkg.com",
                    "deb." + "debian.org",
                    "security." + "debian.org",
                    "archive." + "ubuntu.com",
                    "packages." + "adoptium.net",
                    "proxy." + "golang.org",
                    "files." + "pythonhosted.org");

    private static final List<Source> SOURCES = Source.parse(Checkout.files(".java"));

    @Test
    void sourceFilesAreShortEnoughToRead() {
        assertThat(SOURCES.stream().filter(it -> it.lines() > FILE_LINES_MAX))
                .extracting(it -> it.name() + " has " + it.lines() + " lines")
                .isEmpty();
    }

    @Test
    void methodsAreShortEnoughToRead() {
        List<String> tooLong = new ArrayList<>();
        for (Source source : SOURCES) {
            source.methods().stream()
                    .filter(method -> method.lines() > METHOD_LINES_MAX)
                    .forEach(method -> tooLong.add(source.name() + " " + method));
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noSwitchOverASealedTypeOfOursHasADefault() {
        Set<String> closed = Source.closedTypes(SOURCES);

        assertThat(closed).contains("Failover");
        assertThat(SOURCES.stream().flatMap(it -> it.defaultsOver(closed).stream())).isEmpty();
    }

    @Test
    void typesAreNamedByWhatTheyAre() {
        assertThat(SOURCES.stream().flatMap(it -> it.types().stream()))
                .noneMatch(
                        name ->
                                List.of(name.split("(?<=[a-z0-9])(?=[A-Z])")).stream()
                                        .anyMatch(EMPTY_WORDS::contains));
    }

    @Test
    void testsWaitForWhatTheyExpectAndAreNeverSkipped() {
        List<String> found = new ArrayList<>();
        for (Source source : SOURCES) {
            if (source.isTest()) {
                source.sleeps().forEach(at -> found.add(source.name() + " sleeps at line " + at));
                source.skips().forEach(at -> found.add(source.name() + " skips at line " + at));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() {
        assertThat(linesWith(UNFINISHED)).isEmpty();
    }

    @Test
    void noFileNamesAPackageRegistry() {
        assertThat(linesWith(REGISTRIES)).isEmpty();
    }

    private static List<String> linesWith(List<String> words) {
        List<String> found = new ArrayList<>();
        for (Path file : Checkout.files()) {
            List<String> lines = Checkout.lines(file).orElse(List.of());
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (words.stream().anyMatch(line::contains)) {
                    found.add(
                            String.format(
                                    Locale.ROOT,
                                    "%s:%d: %s",
                                    Checkout.root().relativize(file),
                                    i + 1,
                                    line.strip()));
                }
            }
        }
        return found;
    }
}
