package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The pages name files, links and commands that exist.
final class PagesTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern QUOTED = Pattern.compile("`([^`\\s]+)`");
    private static final Pattern PATH = Pattern.compile("[\\w.-]+(/[\\w.-]+)+/?");
    private static final Pattern COMMAND = Pattern.compile("\\./twinkeel ([a-z]+)");

    /// Made while something runs, so absent from a fresh clone.
    private static final List<String> MADE = List.of("target/", ".twinkeel/", "bench/results.json");

    private static final List<Path> PAGES = Checkout.files(".md");

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path page : PAGES) {
            for (String link : all(LINK, page)) {
                if (!link.contains("://") && !link.startsWith("mailto:") && !leads(page, link)) {
                    broken.add(page.getFileName() + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPathThatIsNamedExists() {
        List<String> missing = new ArrayList<>();
        for (Path page : PAGES) {
            for (String word : all(QUOTED, page)) {
                if (isOurPath(word) && !Files.exists(Checkout.root().resolve(word))) {
                    missing.add(page.getFileName() + ": " + word);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyCommandThatIsNamedExists() {
        var known =
                new ArrayList<>(Main.commandLine(Terminal.ofProcess()).getSubcommands().keySet());
        known.addAll(List.of("test", "mvn"));

        for (Path page : PAGES) {
            assertThat(known).as(page.toString()).containsAll(all(COMMAND, page));
        }
    }

    private static boolean isOurPath(String word) {
        return PATH.matcher(word).matches()
                && MADE.stream().noneMatch(word::startsWith)
                && Files.isDirectory(Checkout.root().resolve(word.replaceFirst("/.*", "")));
    }

    private static boolean leads(Path page, String link) {
        String file = link.replaceFirst("#.*", "");
        Path target = file.isEmpty() ? page : page.resolveSibling(file);
        if (!Files.exists(target)) {
            return false;
        }
        int hash = link.indexOf('#');
        return hash < 0 || headings(target).contains(link.substring(hash + 1));
    }

    /// As pages are shown, a heading is reached by its words in lower case, joined with hyphens.
    private static List<String> headings(Path page) {
        return Checkout.lines(page).orElse(List.of()).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+\\s+", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
                .toList();
    }

    private static List<String> all(Pattern pattern, Path page) {
        List<String> found = new ArrayList<>();
        for (String line : Checkout.lines(page).orElse(List.of())) {
            Matcher matcher = pattern.matcher(line);
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
        }
        return found;
    }
}
