package dev.twinkeel.cli;

import picocli.CommandLine.Option;

/// Which database a command is about that is about one.
final class DatabaseOption {
    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "Its name in the file, when there are several.")
    private String name = "";

    /// Empty when none was named: the host says which there are when that is not clear.
    String name() {
        return name;
    }
}
