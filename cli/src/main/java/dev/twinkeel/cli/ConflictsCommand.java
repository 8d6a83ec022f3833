package dev.twinkeel.cli;

import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.host.TwinClient;
import dev.twinkeel.twin.store.Conflicts;
import dev.twinkeel.twin.store.Conflicts.Conflict;
import dev.twinkeel.twin.store.StoreStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "conflicts",
        description = {
            "Lists the versions that the replication of tables overwrote.",
            "Both regions may write: of two versions of an item of which neither's writer had seen"
                    + " the other, the later one is kept in both. The latest thousand a region."
        })
final class ConflictsCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "TABLE",
            description = "Its name in the file. Default: every table.")
    private Optional<String> table = Optional.empty();

    @Option(names = "--json", description = "One JSON array on standard output.")
    private boolean json;

    private final Terminal terminal;

    ConflictsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Conflict> found = new ArrayList<>();
        boolean whole = true;
        try (TwinClient client = twin.client(terminal);
                Conflicts conflicts = new Conflicts()) {
            for (StoreStatus status : named(client.status().stores())) {
                try {
                    Optional<List<Conflict>> told = conflicts.of(status);
                    found.addAll(told.orElse(List.of()));
                    if (told.isEmpty()) {
                        whole = false;
                        missing(status, status.sentence());
                    }
                } catch (IOException e) {
                    whole = false;
                    missing(status, "its replication does not answer: " + e.getMessage());
                }
            }
        }
        if (json) {
            terminal.out().println(Json.write(found));
        } else {
            tell(found, whole, terminal.out());
        }
        return Exit.DONE;
    }

    private List<StoreStatus> named(List<StoreStatus> stores) {
        List<StoreStatus> tables = stores.stream().filter(it -> it.kind().equals("table")).toList();
        List<StoreStatus> named =
                tables.stream()
                        .filter(it -> table.isEmpty() || table.get().equals(it.name()))
                        .toList();
        if (named.isEmpty()) {
            throw new Trouble(
                    Exit.USAGE,
                    table.map(it -> "there is no table \"" + it + "\"").orElse("there is no table"),
                    tables.isEmpty()
                            ? "The file names no table."
                            : "Tables are "
                                    + tables.stream()
                                            .map(StoreStatus::name)
                                            .distinct()
                                            .collect(Collectors.joining(", "))
                                    + ".");
        }
        return named;
    }

    private void missing(StoreStatus status, String why) {
        terminal.err().printf("%s in %s: %s%n", status.name(), status.region(), why);
    }

    static void tell(List<Conflict> found, boolean whole, PrintStream out) {
        if (found.isEmpty() && whole) {
            out.println("no version was overwritten by another that had not seen it");
        }
        for (Conflict one : found) {
            out.printf(
                    "%s %s%n  lost  %s  %s  %s%n  kept  %s  %s%n",
                    one.table(),
                    one.key(),
                    one.lost(),
                    one.lostRegion(),
                    one.deletion() ? "a deletion" : Json.write(one.item()),
                    one.kept(),
                    one.keptRegion());
        }
    }
}
