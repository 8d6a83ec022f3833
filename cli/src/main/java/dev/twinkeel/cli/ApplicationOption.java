package dev.twinkeel.cli;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import dev.twinkeel.twin.host.StateFolder;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `-f`: which application a command is about.
final class ApplicationOption {
    /// Where every state folder is, relative to the application's file.
    private static final String STATE = ".twinkeel";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description =
                    "The application's file, or its folder. Default: twinkeel.yaml here, else the"
                            + " storefront of the examples.")
    private @Nullable Path given;

    private @Nullable Path found;

    /// A file that was read and has no problem.
    record Read(Path file, Application application, Parsed.Valid parsed) {
        /// Where a key stands in the file, as `twinkeel.yaml:4: regions.mumbai.aws`.
        String where(List<String> keys) {
            return ApplicationFile.where(file.toString(), text(file), keys);
        }
    }

    /// The file, found once; says so when it is the example.
    Path file(Terminal terminal) {
        Path known = found;
        if (known == null) {
            known = given == null ? byDefault(terminal) : named(given);
            found = known;
        }
        return known;
    }

    StateFolder state(Terminal terminal) {
        return new StateFolder(folder(terminal).resolve(STATE));
    }

    private Path folder(Terminal terminal) {
        return Objects.requireNonNull(file(terminal).toAbsolutePath().getParent());
    }

    /// Reads the file.
    ///
    /// @throws Trouble with every problem told, when it cannot be used
    Read read(Terminal terminal) {
        Path file = file(terminal);
        return switch (ApplicationFile.parse(file.toString(), text(file))) {
            case Parsed.Valid valid -> new Read(file, valid.application(), valid);
            case Parsed.Invalid invalid -> {
                invalid.problems().forEach(problem -> terminal.err().println(problem));
                int count = invalid.problems().size();
                throw new Trouble(
                        Exit.USAGE,
                        "%s has %s".formatted(file, count == 1 ? "a problem" : count + " problems"),
                        "Correct what is listed above; nothing was started.");
            }
        };
    }

    private static Path named(Path given) {
        Path file = Files.isDirectory(given) ? given.resolve(ApplicationFile.DEFAULT_NAME) : given;
        if (!Files.exists(file)) {
            throw new Trouble(
                    Exit.USAGE,
                    "there is no file " + file,
                    "Name an existing file with -f, or write a first one with `twinkeel init`.");
        }
        return file;
    }

    private static Path byDefault(Terminal terminal) {
        Path here = Path.of(ApplicationFile.DEFAULT_NAME);
        if (Files.exists(here)) {
            return here;
        }
        Path example =
                Path.of(
                        System.getProperty("twinkeel.home", ""),
                        "examples",
                        "storefront",
                        ApplicationFile.DEFAULT_NAME);
        if (!Files.exists(example)) {
            throw new Trouble(
                    Exit.USAGE,
                    "there is no twinkeel.yaml in " + Path.of("").toAbsolutePath(),
                    "Name one with -f, or write a first one with `twinkeel init`.");
        }
        terminal.err().println("no twinkeel.yaml here: using the example " + example);
        return example;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException _) {
            throw new Trouble(
                    Exit.USAGE, "read " + file + ": it is not UTF-8 text", "Save it as UTF-8.");
        } catch (AccessDeniedException _) {
            throw new Trouble(
                    Exit.USAGE,
                    "read " + file + ": you may not",
                    "Make it readable for " + System.getProperty("user.name") + ".");
        } catch (IOException e) {
            throw new Trouble(
                    Exit.USAGE,
                    "read " + file + ": " + e.getMessage(),
                    "Check that it is a file and can be read.");
        }
    }
}
