package dev.twinkeel.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What will run where, as text for a terminal: what `twinkeel check` prints.
public final class Plan {
    private static final int INDENT = 2;

    private final Application application;
    private final StringBuilder text = new StringBuilder();

    private Plan(Application application) {
        this.application = application;
    }

    public static String text(Application application, List<Warning> warnings) {
        return new Plan(application).text(warnings);
    }

    private String text(List<Warning> warnings) {
        line("application  %s at %s".formatted(application.name(), application.domain()));
        objectives();
        places();
        pods();
        databases();
        others();
        routes();
        links();
        warnings(warnings);
        return text.toString();
    }

    private void objectives() {
        var objectives = application.objectives();
        heading("must survive");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("lost", "back within", "may lose", "worst case by its timers"));
        rows.add(
                List.of(
                        "a zone",
                        Times.text(objectives.zone().rto()),
                        loss(objectives.zone()),
                        Bound.ofZone(application).toString()));
        rows.add(
                List.of(
                        "a region",
                        Times.text(objectives.region().rto()),
                        loss(objectives.region()),
                        Bound.ofRegion(application).toString()));
        table(rows);
        line("  99 of 100 requests under %s".formatted(Times.text(objectives.latency().p99())));
    }

    private static String loss(Objectives.Objective objective) {
        return objective.rpo().isZero()
                ? "nothing"
                : "writes of the last " + Times.text(objective.rpo());
    }

    private void places() {
        heading("places");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("place", "role", "capacity", "zones", "aws"));
        for (Region region : application.regions()) {
            rows.add(
                    List.of(
                            region.name(),
                            Forms.plain(region.role()),
                            region.capacity().toString(),
                            String.join(" ", region.zones()),
                            region.aws().orElse("-")));
        }
        Witness witness = application.witness();
        rows.add(List.of(witness.name(), "witness", "-", "-", witness.aws().orElse("-")));
        table(rows);
    }

    private void pods() {
        heading("pods (standing, a zone each; in full when the region serves alone)");
        var rows = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("service"));
        application.regions().forEach(it -> head.add(it.name()));
        head.addAll(List.of("at most", "routes", "uses"));
        rows.add(head);
        for (Service service : application.services()) {
            var row = new ArrayList<>(List.of(service.name()));
            application.regions().forEach(it -> row.add(pods(it, service)));
            row.add(Integer.toString(service.replicas().max()));
            row.add(joined(service.routes().stream().map(Object::toString).toList()));
            row.add(joined(service.uses()));
            rows.add(row);
        }
        table(rows);
    }

    private static String pods(Region region, Service service) {
        int standing = region.standing(service);
        String zones =
                region.spread(standing).stream()
                        .map(Object::toString)
                        .collect(Collectors.joining("+"));
        int full = region.full(service);
        return standing == full ? zones : "%s, full %d".formatted(zones, full);
    }

    private void databases() {
        if (application.databases().isEmpty()) {
            return;
        }
        heading("databases");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("member", "role", "commit waits for it", "backup"));
        for (Database database : application.databases()) {
            members(database, rows);
        }
        table(rows);
    }

    private void members(Database database, List<List<String>> rows) {
        String waits = database.zone() == Database.Replication.SYNC ? "one of these two" : "no";
        List<String> serving = application.members(database, application.primary());
        List<String> standing = application.members(database, application.standby());
        String backup = Forms.plain(database.backup());
        rows.add(List.of(serving.getFirst(), "primary", "-", backup));
        serving.stream().skip(1).forEach(it -> rows.add(List.of(it, "standby", waits, "-")));
        rows.add(List.of(standing.getFirst(), "replica, fed across the regions", "no", "-"));
        standing.stream()
                .skip(1)
                .forEach(it -> rows.add(List.of(it, "made after a region is lost", "-", "-")));
    }

    private void others() {
        var rows = new ArrayList<List<String>>();
        application
                .tables()
                .forEach(it -> rows.add(List.of("table", it.name(), "key " + it.key())));
        application
                .buckets()
                .forEach(
                        it ->
                                rows.add(
                                        List.of(
                                                "bucket",
                                                it.name(),
                                                it.replicate() ? "both regions" : "one region")));
        application
                .queues()
                .forEach(
                        it ->
                                rows.add(
                                        List.of(
                                                "queue",
                                                it.name(),
                                                "set aside after %d deliveries"
                                                        .formatted(it.deadLetterAfter()))));
        application
                .caches()
                .forEach(it -> rows.add(List.of("cache", it.name(), Forms.plain(it.engine()))));
        if (!rows.isEmpty()) {
            heading("tables, buckets, queues, caches");
            table(rows);
        }
    }

    private void routes() {
        Routing routing = application.routing();
        heading("outside");
        line(
                "  DNS           %s, ttl %s, %s"
                        .formatted(
                                Forms.plain(routing.policy()),
                                Times.text(routing.ttl()),
                                routing.accelerator()
                                        ? "and an accelerator address"
                                        : "no accelerator"));
        line(
                "  health        %s every %s, lost after %d failures"
                        .formatted(
                                routing.health().path(),
                                Times.text(routing.health().every()),
                                routing.health().failures()));
        line(
                "  lost region   given up after a lease of %s and a guard of %s, %s"
                        .formatted(
                                Times.text(application.recovery().lease()),
                                Times.text(application.recovery().guard()),
                                application.recovery().approval() == Recovery.Approval.PERSON
                                        ? "by a person's word"
                                        : "automatically"));
        application.edge().site().ifPresent(it -> line("  edge          site %s".formatted(it)));
        application
                .edge()
                .cache()
                .forEach(
                        it ->
                                line(
                                        "  edge          %s kept %s"
                                                .formatted(it.path(), Times.text(it.keep()))));
        application
                .edge()
                .waf()
                .ifPresent(it -> line("  edge          at most %s a client".formatted(it)));
        load();
    }

    private void load() {
        Load load = application.load();
        String writes = load.write().map(it -> "%s writes, ".formatted(load.rate())).orElse("");
        line(
                "  drill's load  %s%s reads, %d shoppers"
                        .formatted(writes, load.reads(), load.shoppers()));
    }

    private void links() {
        heading("links in the twin");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("between", "round trip", "jitter"));
        rows.add(link("regions, and witness", application.links().region()));
        rows.add(link("zones of a region", application.links().zone()));
        table(rows);
    }

    private static List<String> link(String between, Links.Link link) {
        return List.of(between, Times.text(link.rtt()), Times.text(link.jitter()));
    }

    private void warnings(List<Warning> warnings) {
        heading(warnings.isEmpty() ? "no warnings" : "warnings");
        warnings.forEach(it -> line("  %s".formatted(it)));
    }

    private static String joined(List<String> words) {
        return words.isEmpty() ? "-" : String.join(" ", words);
    }

    private void heading(String heading) {
        line("\n" + heading);
    }

    private void table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : rows) {
            var line = new StringBuilder(" ".repeat(INDENT));
            for (int column = 0; column < columns; column++) {
                String cell = row.get(column);
                line.append(cell).append(" ".repeat(widths[column] - cell.length() + INDENT));
            }
            line(line.toString().stripTrailing());
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
