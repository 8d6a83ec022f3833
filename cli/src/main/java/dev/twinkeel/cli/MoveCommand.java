package dev.twinkeel.cli;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Region;
import dev.twinkeel.recovery.Command;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/// What `failover` and `failback` share: ask the engine to move the writes to a region, and watch
/// it happen.
abstract class MoveCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();
    @Mixin private final MoveOptions options = new MoveOptions();

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
            Optional<String> database = options.database();
            if (!options.dryRun()
                    && database.isEmpty()
                    && before.serving().equals(Optional.of(region))) {
                throw new Trouble(
                        Exit.USAGE,
                        region + " serves already",
                        "`twinkeel status` shows who serves; name the other region.");
            }
            return new OrderedMove(
                            terminal,
                            Optional.empty(),
                            database,
                            command(region),
                            region + " serves",
                            status -> arrived(status, region),
                            entry -> entry.place().equals(region) ? "Standing" : "Holding")
                    .order(client, progress, options);
        }
    }

    /// Users and writes are both there.
    private boolean arrived(Status status, String region) {
        Optional<String> only = options.database();
        return (only.isPresent() || status.serving().equals(Optional.of(region)))
                && status.databases().stream()
                        .filter(it -> only.isEmpty() || only.get().equals(it.database()))
                        .allMatch(it -> held(it, region));
    }

    private static boolean held(Status.DatabaseStatus database, String region) {
        return database.lease().map(it -> it.region().equals(region)).orElse(false);
    }
}
