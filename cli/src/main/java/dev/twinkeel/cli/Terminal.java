package dev.twinkeel.cli;

import java.io.PrintStream;

/// Where a command speaks: results on `out`, everything said on the way on `err`.
///
/// Results stay readable by programs, because nothing else is ever written to `out`. Safe for use
/// by several threads, as [PrintStream] is.
///
/// @param live whether `err` is a terminal on which a line may be written over
/// @param colour whether `err` may be coloured; never when `NO_COLOR` is set (no-color.org)
record Terminal(PrintStream out, PrintStream err, boolean live, boolean colour) {
    private static final String RESET = "\u001b[0m";

    /// The terminal of this process, as the launcher found it: a JVM cannot tell for `err` alone.
    static Terminal ofProcess() {
        boolean live = Boolean.getBoolean("twinkeel.terminal");
        String noColour = System.getenv("NO_COLOR");
        boolean colour = live && (noColour == null || noColour.isEmpty());
        return new Terminal(System.out, System.err, live, colour);
    }

    String good(String text) {
        return painted("\u001b[32m", text);
    }

    String bad(String text) {
        return painted("\u001b[31m", text);
    }

    String faint(String text) {
        return painted("\u001b[2m", text);
    }

    private String painted(String colourCode, String text) {
        return colour ? colourCode + text + RESET : text;
    }
}
