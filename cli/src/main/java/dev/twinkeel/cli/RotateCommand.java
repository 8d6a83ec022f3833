package dev.twinkeel.cli;

import dev.twinkeel.twin.host.Rotated;
import dev.twinkeel.twin.host.TwinClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rotate",
        description = {
            "Changes the password under which the application logs in to a database, while it does.",
            "Two roles take turns, and the one before stays good until the next time: nobody's login"
                    + " is refused."
        })
final class RotateCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "Its name in the file, when there are several.")
    private String database = "";

    private final Terminal terminal;

    RotateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (TwinClient client = twin.client(terminal)) {
            Rotated rotated = client.rotate(database);
            terminal.out()
                    .printf(
                            "%s: role %s with a new password, in %s; every member lets it in (%s)%n",
                            rotated.database(),
                            rotated.role(),
                            rotated.loginFile(),
                            String.join(", ", rotated.members().keySet()));
            terminal.out()
                    .printf("sessions of %s go on; its password is as it was%n", rotated.before());
        }
        return Exit.DONE;
    }
}
