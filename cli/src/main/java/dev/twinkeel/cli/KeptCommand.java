package dev.twinkeel.cli;

import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.engine.KeptAside;
import dev.twinkeel.twin.host.TwinClient;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "kept",
        description = {
            "Lists the writes that a failover left behind, row by row.",
            "What a member had is kept aside when it is cloned anew; the last three times. Each is"
                    + " read by a server of its own, on a copy that nobody else can reach."
        })
final class KeptCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();

    @Option(names = "--json", description = "One JSON array on standard output.")
    private boolean json;

    private final Terminal terminal;

    KeptCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (TwinClient client = twin.client(terminal);
                var progress = new Progress(terminal)) {
            progress.step("reading what was kept aside");
            List<KeptAside.Life> lives = client.kept();
            progress.done();
            if (json) {
                terminal.out().println(Json.write(lives));
            } else {
                tell(lives, terminal.out());
            }
        }
        return Exit.DONE;
    }

    private static void tell(List<KeptAside.Life> lives, PrintStream out) {
        if (lives.isEmpty()) {
            out.println("nothing was left behind: every committed row is in the database");
        }
        for (KeptAside.Life life : lives) {
            out.println(life.member() + ", kept in " + life.folder());
            life.trouble().ifPresent(why -> out.println("  cannot be read: " + why));
            for (KeptAside.Row row : life.rows()) {
                out.printf(Locale.ROOT, "  %-28s %s  %s%n", there(row), row.table(), row.values());
            }
            life.deleted()
                    .forEach(
                            (table, count) ->
                                    out.printf(
                                            Locale.ROOT,
                                            "  %d deleted from %s: not to be read any more%n",
                                            count,
                                            table));
        }
    }

    private static String there(KeptAside.Row row) {
        return switch (row.there()) {
            case ABSENT -> "not in the database";
            case DIFFERENT -> "different in the database";
            case SAME -> "in the database again";
            case UNKNOWN -> "not compared";
        };
    }
}
