package dev.twinkeel.cli;

import dev.twinkeel.drill.Scenario;
import dev.twinkeel.drill.ScenarioFile;

/// The scenarios that a user names.
final class Scenarios {
    private Scenarios() {}

    /// @param nameOrPath of one that comes with the program, or of a file
    /// @throws Trouble when there is none; what is wrong is printed before
    static Scenario named(Terminal terminal, String nameOrPath) {
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
