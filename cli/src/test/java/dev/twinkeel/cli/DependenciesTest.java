package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/dependencies.md` names every library of the poms, with its version.
final class DependenciesTest {
    private static final Pattern DEPENDENCY =
            Pattern.compile(
                    "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>"
                            + "(?:\\s*<version>([^<]+)</version>)?");
    private static final Pattern PROPERTY = Pattern.compile("<([\\w.-]+\\.version)>([^<]+)</");
    private static final Pattern PACKAGE = Pattern.compile("\"([^\"@]+)\": \"(\\d[^\"]*)\"");

    @Test
    void everyLibraryIsExplainedWithItsVersion() throws Exception {
        String page = Files.readString(Checkout.root().resolve("docs/dependencies.md"));
        Map<String, String> versions = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (Path pom : poms()) {
            PROPERTY.matcher(Files.readString(pom))
                    .results()
                    .forEach(it -> versions.put("${" + it.group(1) + "}", it.group(2)));
        }
        versions.forEach(
                (property, version) -> check(page, "| " + version + " |", property, missing));
        for (Path pom : poms()) {
            DEPENDENCY
                    .matcher(Files.readString(pom))
                    .results()
                    .filter(DependenciesTest::isLibrary)
                    .forEach(it -> check(page, "`" + it.group(2) + "`", pom.toString(), missing));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyNodePackageIsExplained() throws Exception {
        String page = Files.readString(Checkout.root().resolve("docs/dependencies.md"));
        List<String> missing = new ArrayList<>();
        for (Path file : Checkout.files("package.json")) {
            String text = Files.readString(file).replaceFirst("(?s).*\"dependencies\"", "");
            PACKAGE.matcher(text)
                    .results()
                    .forEach(
                            it ->
                                    check(
                                            page,
                                            "| `" + it.group(1) + "` | " + it.group(2) + " |",
                                            file.toString(),
                                            missing));
        }
        assertThat(missing).isEmpty();
    }

    private static void check(String page, String words, String where, List<String> missing) {
        if (!page.contains(words)) {
            missing.add(where + ": " + words);
        }
    }

    /// Ours and lists of versions are none.
    private static boolean isLibrary(MatchResult dependency) {
        return !dependency.group(1).equals("dev.twinkeel") && !dependency.group(2).endsWith("-bom");
    }

    private static List<Path> poms() {
        return Checkout.files("pom.xml");
    }
}
