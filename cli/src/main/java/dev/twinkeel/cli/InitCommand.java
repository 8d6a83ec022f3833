package dev.twinkeel.cli;

import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Starter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "init",
        description = "Writes a small twinkeel.yaml that works; never over an existing one.")
final class InitCommand implements Callable<Integer> {
    private static final String DEFAULT_APPLICATION = "shop";

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where to write it. Default: here.")
    private Path folder = Path.of(".");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The application's name. Default: the folder's.")
    private @Nullable String name;

    private final Terminal terminal;

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Path file = folder.resolve(ApplicationFile.DEFAULT_NAME);
        String text = Starter.text(application());
        try {
            Files.createDirectories(folder);
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException _) {
            throw new Trouble(
                    Exit.USAGE,
                    file + " exists already and was left as it is",
                    "Look at it with `twinkeel check -f " + file + "`, or name another folder.");
        } catch (IOException e) {
            throw new Trouble(
                    Exit.USAGE,
                    "write " + file + ": " + e.getMessage(),
                    "Name a folder that you may write to.");
        }
        terminal.out().println("wrote " + file);
        terminal.err().println("Next: twinkeel check -f " + file + ", then twinkeel up -f " + file);
        return Exit.DONE;
    }

    private String application() {
        if (name != null) {
            if (!Starter.validName(name)) {
                throw new Trouble(
                        Exit.USAGE,
                        "\"" + name + "\" is no name for an application",
                        "Use lower-case letters, digits and single hyphens: --name my-shop.");
            }
            return name;
        }
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String plain =
                Objects.toString(last, "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^[-0-9]+|-+$", "");
        return Starter.validName(plain) ? plain : DEFAULT_APPLICATION;
    }
}
