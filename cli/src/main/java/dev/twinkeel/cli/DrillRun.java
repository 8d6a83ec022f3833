package dev.twinkeel.cli;

import dev.twinkeel.drill.Drill;
import dev.twinkeel.drill.DrillOptions;
import dev.twinkeel.drill.DrillReport;
import dev.twinkeel.drill.NotServedException;
import dev.twinkeel.drill.Scenario;
import dev.twinkeel.drill.TwinTroubleException;
import dev.twinkeel.twin.host.StateFolder;
import dev.twinkeel.twin.host.TwinException;
import dev.twinkeel.twin.host.Twins;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Runs a drill on a fresh twin of its own, and brings that twin down however the drill ends.
///
/// @param state the folder of the drill's twin: never that of a twin that a person works with
/// @param secrets learns those of each twin
/// @param share lowered when the machine does not serve the load
record DrillRun(
        ApplicationOption.Read read,
        StateFolder state,
        Progress progress,
        KnownSecrets secrets,
        LoadShare share) {
    /// Beside a person's own twin.
    private static final String FOLDER = "drill";

    static StateFolder folder(StateFolder own) {
        return new StateFolder(own.root().resolve(FOLDER));
    }

    /// Once; and when the load was not served while nothing was broken, with half of it again, on
    /// the next twin.
    ///
    /// @param facts added to what the report says about the system
    DrillReport run(Scenario scenario, long seed, Map<String, String> facts)
            throws InterruptedException {
        while (true) {
            Optional<DrillReport> report = once(scenario, seed, facts);
            if (report.isPresent() && (report.get().load().served() || !share.lower())) {
                return report.get();
            }
            progress.step("this machine does not serve the load; again with half of it");
            progress.done();
        }
    }

    /// Empty when the load was not served before the drill began; then the share is lowered.
    private Optional<DrillReport> once(Scenario scenario, long seed, Map<String, String> facts)
            throws InterruptedException {
        var start = new Twins.Start(read.file(), state, true, true);
        try (Twins.Running running = Twins.up(start, progress::said)) {
            progress.done();
            // Before and after: what a rotation replaces is a secret as long as it is good.
            secrets.learn(state.root());
            // A control asks whether all of it is served.
            boolean control = scenario.fault().isControl();
            double part = control ? 1 : share.now();
            boolean room = !control && share.lowers();
            var options = new DrillOptions(seed, part, room, false, facts);
            Optional<DrillReport> report = on(running, scenario, options);
            secrets.learn(state.root());
            progress.step("bringing the twin down");
            return report;
        } catch (TwinException e) {
            progress.failed();
            throw Trouble.of(e, measured());
        } finally {
            progress.done();
        }
    }

    private Optional<DrillReport> on(Twins.Running running, Scenario scenario, DrillOptions options)
            throws InterruptedException {
        var twin = new TwinOnThisMachine(running.client(), read.application());
        try {
            return Optional.of(Drill.run(scenario, read.application(), twin, options, this::tell));
        } catch (NotServedException e) {
            progress.failed();
            if (!share.lower()) {
                throw broken(e);
            }
            return Optional.empty();
        } catch (TwinTroubleException e) {
            progress.failed();
            throw broken(e);
        }
    }

    private Trouble broken(RuntimeException cause) {
        return new Trouble(
                Exit.BROKEN,
                Objects.requireNonNullElse(cause.getMessage(), "the twin failed"),
                measured());
    }

    private String measured() {
        return "Nothing was measured. What its processes said is in " + state.logs() + ".";
    }

    private void tell(String step, String sentence) {
        progress.step(step);
        progress.detail(sentence);
    }
}
