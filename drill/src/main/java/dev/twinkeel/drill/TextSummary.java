package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The report for a terminal: plain text, at most 100 columns.
public final class TextSummary {
    private static final int BAR = 60;
    private static final int LISTED = 5;

    private TextSummary() {}

    public static String of(DrillReport report) {
        StringBuilder text = new StringBuilder();
        text.append(report.verdict()).append("  ").append(report.scenario()).append('\n');
        text.append("  ").append(report.headline()).append("\n\n");
        if (!report.isControl()) {
            objectives(report, text);
            bar(report, text);
        }
        report.load().lowered().ifPresent(it -> line(text, "load", it));
        line(
                text,
                "requests",
                "%s, %s not done, %s of unknown outcome"
                        .formatted(
                                Words.number(report.requests()),
                                Words.number(report.failed()),
                                Words.number(report.unknownRequests())));
        Latency latency = report.baselineLatency();
        line(
                text,
                "latency",
                String.format(
                        Locale.ROOT,
                        "half of them %.1f ms, 99 of 100 %.1f ms%s",
                        latency.p50Millis(),
                        latency.p99Millis(),
                        report.isControl() ? "" : " before the fault"));
        ledger(report, text);
        InsideFindings inside = report.inside();
        if (inside != null) {
            line(
                    text,
                    "inside " + inside.region(),
                    "%s writes tried after the promotion, %s accepted"
                            .formatted(
                                    Words.number(inside.tried()), Words.number(inside.accepted())));
        }
        HistoryFindings history = report.beyond().history();
        if (history != null) {
            line(text, "history", history.sentence());
        }
        kept(report.beyond().kept(), text);
        report.beyond().stores().forEach(it -> line(text, it.store(), it.sentence()));
        return text.toString();
    }

    private static void kept(@Nullable KeptFindings kept, StringBuilder text) {
        if (kept == null) {
            return;
        }
        line(text, "kept aside", kept.sentence());
        kept.rows().stream()
                .limit(LISTED)
                .forEach(row -> line(text, "  " + row.there(), row.table() + " " + row.row()));
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-14s %s%n", name, value));
    }

    private static void objectives(DrillReport report, StringBuilder text) {
        Long rto = report.rtoMillis();
        Long objective = report.rtoObjectiveMillis();
        line(
                text,
                "RTO",
                (rto == null ? "not restored" : report.outage() ? Words.millis(rto) : "no outage")
                        + (objective == null
                                ? ""
                                : "  (objective " + Words.millis(objective) + ")"));
    }

    private static void ledger(DrillReport report, StringBuilder text) {
        Findings ledger = report.ledger();
        if (ledger == null) {
            String trouble = report.ledgerTrouble();
            line(text, "ledger", trouble == null ? "nothing was written" : "unknown: " + trouble);
            return;
        }
        line(
                text,
                "ledger",
                "%s acknowledged, %s lost, %s duplicated, %s unknown (%s of them found)"
                        .formatted(
                                Words.number(ledger.acknowledged()),
                                Words.number(ledger.lost()),
                                Words.number(ledger.duplicated()),
                                Words.number(ledger.unknown()),
                                Words.number(ledger.recovered())));
        ledger.lostWrites().stream()
                .limit(LISTED)
                .forEach(lost -> line(text, "  lost", lost.key() + "  " + lost.acknowledgedAt()));
        if (ledger.lost() > LISTED) {
            line(text, "", "and %d more, in the report".formatted(ledger.lost() - LISTED));
        }
    }

    /// The phases on one line, to scale, and below it what each sign is.
    private static void bar(DrillReport report, StringBuilder text) {
        List<Moment> reached = Moment.reached(report.phases());
        if (reached.isEmpty()) {
            return;
        }
        long end = Math.max(1, reached.getLast().at());
        char[] line = "-".repeat(BAR + 1).toCharArray();
        List<String> names = new ArrayList<>();
        line[0] = '!';
        for (int number = 0; number < reached.size(); number++) {
            Moment moment = reached.get(number);
            int at = free(line, (int) (Math.max(0, moment.at()) * BAR / end));
            line[at] = (char) ('1' + number);
            names.add((number + 1) + " " + moment.name() + " " + Words.millis(moment.at()));
        }
        line(text, "phases", new String(line));
        int half = Math.min(names.size(), 3);
        line(text, "", "! fault  " + String.join("  ", names.subList(0, half)));
        if (half < names.size()) {
            line(text, "", String.join("  ", names.subList(half, names.size())));
        }
    }

    private static int free(char[] line, int wanted) {
        for (int at = wanted; at < line.length; at++) {
            if (line[at] == '-') {
                return at;
            }
        }
        for (int at = line.length - 1; at > 0; at--) {
            if (line[at] == '-') {
                return at;
            }
        }
        return line.length - 1;
    }
}
