package dev.twinkeel.cli;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.host.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The tables that `status` prints: who may write to each database, and how each place is.
final class StatusTables {
    private StatusTables() {}

    /// One line a database, under a line of headings.
    static List<String> leases(Status status) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "database",
                        "writes to",
                        "in",
                        "epoch",
                        "lease",
                        "copies that count",
                        "engines"));
        status.databases().forEach(database -> rows.add(row(database)));
        return table(rows);
    }

    private static List<String> row(Status.DatabaseStatus database) {
        String engines =
                new TreeMap<>(database.stages())
                        .entrySet().stream()
                                .map(it -> it.getKey() + " " + it.getValue())
                                .collect(Collectors.joining(", "));
        if (database.lease().isEmpty()) {
            return List.of(database.database(), "?", "?", "?", "no agent says", "?", engines);
        }
        Lease lease = database.lease().get();
        return List.of(
                database.database(),
                lease.holder().map(Member::name).orElse("-"),
                lease.holder().map(Member::zone).orElse(lease.region()),
                Long.toString(lease.epoch()),
                validity(lease, database.stages()),
                copies(lease),
                engines);
    }

    /// An engine says that it holds a lease only while it could renew it in time.
    private static String validity(Lease lease, Map<String, String> stages) {
        String stage = stages.get(lease.region());
        String valid =
                "Holding".equals(stage)
                        ? "valid"
                        : stage == null ? "not confirmed" : "not confirmed yet";
        return lease.successor().map(to -> valid + ", going to " + to).orElse(valid);
    }

    private static String copies(Lease lease) {
        String names =
                lease.synchronous().stream().map(Member::name).collect(Collectors.joining(", "));
        String all = names.isEmpty() ? "none" : names;
        return lease.degraded() ? all + " (none has caught up yet)" : all;
    }

    /// One line a store and region, under a line of headings.
    static List<String> stores(Status status) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("store", "kind", "in", "how it is"));
        status.stores()
                .forEach(
                        store ->
                                rows.add(
                                        List.of(
                                                store.name(),
                                                store.kind(),
                                                store.region(),
                                                store.sentence())));
        return table(rows);
    }

    /// One line a place: how many of its pods, members and other processes are in which condition.
    static List<String> zones(Status status) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("place", "state", "pods", "members", "others"));
        Map<String, List<Status.Unit>> places =
                status.processes().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Status.Unit::place, TreeMap::new, Collectors.toList()));
        places.forEach(
                (place, units) ->
                        rows.add(
                                List.of(
                                        place,
                                        state(units),
                                        conditions(units, List.of("pod")),
                                        conditions(units, List.of("database")),
                                        conditions(
                                                units,
                                                List.of("node", "agent", "voter", "edge")))));
        return table(rows);
    }

    private static String state(List<Status.Unit> units) {
        if (units.stream().noneMatch(Status.Unit::alive)) {
            return "lost";
        }
        return units.stream().allMatch(it -> it.condition().equals("ready")) ? "well" : "impaired";
    }

    private static String conditions(List<Status.Unit> units, List<String> kinds) {
        Map<String, Long> counts =
                units.stream()
                        .filter(it -> kinds.contains(it.kind()))
                        .collect(
                                Collectors.groupingBy(
                                        Status.Unit::condition,
                                        TreeMap::new,
                                        Collectors.counting()));
        return counts.isEmpty()
                ? "-"
                : counts.entrySet().stream()
                        .map(it -> it.getValue() + " " + it.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static List<String> table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append("  ").append(row.get(i));
            line.repeat(' ', widths[i] - row.get(i).length());
        }
        return line.toString().stripTrailing();
    }
}
