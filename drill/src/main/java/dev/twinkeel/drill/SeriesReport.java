package dev.twinkeel.drill;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A series as JSON, as a page and as text.
public final class SeriesReport {
    private SeriesReport() {}

    /// The spreads, and every run's own object without its timeline.
    public static String json(Series series) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("scenario", series.reports().getFirst().scenario());
        json.put("verdict", series.verdict().name());
        json.put("sameVerdict", series.sameVerdict());
        json.put("runs", series.reports().size());
        json.put("headline", series.headline());
        json.put("spread", series.spreads());
        json.put("reports", series.reports().stream().map(SeriesReport::brief).toList());
        return ReportJson.write(json);
    }

    static Map<String, @Nullable Object> brief(DrillReport report) {
        Map<String, @Nullable Object> object = ReportJson.object(report);
        object.remove("windows");
        object.remove("story");
        object.remove("proofs");
        return object;
    }

    public static String text(Series series) {
        StringBuilder text = new StringBuilder();
        text.append(series.verdict()).append("  ").append(series.headline()).append("\n\n");
        text.append(
                String.format(
                        Locale.ROOT, "  %-18s %12s %12s %12s%n", "", "least", "median", "most"));
        series.spreads()
                .forEach(
                        (name, spread) -> {
                            if (spread != null) {
                                text.append(
                                        String.format(
                                                Locale.ROOT,
                                                "  %-18s %12.1f %12.1f %12.1f%n",
                                                name,
                                                spread.min(),
                                                spread.median(),
                                                spread.max()));
                            }
                        });
        return text.toString();
    }

    /// The runs side by side. Each run has a page of its own as well.
    public static String html(Series series) {
        StringBuilder page = new StringBuilder();
        DrillReport first = series.reports().getFirst();
        page.append(HtmlReport.start(first.scenario() + ", " + series.reports().size() + " runs"));
        page.append("<header>\n<p class=\"crumb\">Twinkeel drill <span>/</span> ");
        page.append(Html.escaped(first.application())).append(" <span>/</span> <b>");
        page.append(Html.escaped(first.scenario())).append("</b></p>\n");
        page.append(HtmlReport.badge(series.verdict())).append("\n<h1>");
        page.append(Html.escaped(series.headline()))
                .append("</h1>\n<p class=\"claim\"><span>Claim</span> ");
        page.append(Html.escaped(first.claim())).append("</p>\n</header>\n");
        spreads(series, page);
        runs(series, page);
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void spreads(Series series, StringBuilder page) {
        page.append("<section>\n<h2>Spread</h2>\n<table>");
        page.append(Html.head("measured", "runs", "least", "median", "most")).append("<tbody>\n");
        series.spreads()
                .forEach(
                        (name, spread) -> {
                            if (spread != null) {
                                page.append(
                                        Html.row(
                                                name,
                                                Integer.toString(spread.count()),
                                                figure(spread.min()),
                                                figure(spread.median()),
                                                figure(spread.max())));
                            }
                        });
        page.append("</tbody></table>\n</section>\n");
    }

    private static void runs(Series series, StringBuilder page) {
        page.append("<section>\n<h2>Runs</h2>\n<div class=\"wide\"><table>");
        page.append(
                Html.head(
                        "run",
                        "verdict",
                        "RTO",
                        "lost",
                        "oldest lost",
                        "failed requests",
                        "p99",
                        "seed"));
        page.append("<tbody>\n");
        int number = 1;
        for (DrillReport report : series.reports()) {
            Long rto = report.rtoMillis();
            Findings ledger = report.ledger();
            page.append(
                    Html.row(
                            Integer.toString(number++),
                            report.verdict().name(),
                            rto == null ? "not restored" : Words.millis(rto),
                            ledger == null ? "unknown" : Words.number(ledger.lost()),
                            ledger == null ? "unknown" : Words.millis(ledger.lostAgeMillis()),
                            Words.number(report.failed()),
                            figure(report.latency().p99Millis()),
                            Long.toString(report.seed())));
        }
        page.append("</tbody></table></div>\n</section>\n");
    }

    private static String figure(double value) {
        return value == Math.rint(value)
                ? Words.number(Math.round(value))
                : String.format(Locale.ROOT, "%,.1f", value);
    }
}
