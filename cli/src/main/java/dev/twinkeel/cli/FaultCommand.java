package dev.twinkeel.cli;

import dev.twinkeel.twin.host.Fault;
import dev.twinkeel.twin.host.TwinClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fault",
        description = {
            "Breaks something in the running twin, or mends it. Nothing in the twin is told.",
            "kill: SIGKILL. freeze: SIGSTOP. cut: its bytes stop. slow: its bytes take longer.",
            "heal: undoes the others, and starts what was killed."
        })
final class FaultCommand implements Callable<Integer> {
    private static final List<String> DIRECTIONS = List.of("both", "in", "out");

    @Mixin private final TwinOption twin = new TwinOption();

    @Parameters(index = "0", paramLabel = "KIND", description = "kill, freeze, cut, slow or heal.")
    private Fault.Kind kind = Fault.Kind.HEAL;

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description =
                    "A region, a zone, a process as `status` names it, a database (its primary), or"
                            + " a link as mumbai..singapore.")
    private String target = "";

    @Option(
            names = "--direction",
            paramLabel = "WAY",
            defaultValue = "both",
            description = "Of a cut: both, in (nothing reaches the target) or out. Default: both.")
    private String direction = "both";

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            converter = Words.Time.class,
            description = "Of slow: added to each way, such as 200ms.")
    private @Nullable Duration delay;

    private final Terminal terminal;

    FaultCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!DIRECTIONS.contains(direction)) {
            throw new Trouble(
                    Exit.USAGE,
                    "there is no direction \"" + direction + "\"",
                    "Use one of " + String.join(", ", DIRECTIONS) + ".");
        }
        if (kind == Fault.Kind.SLOW && delay == null) {
            throw new Trouble(
                    Exit.USAGE, "slow " + target + ": by how much?", "Add --delay 200ms.");
        }
        var fault = new Fault(kind, target, direction, Optional.ofNullable(delay));
        try (TwinClient client = twin.client(terminal)) {
            Fault.Done done = client.inflict(fault);
            terminal.out()
                    .printf(
                            "%s %s at %s:%n",
                            kind.name().toLowerCase(Locale.ROOT), target, done.at());
            done.touched().forEach(it -> terminal.out().println("  " + it));
        }
        return Exit.DONE;
    }
}
