package dev.twinkeel.cli;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = "Tells what the twin is doing: who serves, who may write, what is broken.")
final class StatusCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    private final Terminal terminal;

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (TwinClient client = twin.client(terminal)) {
            Status status = client.status();
            terminal.out().print(json ? JsonText.of(status) : text(status));
        }
        return Exit.DONE;
    }

    private String text(Status status) {
        var text = new Lines();
        text.add(
                "%s serves from %s"
                        .formatted(status.application(), status.serving().orElse("nowhere")));
        text.add("  users  %s at %s".formatted(status.domain(), addresses(status.entry())));
        text.add("  dns    %s".formatted(status.dns()));
        for (String fault : status.faults()) {
            text.add("  %s  %s".formatted(terminal.bad("fault"), fault));
        }
        if (!status.databases().isEmpty()) {
            text.add("");
            StatusTables.leases(status).forEach(text::add);
        }
        if (!status.stores().isEmpty()) {
            text.add("");
            StatusTables.stores(status).forEach(text::add);
        }
        text.add("");
        StatusTables.zones(status).forEach(text::add);
        Map<String, List<Status.Unit>> byPlace =
                status.processes().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Status.Unit::place, TreeMap::new, Collectors.toList()));
        byPlace.forEach(
                (place, units) -> {
                    text.add("");
                    text.add(place);
                    units.forEach(unit -> text.add(unit(unit)));
                });
        return text.toString();
    }

    private String unit(Status.Unit unit) {
        String plain = String.format(Locale.ROOT, "%-9s", unit.condition());
        return String.format(
                Locale.ROOT,
                "  %-26s %-8s %s pid %-8s %s%s",
                unit.name(),
                unit.kind(),
                unit.condition().equals("ready") ? terminal.good(plain) : terminal.bad(plain),
                unit.alive() ? unit.pid() : "-",
                unit.address().map(Address::toString).orElse(""),
                unit.restarts() == 0 ? "" : ", restarted " + unit.restarts() + " times");
    }

    private static String addresses(List<Address> addresses) {
        return addresses.stream().map(Address::toString).collect(Collectors.joining(", "));
    }
}
