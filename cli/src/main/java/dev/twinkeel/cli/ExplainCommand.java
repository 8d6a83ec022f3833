package dev.twinkeel.cli;

import dev.twinkeel.recovery.Entry;
import dev.twinkeel.twin.host.TwinClient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "explain",
        description = "Tells what the recovery engine decided and why, from its journals.")
final class ExplainCommand implements Callable<Integer> {
    /// After this long without a word, something else begins.
    private static final Duration QUIET = Duration.ofSeconds(10);

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEEE d MMMM yyyy, HH:mm:ss", Locale.ENGLISH)
                    .withZone(ZoneId.systemDefault());

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Mixin private final TwinOption twin = new TwinOption();

    @Option(names = "--json", description = "The whole entries, as a JSON array.")
    private boolean json;

    @Option(names = "--database", paramLabel = "NAME", description = "Only this database.")
    private Optional<String> database = Optional.empty();

    private final Terminal terminal;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (TwinClient client = twin.client(terminal)) {
            List<Entry> journal = client.journal();
            if (json) {
                terminal.out().print(JsonText.of(journal));
            } else {
                tell(journal);
            }
        }
        return Exit.DONE;
    }

    /// One paragraph an episode, with the time since it began.
    private void tell(List<Entry> journal) {
        Instant began = Instant.EPOCH;
        Instant before = Instant.EPOCH;
        for (Entry entry : journal) {
            if (entry.sentence().isEmpty() || !wanted(entry)) {
                continue;
            }
            Instant at = entry.event().at();
            if (Duration.between(before, at).compareTo(QUIET) > 0) {
                terminal.out()
                        .printf("%s%s%n", began.equals(Instant.EPOCH) ? "" : "\n", DAY.format(at));
                began = at;
            }
            before = at;
            terminal.out()
                    .printf(
                            "  %s %+9.3f s  %-10s %-12s epoch %-3d %-10s %s%n",
                            CLOCK.format(at),
                            Duration.between(began, at).toMillis() / 1000.0,
                            entry.place(),
                            entry.database(),
                            entry.epoch(),
                            entry.stage(),
                            entry.sentence().get());
        }
    }

    private boolean wanted(Entry entry) {
        return database.isEmpty() || database.get().equals(entry.database());
    }
}
