package dev.twinkeel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description =
                "Prints what a process of the twin has said; without a name, which there are.")
final class LogsCommand implements Callable<Integer> {
    private static final String SUFFIX = ".log";

    @Mixin private final TwinOption twin = new TwinOption();

    @Mixin private final Reading reading = new Reading();

    @Parameters(
            arity = "0..1",
            paramLabel = "PROCESS",
            description = "A process as `status` names it, or `host`.")
    private @Nullable String process;

    private final Terminal terminal;

    /// How many bytes of the file were shown or passed over.
    private long seen;

    LogsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path folder =
                reading.folder(
                        twin.state(terminal).logs(),
                        "log",
                        "Logs are written from the first `twinkeel up` on.");
        if (process == null) {
            names(folder).forEach(terminal.out()::println);
            return Exit.DONE;
        }
        Path file = folder.resolve(process + SUFFIX);
        if (!names(folder).contains(process)) {
            throw new Trouble(
                    Exit.USAGE,
                    "no process \"" + process + "\" has a log in " + folder,
                    "There are: " + String.join(", ", names(folder)) + ".");
        }
        seen = printLast(file);
        reading.follow(terminal, () -> printMore(file));
        return Exit.DONE;
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("list the logs in " + folder, e);
        }
    }

    /// @return how many bytes the file had
    private long printLast(Path file) {
        byte[] bytes = from(file, 0);
        List<String> all = text(bytes).lines().toList();
        all.subList(Math.max(0, all.size() - reading.lines()), all.size())
                .forEach(terminal.out()::println);
        return bytes.length;
    }

    private void printMore(Path file) {
        byte[] bytes = from(file, seen);
        terminal.out().print(text(bytes));
        seen += bytes.length;
    }

    /// What the file has after a position; a file that became shorter was begun anew.
    private static byte[] from(Path file, long position) {
        try (InputStream log = Files.newInputStream(file)) {
            log.skipNBytes(Math.min(position, Files.size(file)));
            return log.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("read the log " + file, e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
