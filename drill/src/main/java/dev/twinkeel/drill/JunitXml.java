package dev.twinkeel.drill;

import java.util.List;
import java.util.Locale;

/// Reports as JUnit XML, which every CI shows: one test case a run. An invalid drill is an error, a
/// missed objective a failure.
public final class JunitXml {
    private JunitXml() {}

    public static String of(List<DrillReport> reports) {
        long failures = reports.stream().filter(it -> it.verdict() == Verdict.FAIL).count();
        long errors = reports.stream().filter(it -> it.verdict() == Verdict.INVALID).count();
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append(
                "<testsuite name=\"twinkeel drill\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"0\">\n"
                        .formatted(reports.size(), failures, errors));
        for (int run = 0; run < reports.size(); run++) {
            testCase(reports.get(run), reports.size() == 1 ? "" : " " + (run + 1), xml);
        }
        return xml.append("</testsuite>\n").toString();
    }

    /// Each run of each drill; a drill that broke is an error.
    public static String of(SuiteReport suite) {
        List<DrillReport> reports = suite.reports();
        List<SuiteReport.Row> broken =
                suite.rows().stream().filter(it -> it.trouble().isPresent()).toList();
        long failures = reports.stream().filter(it -> it.verdict() == Verdict.FAIL).count();
        long errors =
                broken.size()
                        + reports.stream().filter(it -> it.verdict() == Verdict.INVALID).count();
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append(
                "<testsuite name=\"twinkeel %s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"0\">\n"
                        .formatted(
                                Html.escaped(suite.suite()),
                                reports.size() + broken.size(),
                                failures,
                                errors));
        for (SuiteReport.Row row : suite.rows()) {
            List<DrillReport> runs = row.series().map(Series::reports).orElse(List.of());
            for (int run = 0; run < runs.size(); run++) {
                testCase(runs.get(run), runs.size() == 1 ? "" : " " + (run + 1), xml);
            }
            row.trouble()
                    .ifPresent(
                            why ->
                                    xml.append(
                                            "  <testcase classname=\"%s\" name=\"%s\"><error message=\"%s\"/></testcase>\n"
                                                    .formatted(
                                                            Html.escaped(suite.suite()),
                                                            Html.escaped(row.scenario()),
                                                            Html.escaped(why))));
        }
        return xml.append("</testsuite>\n").toString();
    }

    private static void testCase(DrillReport report, String run, StringBuilder xml) {
        Long rto = report.rtoMillis();
        xml.append(
                String.format(
                        Locale.ROOT,
                        "  <testcase classname=\"%s\" name=\"%s%s\" time=\"%.3f\">\n",
                        Html.escaped(report.application()),
                        Html.escaped(report.scenario()),
                        run,
                        rto == null ? 0.0 : rto / 1000.0));
        String message = Html.escaped(report.headline());
        switch (report.verdict()) {
            case PASS -> {}
            case FAIL -> xml.append("    <failure message=\"%s\"/>\n".formatted(message));
            case INVALID -> xml.append("    <error message=\"%s\"/>\n".formatted(message));
        }
        xml.append("    <system-out>").append(Html.escaped(TextSummary.of(report)));
        xml.append("</system-out>\n  </testcase>\n");
    }
}
