package dev.twinkeel.cli;

import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.host.Restored;
import dev.twinkeel.twin.host.TwinClient;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "restore",
        description = {
            "Makes a database as it was at a moment, on a fresh server beside the running one.",
            "From the base backups and the log that are kept in the bucket store of each region. The"
                    + " running database is not touched; copy from the restored one what you miss.",
            "It runs until `down` or the next restore."
        })
final class RestoreCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "TIME",
            description = {
                "2026-11-22T13:45:10.500Z, the same without a zone for this machine's,",
                "or how long ago: 90s, 5m, 2h."
            })
    private String to = "";

    @Mixin private final DatabaseOption database = new DatabaseOption();

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    private final Terminal terminal;

    RestoreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Instant moment = moment(to, Instant.now());
        try (TwinClient client = twin.client(terminal);
                var progress = new Progress(terminal)) {
            progress.step("restoring to " + moment);
            Restored restored = client.restore(database.name(), moment);
            progress.done();
            if (json) {
                terminal.out().println(Json.write(restored));
            } else {
                tell(restored, terminal.out());
            }
        }
        return Exit.DONE;
    }

    /// A moment as people write it.
    static Instant moment(String text, Instant now) {
        if (text.matches("\\d+[smh]")) {
            return now.minus(Duration.parse("PT" + text.toUpperCase(Locale.ROOT)));
        }
        String stamp = text.strip().replace(' ', 'T');
        try {
            return OffsetDateTime.parse(stamp).toInstant();
        } catch (DateTimeException _) {
            try {
                return LocalDateTime.parse(stamp).atZone(ZoneId.systemDefault()).toInstant();
            } catch (DateTimeException e) {
                throw new Trouble(
                        Exit.USAGE,
                        "read --to \"" + text + "\": it is no time",
                        "Write 2026-11-22T13:45:10Z, or how long ago: 90s, 5m, 2h.");
            }
        }
    }

    private static void tell(Restored restored, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "restored to %s in %.1f s, from %s: base backup of %s and %.1f MB of log%n",
                restored.moment(),
                restored.took().toMillis() / 1000.0,
                restored.region(),
                restored.base(),
                restored.logBytes() / 1e6);
        restored.rows()
                .forEach(
                        (table, rows) -> out.printf(Locale.ROOT, "  %-40s %d rows%n", table, rows));
        out.println(
                "  last commit "
                        + restored.lastCommit().map(Instant::toString).orElse("before the backup"));
        out.printf(
                Locale.ROOT,
                "  PGPASSWORD=$(cat %s) psql -h %s -p %d -U %s %s%n",
                restored.passwordFile(),
                restored.address().host(),
                restored.address().port(),
                restored.user(),
                restored.database());
        out.println("The running database was not touched.");
    }
}
