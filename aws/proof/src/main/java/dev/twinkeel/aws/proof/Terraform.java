package dev.twinkeel.aws.proof;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs the real Terraform, or OpenTofu, in a folder; it talks to nobody but the stand-in.
///
/// @param binary the program
/// @param reattach where the stand-in listens
/// @param before is told in which folder the next command works
record Terraform(Path binary, String reattach, Consumer<Path> before) {
    /// What the machine's owner set for Terraform must not matter here.
    private static final String NO_SETTINGS = "/dev/null";

    /// Longer than any plan takes on a busy machine.
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    /// What Terraform says when the stand-in did not answer in time, before it did anything: on a
    /// machine that is busy with other things it is asked again.
    private static final List<String> UNHEARD =
            List.of("Failed to load plugin schemas", ".GetProviderSchema call");

    private static final int AGAIN_MAX = 3;

    /// @param code of the process; -1 when it did not end in time
    record Run(int code, String output, Duration took) {
        boolean good() {
            return code == 0;
        }

        /// The lines about what went wrong.
        String complaint() {
            List<String> lines = new ArrayList<>();
            for (String line : output.split("\n", -1)) {
                String bare = line.replace("│", "").replace("╷", "").replace("╵", "").strip();
                if (!bare.isEmpty() && (!lines.isEmpty() || bare.startsWith("Error"))) {
                    lines.add(bare);
                }
            }
            return lines.isEmpty()
                    ? "it ended with %d: %s".formatted(code, output)
                    : String.join("\n", lines.subList(0, Math.min(lines.size(), 30)));
        }
    }

    /// The program of this machine: what TERRAFORM names, else `terraform`, else `tofu`.
    static Optional<Path> find() {
        String chosen = System.getenv("TERRAFORM");
        if (chosen != null && !chosen.isEmpty()) {
            return Optional.of(Path.of(chosen)).filter(Files::isExecutable);
        }
        for (String name : List.of("terraform", "tofu")) {
            for (String folder :
                    Optional.ofNullable(System.getenv("PATH"))
                            .orElse("")
                            .split(File.pathSeparator, -1)) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program) && Files.isRegularFile(program)) {
                    return Optional.of(program);
                }
            }
        }
        return Optional.empty();
    }

    Run run(Path folder, String... arguments) {
        before.accept(folder);
        Run run = once(folder, arguments);
        for (int again = 0; again < AGAIN_MAX && unheard(run); again++) {
            run = once(folder, arguments);
        }
        return run;
    }

    private static boolean unheard(Run run) {
        return !run.good() && UNHEARD.stream().anyMatch(run.output()::contains);
    }

    private Run once(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(List.of(arguments));
        long begun = System.nanoTime();
        try {
            Path output = Files.createTempFile("terraform", ".txt");
            var builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            builder.environment().put("TF_REATTACH_PROVIDERS", reattach);
            builder.environment().put("CHECKPOINT_DISABLE", "1");
            builder.environment().put("TF_IN_AUTOMATION", "1");
            builder.environment().put("TF_INPUT", "0");
            builder.environment().put("TF_CLI_ARGS", "-no-color");
            builder.environment().put("TF_CLI_CONFIG_FILE", NO_SETTINGS);
            Process process = builder.start();
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            return new Run(
                    ended ? process.exitValue() : -1,
                    text,
                    Duration.ofNanos(System.nanoTime() - begun));
        } catch (IOException e) {
            throw new UncheckedIOException("run " + String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("run " + String.join(" ", command), e);
        }
    }
}
