package dev.twinkeel.cli;

import dev.twinkeel.recovery.Command;
import dev.twinkeel.twin.host.TwinClient;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A person's word to the engines of both regions: pause, resume, approve. Who said it is in their
/// journals, with what they answered; `explain` shows both.
abstract class OrderCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "Only this database's engines. Default: all.")
    private Optional<String> database = Optional.empty();

    @Option(
            names = "--dry-run",
            description = "Only tell what the engine would do now, and what stands in its way.")
    private boolean dryRun;

    private final Terminal terminal;
    private final Command command;

    OrderCommand(Terminal terminal, Command command) {
        this.terminal = terminal;
        this.command = command;
    }

    @Override
    public Integer call() {
        try (TwinClient client = twin.client(terminal)) {
            String answer =
                    dryRun
                            ? client.dryRun(Optional.empty(), database, command)
                            : client.command(
                                    System.getProperty("user.name"),
                                    Optional.empty(),
                                    database,
                                    command);
            terminal.out().println(answer);
        }
        return Exit.DONE;
    }

    @CommandLine.Command(
            name = "pause",
            description = {
                "The engines start nothing new until `resume`: no election, no takeover, no clone.",
                "Leases are still renewed, and a holder that cannot renew still closes its gates."
            })
    static final class Pause extends OrderCommand {
        Pause(Terminal terminal) {
            super(terminal, new Command.Pause());
        }
    }

    @CommandLine.Command(name = "resume", description = "Ends a pause.")
    static final class Resume extends OrderCommand {
        Resume(Terminal terminal) {
            super(terminal, new Command.Resume());
        }
    }

    @CommandLine.Command(
            name = "approve",
            description =
                    "Lets the recovery of a region go on that waits for a person (recovery.approval:"
                            + " person).")
    static final class Approve extends OrderCommand {
        Approve(Terminal terminal) {
            super(terminal, new Command.Approve());
        }
    }
}
