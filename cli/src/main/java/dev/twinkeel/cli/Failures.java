package dev.twinkeel.cli;

import dev.twinkeel.twin.host.TwinException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.ParameterException;

/// Turns what a command threw into words and an exit code. A stack trace goes into a file, never to
/// the person.
record Failures(Terminal terminal) {

    int usage(ParameterException exception, List<String> suggestions) {
        String command = exception.getCommandLine().getCommandSpec().qualifiedName();
        String message =
                Objects.requireNonNullElse(exception.getMessage(), "cannot be read")
                        .lines()
                        .findFirst()
                        .orElse("cannot be read")
                        .replace(" (case-insensitive)", "");
        if (!suggestions.isEmpty()) {
            message += "; did you mean \"" + suggestions.getFirst() + "\"?";
        }
        say(message, "\"" + command + " --help\" shows what it takes.");
        return Exit.USAGE;
    }

    int told(Exception exception) {
        if (ending()) {
            // Ctrl-C: whatever failed now failed for that, and it has been said.
            return Exit.INTERRUPTED;
        }
        return switch (exception) {
            case Trouble trouble -> {
                say(trouble.message(), trouble.remedy());
                yield trouble.exit();
            }
            case TwinException twin -> {
                Trouble trouble =
                        Trouble.of(twin, "`twinkeel logs` shows what its processes said.");
                say(trouble.message(), trouble.remedy());
                yield trouble.exit();
            }
            case UncheckedIOException world -> world(world, String.valueOf(world.getCause()));
            case IOException world -> world(world, world.toString());
            case InterruptedException _ -> {
                Thread.currentThread().interrupt();
                say("interrupted", "Nothing is left running; run the command again.");
                yield Exit.INTERRUPTED;
            }
            default -> bug(exception);
        };
    }

    /// The disk or the network did not do what was asked.
    private int world(Exception exception, String why) {
        String doing = Objects.requireNonNullElse(exception.getMessage(), "read or write a file");
        say(
                doing.contains(why) ? doing : doing + ": " + why,
                "Look whether it is there, may be written by "
                        + System.getProperty("user.name")
                        + ", and has room; then run the command again.");
        return Exit.BROKEN;
    }

    /// Whether this process is ending already, as after Ctrl-C.
    private static boolean ending() {
        Thread probe = Thread.ofPlatform().unstarted(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            return !Runtime.getRuntime().removeShutdownHook(probe);
        } catch (IllegalStateException _) {
            return true;
        }
    }

    private int bug(Exception exception) {
        String what = exception.getMessage();
        say(
                (what == null ? "" : what + " ") + "(" + exception.getClass().getSimpleName() + ")",
                "This is a defect of Twinkeel. " + kept(exception));
        return Exit.BROKEN;
    }

    private String kept(Exception exception) {
        var trace = new StringWriter();
        exception.printStackTrace(new PrintWriter(trace));
        try {
            Path file = Files.createTempFile("twinkeel-", ".log");
            Files.writeString(file, trace.toString());
            return "The whole of it is in " + file + "; please attach it to your report.";
        } catch (IOException e) {
            return "It could not be written to a file (" + e.getMessage() + "):\n" + trace;
        }
    }

    private void say(String message, String remedy) {
        terminal.err().println(terminal.bad("twinkeel:") + " " + message);
        remedy.lines().forEach(line -> terminal.err().println("  " + line));
    }
}
