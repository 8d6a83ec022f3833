package dev.twinkeel.cli;

import dev.twinkeel.recovery.Entry;
import dev.twinkeel.twin.host.TwinClient;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "explain",
        description = "Tells what the recovery engine decided and why, from its journals.")
final class ExplainCommand implements Callable<Integer> {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Mixin private final TwinOption twin = new TwinOption();

    @Option(names = "--json", description = "The whole entries, as a JSON array.")
    private boolean json;

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
                journal.forEach(this::tell);
            }
        }
        return Exit.DONE;
    }

    private void tell(Entry entry) {
        entry.sentence()
                .ifPresent(
                        sentence ->
                                terminal.out()
                                        .printf(
                                                "%s  %-12s %-14s epoch %-3d %s%n",
                                                CLOCK.format(entry.event().at()),
                                                entry.place(),
                                                entry.database(),
                                                entry.epoch(),
                                                sentence));
    }
}
