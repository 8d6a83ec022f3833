package dev.twinkeel.drill;

import dev.twinkeel.model.Nearest;
import dev.twinkeel.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A scenario's YAML file: one that comes with the program, by its name, or the user's own, by its
/// path.
public final class ScenarioFile {
    /// The scenarios that come with the program, without those of its suites.
    public static final List<String> BUILT_IN =
            List.of(
                    "database-crash",
                    "zone-loss",
                    "region-loss",
                    "region-cut",
                    "zone-switchover",
                    "region-switchover",
                    "failback",
                    "cache-loss",
                    "restore",
                    "rotate",
                    "fulfilment",
                    "none");

    private static final long LENGTH_LIMIT_BYTES = 64 * 1024;

    private ScenarioFile() {}

    /// What came of reading a file.
    public sealed interface Read {
        record Valid(Scenario scenario) implements Read {}

        /// @param problems at least one, in the order of the file
        record Invalid(List<Problem> problems) implements Read {
            public Invalid {
                problems = List.copyOf(problems);
            }
        }
    }

    /// Reads a built-in scenario by its name, or any by its path (which has a `/` or ends with
    /// `.yaml`).
    public static Read find(String nameOrPath) {
        if (nameOrPath.contains("/")
                || nameOrPath.endsWith(".yaml")
                || nameOrPath.endsWith(".yml")) {
            return read(Path.of(nameOrPath));
        }
        List<String> known =
                Stream.concat(
                                BUILT_IN.stream(),
                                Suite.BUILT_IN.values().stream().flatMap(List::stream))
                        .toList();
        if (known.contains(nameOrPath)) {
            return builtIn(nameOrPath);
        }
        return invalid(
                nameOrPath,
                nameOrPath,
                "no such scenario",
                "expected one of "
                        + String.join(", ", known)
                        + ", or the path of a .yaml file of your own",
                Nearest.of(nameOrPath, known));
    }

    private static Read builtIn(String name) {
        String resource = "/scenarios/" + name + ".yaml";
        try (InputStream in = ScenarioFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("read the built-in scenario " + resource);
            }
            return parse(name + ".yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("read the built-in scenario " + resource, e);
        }
    }

    /// Reads a user's file.
    public static Read read(Path path) {
        String file = path.toString();
        try {
            if (Files.size(path) > LENGTH_LIMIT_BYTES) {
                return invalid(
                        file,
                        "",
                        "the file is larger than 64 KiB",
                        "is it a scenario?",
                        Optional.empty());
            }
            return parse(file, Files.readString(path));
        } catch (MalformedInputException e) {
            return invalid(file, "", "not a text in UTF-8", "save it as UTF-8", Optional.empty());
        } catch (IOException e) {
            return invalid(
                    file,
                    "",
                    "cannot be read: " + e.getClass().getSimpleName(),
                    "expected a scenario's file, or one of " + String.join(", ", BUILT_IN),
                    Optional.empty());
        }
    }

    /// @param file its name in messages
    public static Read parse(String file, String text) {
        ScenarioReader reader = new ScenarioReader(file);
        Optional<Scenario> scenario = reader.read(text);
        return scenario.isPresent()
                ? new Read.Valid(scenario.get())
                : new Read.Invalid(reader.problems());
    }

    private static Read invalid(
            String file, String value, String fault, String expected, Optional<String> nearest) {
        return new Read.Invalid(
                List.of(new Problem(file, 1, 1, "", value, fault, expected, nearest)));
    }
}
