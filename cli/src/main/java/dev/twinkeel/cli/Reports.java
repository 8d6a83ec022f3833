package dev.twinkeel.cli;

import dev.twinkeel.drill.DrillReport;
import dev.twinkeel.drill.HtmlReport;
import dev.twinkeel.drill.JunitXml;
import dev.twinkeel.drill.ReportJson;
import dev.twinkeel.drill.Series;
import dev.twinkeel.drill.SeriesReport;
import dev.twinkeel.drill.SuiteReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes reports into folders.
final class Reports {
    private Reports() {}

    static void write(Series series, Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("junit.xml"), JunitXml.of(series.reports()));
            if (series.reports().size() == 1) {
                write(series.reports().getFirst(), folder, "report");
                return;
            }
            Files.writeString(folder.resolve("report.html"), SeriesReport.html(series));
            Files.writeString(folder.resolve("report.json"), SeriesReport.json(series));
            for (int i = 0; i < series.reports().size(); i++) {
                write(series.reports().get(i), folder, "run-" + (i + 1));
            }
        } catch (IOException e) {
            throw new Trouble(
                    Exit.BROKEN,
                    "write the report into " + folder + ": " + e.getMessage(),
                    "Name a folder that you may write to with --report; the verdict was "
                            + series.headline());
        }
    }

    private static void write(DrillReport report, Path folder, String name) throws IOException {
        Files.writeString(folder.resolve(name + ".html"), HtmlReport.of(report));
        Files.writeString(folder.resolve(name + ".json"), ReportJson.of(report));
    }

    /// The table; the drills' own reports are in folders beside it already.
    static void write(SuiteReport suite, Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.html"), suite.html());
            Files.writeString(folder.resolve("report.json"), suite.json());
            Files.writeString(folder.resolve("report.txt"), suite.text());
            Files.writeString(folder.resolve("junit.xml"), JunitXml.of(suite));
        } catch (IOException e) {
            throw new Trouble(
                    Exit.BROKEN,
                    "write the report into " + folder + ": " + e.getMessage(),
                    "Name a folder that you may write to with --report; the verdict was "
                            + suite.headline());
        }
    }
}
