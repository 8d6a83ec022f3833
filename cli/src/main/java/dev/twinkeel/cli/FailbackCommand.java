package dev.twinkeel.cli;

import dev.twinkeel.model.Application;
import dev.twinkeel.recovery.Command;
import dev.twinkeel.twin.host.Status;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "failback",
        description = {
            "Moves the application back to its primary region, planned: nothing is lost.",
            "The region is rebuilt as a replica first; the move is refused while it would lose"
                    + " writes."
        })
final class FailbackCommand extends MoveCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "REGION",
            description = "Default: the primary region of the file.")
    private @Nullable String region;

    FailbackCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String target(Status status) {
        Application application = read().application();
        return region == null ? application.primary().name() : known(application, region);
    }

    @Override
    Command command(String region) {
        return new Command.Failback(region);
    }
}
