package dev.twinkeel.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The page's table is the code's. `make golden` rewrites it.
final class TransitionTableTest {
    private static final Path PAGE = Path.of("..", "docs", "recovery.md");
    private static final String BEGIN = "<!-- begin of the generated table -->\n";
    private static final String END = "<!-- end of the generated table -->";

    @Test
    void thePageShowsTheTransitionsOfTheCode() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String table = table();
        if ("write".equals(System.getProperty("twinkeel.golden"))) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
        } else {
            assertThat(page.substring(begin, end))
                    .as("docs/recovery.md; `make golden` rewrites it")
                    .isEqualTo(table);
        }
    }

    @Test
    void everyStageCanBeLeftAndReached() {
        Set<Transition.Kind> left = EnumSet.noneOf(Transition.Kind.class);
        Set<Transition.Kind> reached = EnumSet.noneOf(Transition.Kind.class);
        for (Transition each : Transition.values()) {
            left.addAll(each.from());
            reached.add(each.to());
        }

        assertThat(left).isEqualTo(EnumSet.allOf(Transition.Kind.class));
        assertThat(reached).isEqualTo(EnumSet.allOf(Transition.Kind.class));
    }

    private static String table() {
        return "| from | to | when |\n|---|---|---|\n"
                + Arrays.stream(Transition.values())
                        .map(TransitionTableTest::row)
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    private static String row(Transition each) {
        String from =
                each.from().size() == Transition.Kind.values().length - 1
                        ? "any other"
                        : each.from().stream()
                                .map(Transition.Kind::title)
                                .collect(Collectors.joining(", "));
        return "| " + from + " | " + each.to().title() + " | " + each.why() + " |";
    }
}
