package dev.twinkeel.cli;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Objectives.Objective;
import dev.twinkeel.model.Region;
import dev.twinkeel.model.Service;
import dev.twinkeel.model.Times;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What will run where, in words, as `check` prints it.
record PlanText(Application application) {

    String text() {
        var text = new Lines();
        text.add("%s (%s)".formatted(application.name(), application.domain()));
        text.add("");
        for (Region region : List.of(application.primary(), application.standby())) {
            region(text, region);
        }
        text.add("witness %s".formatted(application.witness().name()));
        text.add("  vantage point, third voter");
        text.add("");
        objectives(text);
        text.add("users      %s, then %s".formatted(application.primary().name(), standbyWords()));
        text.add(
                "recovery   lease %s, %s"
                        .formatted(
                                Times.text(application.recovery().lease()),
                                switch (application.recovery().approval()) {
                                    case AUTOMATIC -> "a region is given up automatically";
                                    case PERSON -> "a region is given up on a person's word";
                                }));
        return text.toString();
    }

    private void region(Lines text, Region region) {
        boolean primary = region.equals(application.primary());
        text.add(
                "region %s (%s): zones %s"
                        .formatted(
                                region.name(),
                                region.role().name().toLowerCase(Locale.ROOT),
                                String.join(", ", region.zones())));
        for (Service service : application.services()) {
            int pods = region.standing(service);
            text.add(
                    "  %-14s %d %s (%s a zone)%s%s"
                            .formatted(
                                    service.name(),
                                    pods,
                                    pods == 1 ? "pod" : "pods",
                                    region.spread(pods).stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining("+")),
                                    primary ? "" : ", " + region.full(service) + " when it serves",
                                    service.uses().isEmpty()
                                            ? ""
                                            : ", uses " + String.join(", ", service.uses())));
        }
        for (Database database : application.databases()) {
            text.add("  %-14s %s".formatted(database.name(), members(database, region, primary)));
        }
        text.add("");
    }

    private String members(Database database, Region region, boolean primary) {
        List<String> members = application.members(database, region);
        return primary
                ? "primary %s, %s standbys %s"
                        .formatted(
                                members.getFirst(),
                                word(database.zone()),
                                String.join(", ", members.subList(1, members.size())))
                : "%s replica %s; a zone each when it serves"
                        .formatted(word(database.region()), members.getFirst());
    }

    private void objectives(Lines text) {
        objective(text, "zone", application.objectives().zone());
        objective(text, "region", application.objectives().region());
        text.add(
                "latency    p99 under %s"
                        .formatted(Times.text(application.objectives().latency().p99())));
    }

    private static void objective(Lines text, String scope, Objective objective) {
        text.add(
                "%-10s back within %s, losing %s"
                        .formatted(
                                scope + " loss",
                                Times.text(objective.rto()),
                                objective.rpo().isZero()
                                        ? "nothing acknowledged"
                                        : "at most the last " + Times.text(objective.rpo())));
    }

    private String standbyWords() {
        return application.standby().name()
                + ", found by DNS (TTL "
                + Times.text(application.routing().ttl())
                + ")"
                + (application.routing().accelerator() ? " and two fixed addresses" : "");
    }

    private static String word(Database.Replication replication) {
        return switch (replication) {
            case SYNC -> "synchronous";
            case ASYNC -> "asynchronous";
        };
    }
}
