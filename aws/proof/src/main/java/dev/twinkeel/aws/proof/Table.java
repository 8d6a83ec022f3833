package dev.twinkeel.aws.proof;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was run and how it ended, a line each. Not for several threads.
final class Table {
    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();

    Table(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println();
        out.println(text);
    }

    void row(String what, String step, boolean good, Duration took, String note) {
        out.printf(
                Locale.ROOT,
                "  %-50s %-11s %-6s %6.1f s  %s%n",
                what,
                step,
                good ? "ok" : "FAILED",
                took.toMillis() / 1000.0,
                note);
        if (!good) {
            failures.add(what + " " + step);
        }
    }

    void explain(String text) {
        text.lines().forEach(line -> out.println("      | " + line));
    }

    void say(String text) {
        out.println(text);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
