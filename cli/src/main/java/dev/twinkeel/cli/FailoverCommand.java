package dev.twinkeel.cli;

import dev.twinkeel.model.Application;
import dev.twinkeel.recovery.Command;
import dev.twinkeel.twin.host.Status;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "failover",
        description = {
            "Gives the application to the other region without waiting for evidence.",
            "The old region's right to accept writes must still be released or run out, so there is"
                    + " never a second writer; writes that were not yet copied are lost and counted."
        })
final class FailoverCommand extends MoveCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "REGION",
            description = "Default: the region that does not serve.")
    private @Nullable String region;

    @Option(
            names = "--accept-loss",
            description = "Allow a replica that is further behind than the objective.")
    private boolean acceptLoss;

    FailoverCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String target(Status status) {
        Application application = read().application();
        if (region != null) {
            return known(application, region);
        }
        String primary = application.primary().name();
        return status.serving().map(primary::equals).orElse(true)
                ? application.standby().name()
                : primary;
    }

    @Override
    Command command(String region) {
        return new Command.Failover(region, acceptLoss);
    }
}
