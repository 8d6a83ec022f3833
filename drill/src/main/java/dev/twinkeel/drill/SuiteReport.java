package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a suite of drills found: a table for a terminal, a page, and JSON.
///
/// @param rows in the order in which they were run
public record SuiteReport(String suite, List<Row> rows) {
    private static final int COLUMNS = 100;

    public SuiteReport {
        rows = List.copyOf(rows);
    }

    /// One drill of the suite.
    ///
    /// @param series its runs; empty when something broke that is not the drill's outcome
    /// @param trouble why, then
    public record Row(
            String scenario, String claim, Optional<Series> series, Optional<String> trouble) {
        public Verdict verdict() {
            return trouble.isPresent()
                    ? Verdict.INVALID
                    : series.map(Series::verdict).orElse(Verdict.INVALID);
        }

        private long count(Verdict verdict) {
            return series.map(it -> it.verdicts().getOrDefault(verdict, 0L)).orElse(0L);
        }

        private String held() {
            int runs = series.map(it -> it.reports().size()).orElse(0);
            return count(Verdict.PASS) + "/" + runs;
        }

        private @Nullable DrillReport worst() {
            Optional<DrillReport> failed =
                    series.stream()
                            .flatMap(it -> it.reports().stream())
                            .filter(it -> it.verdict() == verdict())
                            .findFirst();
            return failed.orElse(null);
        }

        /// The slowest, of the runs that were restored.
        private String rto() {
            Series.Spread rto = series.map(it -> it.spreads().get("rtoMillis")).orElse(null);
            DrillReport worst = worst();
            if (rto == null || worst == null || worst.rtoMillis() == null) {
                return "-";
            }
            return worst.outage() ? Words.millis(Math.round(rto.max())) : "none";
        }

        private String lost() {
            Series.Spread lost = series.map(it -> it.spreads().get("lost")).orElse(null);
            return lost == null ? "?" : Words.number(Math.round(lost.max()));
        }

        /// What there is to say beside the figures.
        public String note() {
            DrillReport worst = worst();
            if (trouble.isPresent()) {
                return trouble.get();
            }
            if (worst == null) {
                return "";
            }
            List<String> notes = new ArrayList<>();
            if (verdict() != Verdict.PASS) {
                notes.addAll(worst.reasons());
            }
            worst.load().lowered().map(it -> "The load was " + it + ".").ifPresent(notes::add);
            return String.join(" ", notes);
        }
    }

    /// The worst: a suite passes when every drill does.
    public Verdict verdict() {
        if (rows.stream().anyMatch(it -> it.verdict() == Verdict.FAIL)) {
            return Verdict.FAIL;
        }
        return rows.stream().allMatch(it -> it.verdict() == Verdict.PASS)
                ? Verdict.PASS
                : Verdict.INVALID;
    }

    /// All runs, for JUnit XML.
    public List<DrillReport> reports() {
        return rows.stream()
                .flatMap(it -> it.series().stream())
                .flatMap(it -> it.reports().stream())
                .toList();
    }

    public String headline() {
        long passed = rows.stream().filter(it -> it.verdict() == Verdict.PASS).count();
        return "%s: the claims of %d of %d drills hold".formatted(suite, passed, rows.size());
    }

    /// The table, at most 100 columns; reasons below the rows that have any.
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-28s %-8s %5s %10s %6s %8s%n",
                        "drill",
                        "verdict",
                        "held",
                        "outage",
                        "lost",
                        "failed"));
        for (Row row : rows) {
            Series.Spread failed = row.series().map(it -> it.spreads().get("failed")).orElse(null);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-28s %-8s %5s %10s %6s %8s%n",
                            row.scenario(),
                            row.verdict(),
                            row.held(),
                            row.rto(),
                            row.lost(),
                            failed == null ? "?" : Words.number(Math.round(failed.max()))));
            wrapped(row.note(), text);
        }
        return text.append('\n')
                .append(verdict())
                .append("  ")
                .append(headline())
                .append('\n')
                .toString();
    }

    private static void wrapped(String note, StringBuilder text) {
        StringBuilder line = new StringBuilder();
        for (String word : note.split("\\s+", -1)) {
            if (line.length() + word.length() + 5 > COLUMNS && !line.isEmpty()) {
                text.append("    ").append(line).append('\n');
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        if (!line.isEmpty()) {
            text.append("    ").append(line).append('\n');
        }
    }

    /// One object; each run without its timeline.
    public String json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("suite", suite);
        json.put("verdict", verdict().name());
        json.put("headline", headline());
        List<Object> drills = new ArrayList<>();
        for (Row row : rows) {
            Map<String, @Nullable Object> drill = new LinkedHashMap<>();
            drill.put("scenario", row.scenario());
            drill.put("claim", row.claim());
            drill.put("verdict", row.verdict().name());
            drill.put("passed", row.count(Verdict.PASS));
            drill.put("trouble", row.trouble().orElse(null));
            drill.put("spread", row.series().map(Series::spreads).orElse(null));
            drill.put(
                    "reports",
                    row.series().stream()
                            .flatMap(it -> it.reports().stream())
                            .map(SeriesReport::brief)
                            .toList());
            drills.add(drill);
        }
        json.put("drills", drills);
        return ReportJson.write(json);
    }

    /// The table as a page; each drill's own page is in a folder of its name beside it.
    public String html() {
        StringBuilder page = new StringBuilder(HtmlReport.start(suite + ": " + verdict()));
        page.append("<header>\n<p class=\"crumb\">Twinkeel drills <span>/</span> <b>");
        page.append(Html.escaped(suite)).append("</b></p>\n");
        page.append(HtmlReport.badge(verdict())).append("\n<h1>");
        page.append(Html.escaped(headline())).append("</h1>\n</header>\n");
        page.append("<section>\n<h2>Drills</h2>\n<div class=\"wide\"><table>");
        page.append(Html.head("drill", "verdict", "held", "outage", "lost", "claim", "why"));
        page.append("<tbody>\n");
        for (Row row : rows) {
            String name = Html.escaped(row.scenario());
            page.append("<tr><th scope=\"row\">");
            page.append(
                    row.series().isPresent()
                            ? "<a href=\"%s/report.html\">%s</a>".formatted(name, name)
                            : name);
            page.append("</th><td>").append(HtmlReport.badge(row.verdict())).append("</td>");
            for (String cell :
                    List.of(row.held(), row.rto(), row.lost(), row.claim(), row.note())) {
                page.append("<td>").append(Html.escaped(cell)).append("</td>");
            }
            page.append("</tr>\n");
        }
        return page.append("</tbody></table></div>\n</section>\n</main>\n</body>\n</html>\n")
                .toString();
    }
}
