package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/// What is written down about a process so that it can be found again after the host died.
///
/// Two files. `<name>` is written before the start: what is about to be started. `<name>.pid` is
/// written by the new process itself, in a shell that then becomes the program: so there is no
/// moment in which a process runs and nobody has written down its number.
record ProcessRecord(Path file, Path pidFile) {
    /// A process cannot be younger than the file that it wrote, and becomes the program at once.
    private static final Duration BORN_BEFORE_FILE = Duration.ofSeconds(5);

    static ProcessRecord of(Path folder, String name) {
        return new ProcessRecord(folder.resolve(name), folder.resolve(name + ".pid"));
    }

    /// Written before the start.
    void announce(ProcessSpec spec, String token) throws IOException {
        Properties lines = new Properties();
        lines.setProperty("name", spec.name());
        lines.setProperty("place", spec.place());
        lines.setProperty("command", String.join(" ", spec.command()));
        lines.setProperty("program", program(spec));
        lines.setProperty("token", token);
        if (spec.ownsFolder()) {
            lines.setProperty("home", spec.folder().toRealPath().toString());
        }
        Files.deleteIfExists(pidFile);
        write(lines);
    }

    /// Written after the start.
    void born(Instant instant) throws IOException {
        Properties lines = read();
        lines.setProperty("born", instant.toString());
        write(lines);
    }

    static String program(ProcessSpec spec) {
        return String.valueOf(Path.of(spec.command().getFirst()).getFileName());
    }

    /// The tree it tells of; empty when the process was announced and never started.
    Optional<Tree> tree() throws IOException {
        Properties lines = read();
        long pid = pid();
        if (pid < 0) {
            return Optional.empty();
        }
        Instant born =
                lines.containsKey("born")
                        ? Instant.parse(lines.getProperty("born"))
                        : bornAsTheFileSays(pid);
        return Optional.of(
                new Tree(
                        pid,
                        Optional.of(born),
                        lines.getProperty("token", "none"),
                        lines.getProperty("program", ""),
                        Optional.ofNullable(lines.getProperty("home")).map(Path::of)));
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(pidFile);
    }

    private long pid() throws IOException {
        try {
            String text = Files.readString(pidFile).strip();
            return text.isEmpty() ? -1 : Long.parseLong(text);
        } catch (NoSuchFileException | NumberFormatException _) {
            return -1;
        }
    }

    /// The host died between the start and writing down the instant.
    private Instant bornAsTheFileSays(long pid) throws IOException {
        Instant written = Files.getLastModifiedTime(pidFile).toInstant();
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().startInstant())
                .filter(at -> Duration.between(at, written).abs().compareTo(BORN_BEFORE_FILE) < 0)
                .orElse(written);
    }

    private Properties read() throws IOException {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("malformed record " + file, malformed);
        }
        return lines;
    }

    private void write(Properties lines) throws IOException {
        StringWriter text = new StringWriter();
        lines.store(text, null);
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, text.toString());
        Files.move(
                beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
