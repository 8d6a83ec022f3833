package dev.twinkeel.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The report of one drill as one page that needs nothing else: it opens from a file, is read by
/// keyboard, and is light or dark as its reader wishes.
public final class HtmlReport {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final DrillReport report;
    private final StringBuilder page = new StringBuilder(64 * 1024);

    private HtmlReport(DrillReport report) {
        this.report = report;
    }

    public static String of(DrillReport report) {
        return new HtmlReport(report).page();
    }

    private String page() {
        page.append(start(report.scenario() + ": " + report.verdict()));
        header();
        figures();
        ReportTables.claims(report, page);
        section("timeline", "What happened");
        page.append(
                "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Timeline\">\n");
        page.append(TimelineSvg.of(report)).append("</div>\n");
        page.append(
                "<p class=\"legend\"><span class=\"key ok\"></span> done <span class=\"key failed\"></span>"
                        + " failed <span class=\"key unknown\"></span> outcome unknown"
                        + (report.outage() ? " <span class=\"key band\"></span> outage" : "")
                        + "</p>\n");
        seconds();
        end();
        ReportTables.steps(report, page);
        phases();
        ReportTables.ledger(report, page);
        ReportTables.inside(report, page);
        ReportTables.beyond(report.beyond(), page);
        ReportTables.proofs(report, page);
        story();
        limits();
        environment();
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    static String start(String title) {
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the report</a>
        <main id="main">
        """
                .formatted(Html.escaped(title), style());
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("/report/report.css")) {
            if (in == null) {
                throw new IllegalStateException("read the report's style sheet");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("read the report's style sheet", e);
        }
    }

    static String badge(Verdict verdict) {
        String sign =
                switch (verdict) {
                    case PASS -> "\u2713";
                    case FAIL -> "\u2715";
                    case INVALID -> "?";
                };
        return "<span class=\"badge %s\"><span aria-hidden=\"true\">%s</span> %s</span>"
                .formatted(verdict.name().toLowerCase(Locale.ROOT), sign, verdict);
    }

    private void header() {
        page.append(
                """
                <header>
                <p class="crumb">Twinkeel drill <span>/</span> %s <span>/</span> <b>%s</b></p>
                %s
                <h1>%s</h1>
                <p class="claim"><span>Claim</span> %s</p>
                <p class="when">%s · %s</p>
                </header>
                """
                        .formatted(
                                Html.escaped(report.application()),
                                Html.escaped(report.scenario()),
                                badge(report.verdict()),
                                Html.escaped(report.headline()),
                                Html.escaped(report.claim()),
                                TIME.format(report.startedAt()),
                                Html.escaped(
                                        report.wound()
                                                + report.load()
                                                        .lowered()
                                                        .map(it -> " · " + it)
                                                        .orElse(""))));
    }

    private void figures() {
        page.append("<section class=\"figures\" aria-label=\"Main figures\">\n");
        if (!report.isControl()) {
            rto();
            rpo();
        }
        figure(
                "Requests not done",
                Words.number(report.failed()),
                "of "
                        + Words.number(report.requests())
                        + "; outcome unknown for "
                        + Words.number(report.unknownRequests()),
                -1);
        figure(
                "99 of 100 requests took",
                millis(report.baselineLatency().p99Millis()),
                report.isControl()
                        ? "at most; half of them " + millis(report.latency().p50Millis())
                        : "before the fault; "
                                + millis(report.steadyLatency().p99Millis())
                                + " after the recovery",
                -1);
        end();
    }

    private void rto() {
        Long rto = report.rtoMillis();
        Long objective = report.rtoObjectiveMillis();
        String against =
                objective == null ? "" : "objective " + Words.millis(objective).replace(".00", "");
        double part =
                rto == null || objective == null || objective == 0 ? 1 : (double) rto / objective;
        figure(
                "RTO, as clients saw it",
                rto == null ? "not restored" : report.outage() ? Words.millis(rto) : "no outage",
                against,
                part);
    }

    private void rpo() {
        Findings ledger = report.ledger();
        if (ledger == null) {
            figure("Acknowledged writes lost", "unknown", "the ledger was not read", -1);
            return;
        }
        Long objective = report.rpoObjectiveMillis();
        String against =
                objective == null || objective == 0
                        ? "objective: none"
                        : "objective: none older than "
                                + Words.millis(objective).replace(".00", "");
        String age =
                ledger.lost() == 0
                        ? "of " + Words.number(ledger.acknowledged())
                        : "the oldest " + Words.millis(ledger.lostAgeMillis()) + " old";
        double part =
                ledger.lost() == 0
                        ? 0
                        : objective == null || objective == 0
                                ? 1
                                : (double) ledger.lostAgeMillis() / objective;
        figure("Acknowledged writes lost", Words.number(ledger.lost()), age + "; " + against, part);
    }

    /// @param part of the objective that was used up; negative draws no bar
    private void figure(String name, String value, String note, double part) {
        page.append("<div class=\"figure\"><h2>").append(Html.escaped(name));
        page.append("</h2><p class=\"value\">").append(Html.escaped(value)).append("</p>");
        if (part >= 0) {
            page.append(
                    "<div class=\"meter%s\" role=\"img\" aria-label=\"%.0f%% of the objective\"><i style=\"width:%.1f%%\"></i></div>"
                            .formatted(
                                    part > 1 ? " over" : "",
                                    part * 100,
                                    Math.clamp(part * 100, 0, 100)));
        }
        page.append("<p class=\"note\">").append(Html.escaped(note)).append("</p></div>\n");
    }

    private static String millis(double millis) {
        return millis < 1000
                ? String.format(Locale.ROOT, "%.1f ms", millis)
                : Words.millis(Math.round(millis));
    }

    private void seconds() {
        page.append(
                "<details><summary>The timeline as a table</summary><div class=\"wide\"><table>");
        page.append(
                Html.head("second", "done", "failed", "unknown", "slowest tenth: 99th percentile"));
        page.append("<tbody>\n");
        for (int start = 0; start < report.windows().size(); start += 10) {
            List<Window> second =
                    report.windows().subList(start, Math.min(report.windows().size(), start + 10));
            page.append(
                    Html.row(
                            Words.millis(second.getFirst().fromMillis()),
                            Words.number(second.stream().mapToInt(Window::ok).sum()),
                            Words.number(second.stream().mapToInt(Window::failed).sum()),
                            Words.number(second.stream().mapToInt(Window::unknown).sum()),
                            millis(
                                    second.stream()
                                            .mapToDouble(Window::p99Millis)
                                            .max()
                                            .orElse(0))));
        }
        page.append("</tbody></table></div></details>\n");
    }

    private void phases() {
        if (report.isControl() || report.wound().equals("nothing was broken")) {
            return;
        }
        section("phases", "The recovery, phase by phase");
        page.append("<table>")
                .append(Html.head("phase", "after the fault", "since the one before", "meaning"));
        page.append("<tbody>\n");
        long before = 0;
        for (Moment moment : Moment.reached(report.phases())) {
            page.append(
                    Html.row(
                            moment.name(),
                            Words.millis(moment.at()),
                            Words.millis(moment.at() - before),
                            moment.meaning()));
            before = moment.at();
        }
        for (Moment moment : Moment.of(report.phases())) {
            if (moment.millis() == null) {
                page.append(
                        Html.row(
                                moment.name(),
                                "\u2013",
                                "",
                                "not in the journals, or not needed: " + moment.meaning()));
            }
        }
        page.append(
                "</tbody></table>\n<p class=\"note\">\u201csteady\u201d is measured by the clients; the others are the recovery agents' own journals. Longest time without an acknowledgement: ");
        page.append(Words.millis(report.longestGapMillis())).append(".</p>\n");
        end();
    }

    private void story() {
        if (report.story().isEmpty()) {
            return;
        }
        section("story", "What the recovery agents said");
        page.append("<ol class=\"story\">\n");
        for (DrillReport.Sentence sentence : report.story()) {
            page.append(
                    "<li><time>%s</time> <b>%s</b> <i>%s</i> <span>%s</span></li>\n"
                            .formatted(
                                    Words.millis(sentence.atMillis()),
                                    Html.escaped(sentence.place()),
                                    Html.escaped(sentence.database()),
                                    Html.escaped(sentence.text())));
        }
        page.append("</ol>\n");
        end();
    }

    private void limits() {
        section("limits", "What this does not prove");
        page.append("<ul>\n");
        for (String limit : Limits.of(report)) {
            page.append("<li>").append(Html.escaped(limit)).append("</li>\n");
        }
        page.append("</ul>\n");
        end();
    }

    private void environment() {
        section("environment", "Where and how it was measured");
        page.append("<table><tbody>\n");
        for (Map.Entry<String, String> entry : report.environment().entrySet()) {
            page.append(Html.row(entry.getKey(), entry.getValue()));
        }
        page.append(
                Html.row(
                        "the load itself",
                        "99 of 100 requests started at most %.1f ms after their intended time, the latest %.1f ms"
                                .formatted(report.lateP99Millis(), report.lateMaxMillis())));
        page.append("</tbody></table>\n");
        end();
    }

    private void section(String id, String title) {
        page.append("<section id=\"")
                .append(id)
                .append("\">\n<h2>")
                .append(Html.escaped(title))
                .append("</h2>\n");
    }

    private void end() {
        page.append("</section>\n");
    }
}
