package dev.twinkeel.drill;

import dev.twinkeel.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Drills that are run one after the other, with one table at the end: one that comes with the
/// program, or every scenario in a folder of the user's own.
///
/// @param scenarios at least one, each with a name of its own
public record Suite(String name, List<Scenario> scenarios) {
    /// The suites that come with the program.
    public static final Map<String, List<String>> BUILT_IN =
            Map.of(
                    "stores",
                    List.of("cache-loss", "replication-pause", "bucket-lag", "queue-poison"),
                    "hostile",
                    List.of(
                            "standby-blinded",
                            "witness-lost",
                            "witness-and-region-lost",
                            "half-open-cut",
                            "one-way-cut",
                            "one-way-cut-region",
                            "frozen-primary",
                            "frozen-region",
                            "flapping",
                            "slow-disk",
                            "disk-full",
                            "standbys-lost",
                            "second-failure",
                            "store-without-quorum",
                            "engine-killed-electing",
                            "engine-killed-swapping",
                            "engine-killed-promoting",
                            "engine-killed-joining",
                            "takeover-killed-awaiting",
                            "takeover-killed-electing",
                            "takeover-killed-promoting",
                            "zone-lost-during-failback",
                            "region-lost-during-failback",
                            "region-lost-with-users"));

    private static final int SCENARIOS_MAX = 200;

    public Suite {
        scenarios = List.copyOf(scenarios);
        Set<String> names = new HashSet<>();
        for (Scenario scenario : scenarios) {
            if (!names.add(scenario.name())) {
                throw new IllegalArgumentException(
                        "make the suite %s: two scenarios are named %s"
                                .formatted(name, scenario.name()));
            }
        }
        if (scenarios.isEmpty()) {
            throw new IllegalArgumentException("make the suite " + name + " of no scenario");
        }
    }

    /// What came of reading a suite.
    public sealed interface Read {
        record Valid(Suite suite) implements Read {}

        /// @param problems at least one
        record Invalid(List<Problem> problems) implements Read {
            public Invalid {
                problems = List.copyOf(problems);
            }
        }
    }

    /// Reads a built-in suite by its name, or the `.yaml` files of a folder, in the order of their
    /// names.
    public static Read find(String nameOrFolder) {
        List<String> known = BUILT_IN.get(nameOrFolder);
        if (known != null) {
            return read(nameOrFolder, known);
        }
        Path folder = Path.of(nameOrFolder);
        if (!Files.isDirectory(folder)) {
            return invalid(
                    nameOrFolder,
                    "no such suite",
                    "expected one of "
                            + String.join(", ", BUILT_IN.keySet())
                            + ", or a folder with scenarios of your own");
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> paths =
                    files.filter(it -> it.toString().endsWith(".yaml"))
                            .sorted()
                            .limit(SCENARIOS_MAX)
                            .map(Path::toString)
                            .toList();
            String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
            return paths.isEmpty()
                    ? invalid(nameOrFolder, "a folder without scenarios", "expected .yaml files")
                    : read(name, paths);
        } catch (IOException e) {
            return invalid(nameOrFolder, "cannot be read: " + e.getMessage(), "expected a folder");
        }
    }

    private static Read read(String name, List<String> files) {
        List<Scenario> scenarios = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String file : files) {
            switch (ScenarioFile.find(file)) {
                case ScenarioFile.Read.Invalid invalid -> problems.addAll(invalid.problems());
                case ScenarioFile.Read.Valid(Scenario scenario) -> {
                    if (!names.add(scenario.name())) {
                        problems.add(
                                problem(
                                        file,
                                        "a second scenario named " + scenario.name(),
                                        "expected a name of its own"));
                    }
                    scenarios.add(scenario);
                }
            }
        }
        return problems.isEmpty()
                ? new Read.Valid(new Suite(name, scenarios))
                : new Read.Invalid(problems);
    }

    private static Read invalid(String file, String fault, String expected) {
        return new Read.Invalid(List.of(problem(file, fault, expected)));
    }

    private static Problem problem(String file, String fault, String expected) {
        return new Problem(file, 1, 1, "", file, fault, expected, Optional.empty());
    }
}
