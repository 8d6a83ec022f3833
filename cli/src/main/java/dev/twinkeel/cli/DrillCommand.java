package dev.twinkeel.cli;

import dev.twinkeel.drill.Drill;
import dev.twinkeel.drill.DrillOptions;
import dev.twinkeel.drill.DrillReport;
import dev.twinkeel.drill.Scenario;
import dev.twinkeel.drill.ScenarioFile;
import dev.twinkeel.drill.TwinTroubleException;
import dev.twinkeel.twin.host.StateFolder;
import dev.twinkeel.twin.host.Twins;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
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
    /// A drill's twin is its own: the twin that a person works with is never broken by one.
    private static final String STATE = "drill";

    @Mixin private final ApplicationOption which = new ApplicationOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO",
            description = "The name of a drill, or the path of a .yaml file of your own.")
    private @Nullable String scenario;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Spreads the shoppers' times and choices. Default: 1.")
    private long seed;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

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
        Scenario chosen = scenario(scenario);
        ApplicationOption.Read read = which.read(terminal);
        var state = new StateFolder(which.state(terminal).root().resolve(STATE));
        try (var progress = new Progress(terminal)) {
            terminal.err().println("drill " + chosen.name() + ": " + chosen.claim());
            var start = new Twins.Start(read.file(), state, true, true);
            try (Twins.Running running = Twins.up(start, progress::said)) {
                progress.done();
                var hook = Thread.ofPlatform().unstarted(running::close);
                Runtime.getRuntime().addShutdownHook(hook);
                DrillReport report = run(chosen, read, running, progress);
                progress.step("bringing the twin down");
                Runtime.getRuntime().removeShutdownHook(hook);
                terminal.out().print(json ? JsonText.of(report) : report.headline() + "\n");
                return report.verdict().exitCode();
            }
        }
    }

    private DrillReport run(
            Scenario chosen, ApplicationOption.Read read, Twins.Running running, Progress progress)
            throws InterruptedException {
        var twin = new TwinOnThisMachine(running.client(), read.application());
        var options = new DrillOptions(seed, true, facts());
        try {
            return Drill.run(
                    chosen,
                    read.application(),
                    twin,
                    options,
                    (step, sentence) -> {
                        progress.step(step);
                        progress.detail(sentence);
                    });
        } catch (TwinTroubleException e) {
            throw new Trouble(
                    Exit.BROKEN,
                    Objects.requireNonNullElse(e.getMessage(), "the twin failed"),
                    "Nothing was measured. The logs are in " + which.state(terminal).root() + ".");
        }
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("command", "twinkeel drill " + scenario);
        return facts;
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
