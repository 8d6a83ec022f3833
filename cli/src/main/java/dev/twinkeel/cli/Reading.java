package dev.twinkeel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/// How much is shown of what a twin writes down line by line, and whether to go on with it.
final class Reading {
    /// How often the files are looked at: soon enough to read along.
    private static final Duration LOOK = Duration.ofMillis(200);

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "200",
            description = "How many of the last lines. Default: 200.")
    private int lines;

    @Option(
            names = {"-F", "--follow"},
            description = "Go on with what comes from now, until Ctrl-C.")
    private boolean follow;

    /// What is shown again and again, as far as it is new.
    interface More {
        void show();
    }

    /// The folder that the files are in.
    ///
    /// @param what as in `flow log`
    /// @param since how its lines come to be there
    /// @throws Trouble when nothing was written down yet, or when less than no lines are asked for
    Path folder(Path folder, String what, String since) {
        if (!Files.isDirectory(folder)) {
            throw new Trouble(Exit.USAGE, "there is no " + what + " yet in " + folder, since);
        }
        if (lines < 0) {
            throw new Trouble(
                    Exit.USAGE,
                    "show the last " + lines + " lines of the " + what,
                    "Give 0 or more lines.");
        }
        return folder;
    }

    int lines() {
        return lines;
    }

    /// Shows more until Ctrl-C; nothing when the command is not to follow.
    void follow(Terminal terminal, More more) throws InterruptedException {
        while (follow) {
            terminal.out().flush();
            Thread.sleep(LOOK);
            more.show();
        }
    }
}
