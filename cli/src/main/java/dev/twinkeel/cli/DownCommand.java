package dev.twinkeel.cli;

import dev.twinkeel.twin.host.StateFolder;
import dev.twinkeel.twin.host.TwinClient;
import dev.twinkeel.twin.host.Twins;
import java.util.Optional;
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
        Optional<TwinClient.Contact> contact = Twins.find(state);
        if (contact.isEmpty()) {
            terminal.err().println("no twin is up in " + state.root());
            return Exit.DONE;
        }
        try (var progress = new Progress(terminal);
                var client = new TwinClient(contact.get())) {
            progress.step("down");
            client.down();
            progress.done();
        }
        return Exit.DONE;
    }
}
