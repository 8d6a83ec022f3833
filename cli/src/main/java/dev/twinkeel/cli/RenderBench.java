package dev.twinkeel.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// How long `twinkeel render aws` takes, from the command to the last file, for each example and
/// for a file with fifty services. The start of the command is in it: `command.start` tells how
/// long that is.
final class RenderBench {
    private static final double NANOS_A_SECOND = 1e9;
    private static final int RUNS = 3;
    private static final int SERVICES = 50;

    private final Path home;

    RenderBench(Path home) {
        this.home = home;
    }

    void run(Figures figures) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("twinkeel-render");
        try {
            for (String example : List.of("storefront", "analytics")) {
                Path file = home.resolve("examples").resolve(example).resolve("twinkeel.yaml");
                figures.spread("render." + example, seconds(file, folder), "s");
            }
            Path many = folder.resolve("many.yaml");
            Files.writeString(many, fiftyServices());
            figures.spread("render.fifty-services", seconds(many, folder), "s");
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path it : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(it);
                }
            }
        }
    }

    private List<Double> seconds(Path file, Path folder) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            Path output = Files.createTempDirectory(folder, "out").resolve("aws");
            long began = System.nanoTime();
            Process launcher =
                    new ProcessBuilder(
                                    home.resolve("twinkeel").toString(),
                                    "render",
                                    "aws",
                                    "--file",
                                    file.toString(),
                                    "-o",
                                    output.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(new File("/dev/null"))
                            .start();
            boolean ended = launcher.waitFor(1, TimeUnit.MINUTES);
            if (!ended || launcher.exitValue() != Exit.DONE) {
                launcher.destroyForcibly();
                throw new Trouble(
                        Exit.BROKEN,
                        "measure `twinkeel render aws` for %s: %s"
                                .formatted(file, ended ? "it failed" : "it took over a minute"),
                        "Run it by hand and see what it says.");
            }
            seconds.add((System.nanoTime() - began) / NANOS_A_SECOND);
        }
        return seconds;
    }

    /// Every service has a route and a database; every other calls the one before it.
    static String fiftyServices() {
        var text =
                new StringBuilder(
                        """
                        application: many
                        domain: many.example.com
                        regions:
                          mumbai:    { aws: ap-south-1, role: primary }
                          singapore: { aws: ap-southeast-1, role: standby }
                        databases: { orders-db: {}, people-db: {} }
                        tables: { sessions: {} }
                        queues: { mail: {} }
                        caches: { pages: {} }
                        services:
                        """);
        for (int number = 1; number <= SERVICES; number++) {
            String calls = number % 2 == 0 ? ", service-%d".formatted(number - 1) : "";
            text.append(
                    "  service-%d: { run: ./serve, routes: [ /api/%d ], uses: [ %s, sessions, mail, pages%s ] }\n"
                            .formatted(
                                    number,
                                    number,
                                    number % 3 == 0 ? "people-db" : "orders-db",
                                    calls));
        }
        return text.toString();
    }
}
