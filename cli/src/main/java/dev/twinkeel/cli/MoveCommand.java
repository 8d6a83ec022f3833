package dev.twinkeel.cli;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Region;
import dev.twinkeel.recovery.Command;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `failover` and `failback` share: ask the engine to move the writes to a region, and watch
/// it happen.
abstract class MoveCommand implements Callable<Integer> {
    /// How often the twin is asked how far it is.
    private static final Duration LOOK = Duration.ofMillis(200);

    @Mixin private final TwinOption twin = new TwinOption();

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "Only this database. Default: all, and the users with them.")
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

    private final Terminal terminal;

    MoveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// The region that shall serve.
    abstract String target(Status status);

    abstract Command command(String region);

    ApplicationOption.Read read() {
        return twin.read(terminal);
    }

    static String known(Application application, String region) {
        List<String> regions = application.regions().stream().map(Region::name).toList();
        if (!regions.contains(region)) {
            throw new Trouble(
                    Exit.USAGE,
                    "there is no region \"" + region + "\"",
                    "The regions are " + String.join(" and ", regions) + ".");
        }
        return region;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (TwinClient client = twin.client(terminal);
                var progress = new Progress(terminal)) {
            Status before = client.status();
            String region = target(before);
            if (dryRun) {
                terminal.out().println(client.dryRun(Optional.empty(), database, command(region)));
                return Exit.DONE;
            }
            if (before.serving().equals(Optional.of(region)) && database.isEmpty()) {
                throw new Trouble(
                        Exit.USAGE,
                        region + " serves already",
                        "`twinkeel status` shows who serves; name the other region.");
            }
            int known = client.journal().size();
            progress.step("ask for " + region);
            String answer =
                    client.command(
                            System.getProperty("user.name"),
                            Optional.empty(),
                            database,
                            command(region));
            progress.done();
            terminal.err().println(answer);
            return noWait ? Exit.DONE : watch(client, progress, region, known);
        }
    }

    private int watch(TwinClient client, Progress progress, String region, int known)
            throws InterruptedException {
        int told = known;
        var begun = new Begun(region);
        progress.step("until " + region + " serves");
        while (progress.elapsed().compareTo(limit) < 0) {
            var journal = client.journal();
            List<Entry> news = journal.stream().skip(told).toList();
            told = Math.max(told, journal.size());
            news.stream().flatMap(it -> sentence(it).stream()).forEach(progress::note);
            if (arrived(client.status(), region)) {
                progress.done();
                terminal.out().println(region + " serves");
                return Exit.DONE;
            }
            Optional<Entry> end = begun.end(news);
            if (end.isPresent()) {
                progress.failed();
                throw new Trouble(
                        Exit.MISSED,
                        "the move to %s was given up: %s"
                                .formatted(region, end.get().sentence().orElse("")),
                        "Writes stay where they were. `twinkeel explain` tells the whole story.");
            }
            Thread.sleep(LOOK);
        }
        progress.failed();
        throw new Trouble(
                Exit.BROKEN,
                "%s does not serve after %d s".formatted(region, limit.toSeconds()),
                "`twinkeel explain` shows what the engine decided and why; it may still go on.");
    }

    /// Users and writes are both there.
    private boolean arrived(Status status, String region) {
        return (database.isPresent() || status.serving().equals(Optional.of(region)))
                && status.databases().stream()
                        .filter(it -> database.isEmpty() || database.get().equals(it.database()))
                        .allMatch(it -> it.lease().isPresent() && held(it, region));
    }

    private static boolean held(Status.DatabaseStatus database, String region) {
        return database.lease().map(it -> it.region().equals(region)).orElse(false);
    }

    /// Engines that set out for a move. One that is back where it was has given up: the target then
    /// stands by, the old holder holds.
    private record Begun(String region, Set<String> engines) {
        Begun(String region) {
            this(region, new HashSet<>());
        }

        Optional<Entry> end(List<Entry> news) {
            for (Entry entry : news) {
                String engine = entry.place() + " " + entry.database();
                boolean home =
                        entry.stage().equals(entry.place().equals(region) ? "Standing" : "Holding");
                if (!home) {
                    engines.add(engine);
                } else if (engines.remove(engine)) {
                    return Optional.of(entry);
                }
            }
            return Optional.empty();
        }
    }

    private static Optional<String> sentence(Entry entry) {
        return entry.sentence().map(it -> "    " + entry.place() + ": " + it);
    }
}
