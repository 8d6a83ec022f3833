package dev.twinkeel.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs the comparison with Patroni, `bench/patroni/run`, and takes over its figures. It needs
/// Debian's packages; where they are not to be had, it says so and there are no figures.
final class PatroniBench {
    /// The fault that the drill `database-crash` has too.
    private static final String CASES = "twinkeel.process,default.process,fast.process";

    private static final int RUNS_MAX = 3;

    private final Terminal terminal;

    PatroniBench(Terminal terminal) {
        this.terminal = terminal;
    }

    void run(int runs, Figures figures) throws IOException, InterruptedException {
        Path script = Path.of(System.getProperty("twinkeel.home", "."), "bench", "patroni", "run");
        if (!Files.isExecutable(script)) {
            terminal.err().println("Patroni was not compared: there is no " + script);
            return;
        }
        var builder =
                new ProcessBuilder(script.toString(), Integer.toString(Math.min(runs, RUNS_MAX)))
                        .redirectInput(new File("/dev/null"))
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("ONLY", CASES);
        Process process = builder.start();
        // It ends what it started when it is asked to end.
        Thread end = Thread.ofPlatform().unstarted(() -> end(process));
        Runtime.getRuntime().addShutdownHook(end);
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line, figures);
            }
            if (process.waitFor() != 0) {
                terminal.err().println("Patroni was not compared to the end, see above");
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private static void end(Process process) {
        process.destroy();
        process.onExit().join();
    }

    /// `name value unit`; a value may be missing, when an outage was not over.
    private static void take(String line, Figures figures) throws IOException {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[1].matches("-?[0-9.]+")) {
            figures.add(words[0], Double.parseDouble(words[1]), words[2]);
        }
    }
}
