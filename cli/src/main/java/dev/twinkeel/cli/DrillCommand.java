package dev.twinkeel.cli;

import dev.twinkeel.drill.DrillReport;
import dev.twinkeel.drill.HtmlReport;
import dev.twinkeel.drill.JunitXml;
import dev.twinkeel.drill.ReportJson;
import dev.twinkeel.drill.Scenario;
import dev.twinkeel.drill.ScenarioFile;
import dev.twinkeel.drill.Series;
import dev.twinkeel.drill.SeriesReport;
import dev.twinkeel.drill.TextSummary;
import dev.twinkeel.drill.Verdict;
import dev.twinkeel.twin.host.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "drill",
        description = {
            "Breaks a twin of its own under load, and measures how it comes back.",
            "Without a name: which drills there are."
        })
final class DrillCommand implements Callable<Integer> {
    @Mixin private final ApplicationOption which = new ApplicationOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO",
            description = "The name of a drill, or the path of a .yaml file of your own.")
    private @Nullable String scenario;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Run it N times, each on a fresh twin, and tell the spread.")
    private int repeat;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Spreads the shoppers' times and choices. Default: 1.")
    private long seed;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description =
                    "Where report.html, report.json and junit.xml go. Default:"
                            + " .twinkeel/reports/SCENARIO beside the application's file.")
    private @Nullable Path folder;

    private final Terminal terminal;

    DrillCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (scenario == null) {
            ScenarioFile.BUILT_IN.forEach(name -> terminal.out().println(listed(name)));
            return Exit.DONE;
        }
        if (repeat < 1) {
            throw new Trouble(
                    Exit.USAGE, "repeat a drill " + repeat + " times", "Use --repeat 1 or more.");
        }
        Scenario chosen = scenario(scenario);
        ApplicationOption.Read read = which.read(terminal);
        StateFolder own = which.state(terminal);
        Path reports =
                folder == null ? own.root().resolve("reports").resolve(chosen.name()) : folder;
        terminal.err().println("drill " + chosen.name() + ": " + chosen.claim());
        Series series;
        try (var progress = new Progress(terminal)) {
            var run = new DrillRun(read, DrillRun.folder(own), progress);
            series = Series.run(repeat, seed, (number, its) -> once(run, chosen, number, its));
        }
        write(series, reports);
        tell(series, reports, DrillRun.folder(own));
        return series.verdict().exitCode();
    }

    private DrillReport once(DrillRun run, Scenario chosen, int number, long its)
            throws InterruptedException {
        if (repeat > 1) {
            terminal.err().printf("run %d of %d%n", number, repeat);
        }
        DrillReport report =
                run.run(chosen, its, Map.of("command", "twinkeel drill " + chosen.name()));
        if (repeat > 1) {
            terminal.err().println(report.headline());
        }
        return report;
    }

    private void tell(Series series, Path reports, StateFolder state) {
        boolean single = series.reports().size() == 1;
        DrillReport first = series.reports().getFirst();
        if (json) {
            terminal.out().println(single ? ReportJson.of(first) : SeriesReport.json(series));
        } else {
            terminal.out().print(single ? TextSummary.of(first) : SeriesReport.text(series));
        }
        terminal.err().println("report  " + reports.resolve("report.html").toAbsolutePath());
        if (series.verdict() != Verdict.PASS) {
            terminal.err().println("logs    " + state.logs());
        }
    }

    private static void write(Series series, Path folder) {
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

    private static String listed(String name) {
        return "%-16s %s"
                .formatted(
                        name,
                        switch (ScenarioFile.find(name)) {
                            case ScenarioFile.Read.Valid valid -> valid.scenario().claim();
                            case ScenarioFile.Read.Invalid invalid ->
                                    invalid.problems().getFirst().toString();
                        });
    }

    private Scenario scenario(String nameOrPath) {
        return switch (ScenarioFile.find(nameOrPath)) {
            case ScenarioFile.Read.Valid valid -> valid.scenario();
            case ScenarioFile.Read.Invalid invalid -> {
                invalid.problems().forEach(problem -> terminal.err().println(problem));
                throw new Trouble(
                        Exit.USAGE,
                        "drill " + nameOrPath + " cannot be read",
                        "Correct what is listed above; `twinkeel drill` lists the drills.");
            }
        };
    }
}
