package dev.twinkeel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The command line in a process group of its own, so that it can be interrupted as by Ctrl-C.
final class Child implements AutoCloseable {
    /// For a machine that is busy with other things; nothing waits so long otherwise.
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private static final Path PROC = Path.of("/proc");

    private final Process process;
    private final Path out;

    /// What it said on both of its outputs.
    record Ended(int exit, String said) {}

    private Child(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    static Child of(Path folder, String... arguments) throws IOException {
        return under(folder, List.of(), arguments);
    }

    /// @param wrapper that becomes the command line in the end
    static Child under(Path folder, List<String> wrapper, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(group());
        command.addAll(wrapper);
        command.addAll(
                List.of(
                        java(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.twinkeel.cli.Main"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "said", ".txt");
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        builder.environment().put("JAVA", java());
        return new Child(builder.start(), out);
    }

    /// Begins a process group, and lets it be interrupted also when the tests themselves were
    /// started in the background, which makes shells ignore SIGINT for all that descends.
    private static List<String> group() {
        List<String> command = new ArrayList<>();
        if (works("setsid", "true")) {
            command.add("setsid");
        }
        if (works("env", "--default-signal=INT", "true")) {
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        return command;
    }

    private static boolean works(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// Waits until it says something, or ends.
    void awaitWords(String words) {
        await(words, () -> said().contains(words) || !process.isAlive());
        if (!said().contains(words)) {
            throw new AssertionError("it ended without saying \"" + words + "\": " + said());
        }
    }

    /// As Ctrl-C at a terminal does: to all of the group.
    void interrupt() throws Exception {
        String whom = (works("setsid", "true") ? "-" : "") + process.pid();
        new ProcessBuilder("kill", "-INT", "--", whom).start().waitFor();
    }

    Ended ended() throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end within " + LIMIT + ": " + said());
        }
        return new Ended(process.exitValue(), said());
    }

    String said() {
        try {
            return Files.readString(out, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("read " + out, e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " did not come within " + LIMIT);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /// What runs and has to do with a folder: it works there, or was told of it.
    static List<String> runningIn(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(handle -> told(handle).contains(folder.toString()))
                .map(handle -> handle.pid() + " " + handle.info().command().orElse("?"))
                .toList();
    }

    private static String told(ProcessHandle handle) {
        Path process = PROC.resolve(Long.toString(handle.pid()));
        try {
            return Files.isDirectory(PROC)
                    ? new String(Files.readAllBytes(process.resolve("cmdline")), UTF_8)
                            + Files.readSymbolicLink(process.resolve("cwd"))
                    : handle.info().commandLine().orElse("");
        } catch (IOException _) {
            // Gone meanwhile, or somebody else's.
            return "";
        }
    }

    /// Ends it however the test ended, and its twin with it.
    @Override
    public void close() throws Exception {
        if (process.isAlive()) {
            interrupt();
            process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
