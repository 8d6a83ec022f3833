package dev.twinkeel.cli;

import dev.twinkeel.twin.host.StateFolder;
import dev.twinkeel.twin.host.TwinClient;
import dev.twinkeel.twin.host.Twins;
import picocli.CommandLine.Mixin;

/// Which running twin a command is about: the one of an application's file.
final class TwinOption {
    @Mixin private final ApplicationOption which = new ApplicationOption();

    ApplicationOption.Read read(Terminal terminal) {
        return which.read(terminal);
    }

    StateFolder state(Terminal terminal) {
        return which.state(terminal);
    }

    /// A client of the twin that is up.
    ///
    /// @throws Trouble when none is
    TwinClient client(Terminal terminal) {
        StateFolder state = state(terminal);
        return Twins.find(state)
                .map(TwinClient::new)
                .orElseThrow(
                        () ->
                                new Trouble(
                                        Exit.USAGE,
                                        "no twin is up for " + which.file(terminal),
                                        "Start it with `twinkeel up`; its state is in "
                                                + state.root()
                                                + "."));
    }
}
