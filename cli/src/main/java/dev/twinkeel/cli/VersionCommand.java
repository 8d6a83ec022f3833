package dev.twinkeel.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Tells the version, and what it runs on.")
final class VersionCommand implements Callable<Integer> {
    private final Terminal terminal;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out()
                .printf(
                        "twinkeel %s%njava %s (%s)%n%s %s%n",
                        number(),
                        Runtime.version(),
                        System.getProperty("java.home"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
        return Exit.DONE;
    }

    /// As the build wrote it into the jar; a class folder has none.
    static String number() {
        return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("unreleased");
    }
}
