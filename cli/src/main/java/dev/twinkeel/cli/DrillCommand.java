package dev.twinkeel.cli;

import dev.twinkeel.drill.DrillReport;
import dev.twinkeel.drill.ReportJson;
import dev.twinkeel.drill.Scenario;
import dev.twinkeel.drill.ScenarioFile;
import dev.twinkeel.drill.Series;
import dev.twinkeel.drill.SeriesReport;
import dev.twinkeel.drill.Suite;
import dev.twinkeel.drill.SuiteReport;
import dev.twinkeel.drill.TextSummary;
import dev.twinkeel.drill.Verdict;
import dev.twinkeel.twin.host.StateFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            "Without a name: which drills and suites there are."
        })
final class DrillCommand implements Callable<Integer> {
    @Mixin private final ApplicationOption which = new ApplicationOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO",
            description = "The name of a drill, or the path of a .yaml file of your own.")
    private @Nullable String scenario;

    @Option(
            names = "--suite",
            paramLabel = "SUITE",
            description =
                    "Several drills, and a table at the end: hostile, stores, or a folder with .yaml files of"
                            + " your own.")
    private @Nullable String suite;

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

    @Option(
            names = "--full-load",
            description =
                    "All of the load, or INVALID. Default: half or a quarter of it where the machine does not"
                            + " serve all while nothing is broken; the report says so.")
    private boolean fullLoad;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description =
                    "Where report.html, report.json and junit.xml go. Default:"
                            + " .twinkeel/reports/NAME beside the application's file.")
    private @Nullable Path folder;

    private final Terminal terminal;

    /// What is printed says what is written, so that only that is looked through.
    private final KnownSecrets secrets = new KnownSecrets();

    DrillCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (scenario == null && suite == null) {
            list();
            return Exit.DONE;
        }
        if (scenario != null && suite != null) {
            throw new Trouble(
                    Exit.USAGE,
                    "drill " + scenario + " and the suite " + suite,
                    "Name a drill, or a suite with --suite.");
        }
        if (repeat < 1) {
            throw new Trouble(
                    Exit.USAGE, "repeat a drill " + repeat + " times", "Use --repeat 1 or more.");
        }
        return suite == null
                ? drill(Scenarios.named(terminal, String.valueOf(scenario)))
                : all(suite(suite));
    }

    private void list() {
        ScenarioFile.BUILT_IN.forEach(name -> terminal.out().println(listed(name)));
        Suite.BUILT_IN.forEach(
                (name, drills) -> {
                    terminal.out().printf("%nwith --suite %s:%n", name);
                    drills.forEach(drill -> terminal.out().println(listed(drill)));
                });
    }

    private int drill(Scenario chosen) throws InterruptedException {
        ApplicationOption.Read read = which.read(terminal);
        StateFolder own = which.state(terminal);
        Path reports =
                folder == null ? own.root().resolve("reports").resolve(chosen.name()) : folder;
        terminal.err().println("drill " + chosen.name() + ": " + chosen.claim());
        Series series;
        try (var progress = new Progress(terminal)) {
            var run = new DrillRun(read, DrillRun.folder(own), progress, secrets, share());
            series = Series.run(repeat, seed, (number, its) -> once(run, chosen, number, its));
        }
        Reports.write(series, reports);
        secrets.mustNotStandIn(reports);
        tell(series, reports, DrillRun.folder(own));
        return series.verdict().exitCode();
    }

    /// One after the other, each on a fresh twin; one that breaks does not keep the others.
    private int all(Suite chosen) throws InterruptedException {
        ApplicationOption.Read read = which.read(terminal);
        StateFolder own = which.state(terminal);
        Path reports =
                folder == null ? own.root().resolve("reports").resolve(chosen.name()) : folder;
        List<SuiteReport.Row> rows = new ArrayList<>();
        LoadShare share = share();
        for (Scenario each : chosen.scenarios()) {
            terminal.err()
                    .printf(
                            "%n%d of %d  %s: %s%n",
                            rows.size() + 1, chosen.scenarios().size(), each.name(), each.claim());
            rows.add(row(each, read, DrillRun.folder(own), share, reports.resolve(each.name())));
            SuiteReport.Row row = rows.getLast();
            terminal.err().println((row.verdict() + "  " + row.note()).strip());
        }
        SuiteReport report = new SuiteReport(chosen.name(), rows);
        Reports.write(report, reports);
        secrets.mustNotStandIn(reports);
        terminal.out().print(json ? report.json() + "\n" : report.text());
        terminal.err().println("report  " + reports.resolve("report.html").toAbsolutePath());
        return report.verdict().exitCode();
    }

    private SuiteReport.Row row(
            Scenario each,
            ApplicationOption.Read read,
            StateFolder state,
            LoadShare share,
            Path reports)
            throws InterruptedException {
        try (var progress = new Progress(terminal)) {
            var run = new DrillRun(read, state, progress, secrets, share);
            Series series = Series.run(repeat, seed, (number, its) -> once(run, each, number, its));
            Reports.write(series, reports);
            secrets.mustNotStandIn(reports);
            return new SuiteReport.Row(
                    each.name(), each.claim(), Optional.of(series), Optional.empty());
        } catch (Trouble e) {
            return new SuiteReport.Row(
                    each.name(),
                    each.claim(),
                    Optional.empty(),
                    Optional.of("It broke: " + e.getMessage() + "."));
        }
    }

    private LoadShare share() {
        return fullLoad ? LoadShare.whole() : LoadShare.asMuchAsIsServed();
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

    private static String listed(String name) {
        return "%-28s %s"
                .formatted(
                        name,
                        switch (ScenarioFile.find(name)) {
                            case ScenarioFile.Read.Valid valid -> valid.scenario().claim();
                            case ScenarioFile.Read.Invalid invalid ->
                                    invalid.problems().getFirst().toString();
                        });
    }

    private Suite suite(String nameOrFolder) {
        return switch (Suite.find(nameOrFolder)) {
            case Suite.Read.Valid valid -> valid.suite();
            case Suite.Read.Invalid invalid -> {
                invalid.problems().forEach(problem -> terminal.err().println(problem));
                throw new Trouble(
                        Exit.USAGE,
                        "the suite " + nameOrFolder + " cannot be read",
                        "Correct what is listed above; `twinkeel drill` lists the suites.");
            }
        };
    }
}
