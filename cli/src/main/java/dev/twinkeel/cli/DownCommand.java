package dev.twinkeel.cli;

import dev.twinkeel.twin.host.StateFolder;
import dev.twinkeel.twin.host.Twins;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "down", description = "Ends the twin. Its data stays for the next `up`.")
final class DownCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();

    private final Terminal terminal;

    DownCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        StateFolder state = twin.state(terminal);
        Twins.Ended ended;
        try (var progress = new Progress(terminal)) {
            progress.step("down");
            ended = Twins.down(state);
            progress.done();
        }
        if (!ended.left().isEmpty()) {
            terminal.err()
                    .println("ended what was left of a twin: " + String.join(", ", ended.left()));
        } else if (!ended.host()) {
            terminal.err().println("no twin is up in " + state.root());
        }
        return Exit.DONE;
    }
}
