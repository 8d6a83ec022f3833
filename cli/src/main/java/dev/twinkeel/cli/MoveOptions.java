package dev.twinkeel.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How a move is ordered and watched, wherever it goes.
final class MoveOptions {
    @Option(
            names = "--database",
            paramLabel = "NAME",
            description =
                    "Only this database. Default: all; of a switchover, the only one that there"
                            + " is.")
    private Optional<String> database = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "TIME",
            defaultValue = "2m",
            converter = Words.Time.class,
            description = "How long to watch. Default: 2m. The engine goes on after it.")
    private Duration limit = Duration.ZERO;

    @Option(names = "--no-wait", description = "Ask, and do not watch.")
    private boolean noWait;

    @Option(
            names = "--dry-run",
            description = "Only tell what the engine would do now, and what stands in its way.")
    private boolean dryRun;

    Optional<String> database() {
        return database;
    }

    boolean dryRun() {
        return dryRun;
    }

    /// How long to watch; zero for not at all.
    Duration watched() {
        return noWait ? Duration.ZERO : limit;
    }
}
