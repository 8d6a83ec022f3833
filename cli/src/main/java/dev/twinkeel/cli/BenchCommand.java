package dev.twinkeel.cli;

import dev.twinkeel.drill.DrillReport;
import dev.twinkeel.drill.Findings;
import dev.twinkeel.drill.InsideFindings;
import dev.twinkeel.drill.Scenario;
import dev.twinkeel.drill.ScenarioFile;
import dev.twinkeel.drill.Series;
import dev.twinkeel.drill.Verdict;
import dev.twinkeel.model.Application;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.host.StateFolder;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import dev.twinkeel.twin.host.Twins;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        description =
                "Measures start, memory and recovery; prints `name value unit` a line, writes a file.")
final class BenchCommand implements Callable<Integer> {
    private static final double NANOS_A_SECOND = 1e9;
    private static final int STARTS = 5;

    /// What is measured besides drills.
    private static final Set<String> OTHER = Set.of("start", "render", "up", "patroni");

    /// The first use makes caches for half a minute before.
    private static final Duration ENTRY_LIMIT = Duration.ofMinutes(3);

    private static final Duration PAUSE = Duration.ofMillis(20);

    @Mixin private final ApplicationOption which = new ApplicationOption();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "Of each drill. Default: 5.")
    private int runs;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Of start, render, up, patroni, and drills' names or files. Default: all, and the"
                            + " drills that are in no suite.")
    private List<String> only = List.of();

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "Where the figures are written. Default: bench/results.json.")
    private @Nullable Path results;

    private final Terminal terminal;
    private final KnownSecrets secrets = new KnownSecrets();

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        ApplicationOption.Read read = which.read(terminal);
        List<Scenario> drills = drills(read.application());
        var state = new StateFolder(which.state(terminal).root().resolve("bench"));
        Path file =
                results == null
                        ? Path.of(System.getProperty("twinkeel.home", "."), "bench", "results.json")
                        : results;
        var figures = new Figures(terminal, file, about(read));
        boolean same = true;
        try (var progress = new Progress(terminal)) {
            if (wanted("start")) {
                starts(figures);
            }
            if (wanted("render") && System.getProperty("twinkeel.home") != null) {
                new RenderBench(Path.of(System.getProperty("twinkeel.home"))).run(figures);
            }
            if (wanted("up")) {
                for (int i = 0; i < Math.min(runs, 3); i++) {
                    up(read, state, progress, figures);
                }
            }
            for (Scenario drill : drills) {
                same &=
                        drill(
                                drill,
                                new DrillRun(read, state, progress, secrets, LoadShare.whole()),
                                file.resolveSibling("reports"),
                                figures);
            }
        }
        if (wanted("patroni")) {
            new PatroniBench(terminal).run(runs, figures);
        }
        terminal.err().println("written to " + file);
        return same ? Exit.DONE : Exit.MISSED;
    }

    private List<Scenario> drills(Application application) {
        Stream<String> names =
                only.isEmpty()
                        ? ScenarioFile.BUILT_IN.stream().filter(name -> possible(name, application))
                        : only.stream().filter(name -> !OTHER.contains(name));
        return names.map(name -> Scenarios.named(terminal, name)).toList();
    }

    /// The plain storefront has no cache to lose, and no bucket for backups.
    private static boolean possible(String scenario, Application application) {
        return switch (scenario) {
            case "cache-loss" -> !application.caches().isEmpty();
            case "restore" -> !application.buckets().isEmpty();
            default -> true;
        };
    }

    private boolean wanted(String name) {
        return only.isEmpty() || only.contains(name);
    }

    /// The command line itself, through the launcher.
    private static void starts(Figures figures) throws IOException, InterruptedException {
        String home = System.getProperty("twinkeel.home");
        if (home == null) {
            return;
        }
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            long began = System.nanoTime();
            Process launcher =
                    new ProcessBuilder(home + "/twinkeel", "version")
                            .redirectErrorStream(true)
                            .redirectOutput(new File("/dev/null"))
                            .start();
            launcher.waitFor(1, TimeUnit.MINUTES);
            seconds.add(seconds(began));
        }
        figures.spread("command.start", seconds, "s");
    }

    private static void up(
            ApplicationOption.Read read, StateFolder state, Progress progress, Figures figures)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        var start = new Twins.Start(read.file(), state, true, true);
        var first = new FutureTask<>(() -> firstWrite(read.application(), state, began));
        Files.deleteIfExists(state.twin());
        Thread.ofVirtual().name("first write").start(first);
        try (Twins.Running running = Twins.up(start, progress::said)) {
            figures.add("up.whole", seconds(began), "s");
            progress.step("until a first write is accepted");
            figures.add("up.first-write", first.get(), "s");
            Status status = running.client().status();
            if (Memory.measurable()) {
                figures.add("up.memory", Memory.mib(running.host().pid(), status), "MiB");
            }
            figures.add("up.pods", count(status, "pod"), "count");
            figures.add("up.databases", count(status, "database"), "count");
            progress.step("bringing the twin down");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Trouble trouble
                    ? trouble
                    : new IllegalStateException("write until it is accepted", e.getCause());
        }
        progress.done();
    }

    /// Users do not wait until everything is up: somebody writes from the start on.
    ///
    /// @return seconds from the beginning until a write was accepted
    private static double firstWrite(Application application, StateFolder state, long began)
            throws IOException {
        new FirstWrite(application, entry(state)).await();
        return seconds(began);
    }

    /// Where users enter, as soon as the host can tell.
    private static Address entry(StateFolder state) throws IOException {
        long end = System.nanoTime() + ENTRY_LIMIT.toNanos();
        while (!Files.exists(state.twin()) && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        try (var client = new TwinClient(Json.read(state.twin(), TwinClient.Contact.class))) {
            return client.status().entry().getFirst();
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / NANOS_A_SECOND;
    }

    private static double count(Status status, String kind) {
        return status.processes().stream()
                .filter(unit -> unit.kind().equals(kind) && unit.alive())
                .count();
    }

    /// @param folder where the drills' reports are kept
    /// @return whether every run passed
    private boolean drill(Scenario scenario, DrillRun run, Path folder, Figures figures)
            throws InterruptedException, IOException {
        String name = scenario.name();
        List<DrillReport> reports = new ArrayList<>();
        List<Double> wall = new ArrayList<>();
        for (int number = 1; number <= runs; number++) {
            terminal.err().printf("%s, run %d of %d%n", name, number, runs);
            long began = System.nanoTime();
            DrillReport report = run.run(scenario, number, Map.of("command", "twinkeel bench"));
            wall.add(seconds(began));
            terminal.err().println(report.verdict() + "  " + report.headline());
            reports.add(report);
            // After every run: an interrupt loses one at most.
            Reports.write(new Series(reports), folder.resolve(name));
            secrets.mustNotStandIn(folder.resolve(name));
        }
        figures.spread(name + ".rto", values(reports, DrillReport::rtoMillis), "ms");
        figures.spread(name + ".lost", ledger(reports, Findings::lost), "count");
        figures.spread(name + ".lost-age", ledger(reports, Findings::lostAgeMillis), "ms");
        figures.spread(name + ".duplicated", ledger(reports, Findings::duplicated), "count");
        figures.spread(name + ".failed", values(reports, DrillReport::failed), "count");
        figures.spread(name + ".requests", values(reports, DrillReport::requests), "count");
        figures.spread(name + ".accepted-inside", values(reports, BenchCommand::inside), "count");
        figures.spread(name + ".whole", wall, "s");
        int passed = (int) reports.stream().filter(it -> it.verdict() == Verdict.PASS).count();
        figures.add(name + ".passed", passed, "count");
        figures.add(name + ".runs", runs, "count");
        return passed == runs;
    }

    private static @Nullable Number inside(DrillReport report) {
        InsideFindings inside = report.inside();
        return inside == null ? null : Long.valueOf(inside.accepted());
    }

    private static List<Double> ledger(
            List<DrillReport> reports, Function<Findings, Number> value) {
        return values(
                reports,
                report -> {
                    Findings ledger = report.ledger();
                    return ledger == null ? null : value.apply(ledger);
                });
    }

    private static List<Double> values(
            List<DrillReport> reports, Function<DrillReport, @Nullable Number> value) {
        List<Double> values = new ArrayList<>();
        for (DrillReport report : reports) {
            Number number = value.apply(report);
            if (number != null) {
                values.add(number.doubleValue());
            }
        }
        return values;
    }

    private static Map<String, String> about(ApplicationOption.Read read) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("application", read.application().name());
        about.put("at", Instant.now().toString());
        about.put("twinkeel", VersionCommand.number());
        about.put(
                "machine",
                "%s %s, %d processors, Java %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.arch"),
                                Runtime.getRuntime().availableProcessors(),
                                Runtime.version()));
        return about;
    }
}
