package dev.twinkeel.drill;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes sample pages to a folder, to look at them: the first argument.
final class ReportPreview {
    private ReportPreview() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (DrillReport report :
                List.of(
                        SampleReports.regionLoss(),
                        SampleReports.regionCut(),
                        SampleReports.control())) {
            Files.writeString(folder.resolve(report.scenario() + ".html"), HtmlReport.of(report));
        }
        Files.writeString(
                folder.resolve("not-restored.html"), HtmlReport.of(SampleReports.notRestored()));
        Files.writeString(
                folder.resolve("series.html"),
                SeriesReport.html(
                        new Series(
                                List.of(SampleReports.regionLoss(), SampleReports.regionCut()))));
        System.out.println(TextSummary.of(SampleReports.regionLoss()));
        System.out.println(ReportJson.of(SampleReports.regionLoss()).substring(0, 600));
    }
}
