package dev.twinkeel.cli;

import dev.twinkeel.model.Plan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "check",
        description = "Reads the application's file; tells what will run, and every problem.")
final class CheckCommand implements Callable<Integer> {
    @Mixin private final ApplicationOption which = new ApplicationOption();

    private final Terminal terminal;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ApplicationOption.Read read = which.read(terminal);
        terminal.out().print(Plan.text(read.application(), read.parsed().warnings()));
        return Exit.DONE;
    }
}
