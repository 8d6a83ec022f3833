package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs a small program of the system to its end.
final class Shell {
    /// @param exit its exit code
    /// @param output what it wrote, both streams, at most the last few kilobytes
    record Result(int exit, String output) {
        boolean ok() {
            return exit == 0;
        }
    }

    private static final int OUTPUT_BYTES = 8192;

    private Shell() {}

    /// Whether it ended well and in time. What it writes is thrown away, so this works on a full
    /// disk too.
    static boolean succeeds(Duration limit, List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                        && process.exitValue() == 0;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Empty when it cannot be started or has not ended in time; then it is killed.
    static Optional<Result> run(Duration limit, List<String> command) {
        return run(limit, command, "");
    }

    /// @param input given on its standard input, where nobody can list it
    static Optional<Result> run(Duration limit, List<String> command, String input) {
        try {
            Path output = Files.createTempFile("twinkeel", ".out");
            try {
                return run(limit, command, input, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Result> run(
            Duration limit, List<String> command, String input, Path output)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            try (var standardInput = process.getOutputStream()) {
                standardInput.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            byte[] all = Files.readAllBytes(output);
            int from = Math.max(0, all.length - OUTPUT_BYTES);
            String text = new String(all, from, all.length - from, StandardCharsets.UTF_8);
            return Optional.of(new Result(process.exitValue(), text.strip()));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
