package dev.twinkeel.cli;

import dev.twinkeel.forecast.Forecast;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "forecast",
        description =
                "Plays the recovery engine in a simulated, misbehaving world, and checks its promises"
                        + " after every event.")
final class ForecastCommand implements Callable<Integer> {
    /// Worlds between two words of progress.
    private static final int BLOCK = 2000;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many worlds. Default: 1000.")
    private long seeds;

    @Option(
            names = "--from",
            paramLabel = "SEED",
            defaultValue = "0",
            description = "The first of them. Default: 0.")
    private long from;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Only this world, with everything that happens in it.")
    private @Nullable Long seed;

    @Option(
            names = "--endurance",
            paramLabel = "TIME",
            converter = Words.Time.class,
            description =
                    "Worlds in which a zone's faults follow each other for that virtual time, each as"
                            + " soon as the one before is recovered from; 1s to 30m. Default: the seed"
                            + " decides what happens.")
    private @Nullable Duration endurance;

    private final Terminal terminal;

    ForecastCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (endurance != null
                && (endurance.compareTo(SHORTEST) < 0 || endurance.compareTo(LONGEST) > 0)) {
            throw new Trouble(
                    Exit.USAGE,
                    "a world of " + endurance.toMillis() + " ms",
                    "Give --endurance a time from 1s to 30m.");
        }
        return seed == null ? many() : one(seed);
    }

    private int one(long number) {
        Forecast.Run run = run(number, true);
        run.story().forEach(terminal.out()::println);
        terminal.out()
                .printf(
                        "seed %d: %s; %d events, %d promotions, %d writes acknowledged, %d lost with"
                                + " a region, at rest %d ms after the healing%n",
                        run.seed(),
                        run.broken().map(it -> "BROKEN: " + it).orElse("every promise held"),
                        run.events(),
                        run.promotions(),
                        run.acknowledged(),
                        run.lost(),
                        run.convergedMillis());
        return run.broken().isPresent() ? Exit.MISSED : Exit.DONE;
    }

    private Forecast.Run run(long number, boolean verbose) {
        return endurance == null
                ? Forecast.run(number, verbose)
                : Forecast.endure(number, verbose, endurance);
    }

    private int many() {
        long began = System.nanoTime();
        var sum = new Sum();
        try (var progress = new Progress(terminal)) {
            progress.step("play " + seeds + " worlds from seed " + from);
            for (long block = from; block < from + seeds; block += BLOCK) {
                LongStream.range(block, Math.min(block + BLOCK, from + seeds))
                        .parallel()
                        .mapToObj(it -> run(it, false))
                        .forEach(sum::add);
                progress.detail(sum.soFar());
            }
            progress.done();
        }
        String replayed = endurance == null ? "" : " --endurance " + endurance.toSeconds() + "s";
        sum.tell(terminal, (System.nanoTime() - began) / 1e9, replayed);
        return sum.broken.isEmpty() ? Exit.DONE : Exit.MISSED;
    }

    /// What many worlds came to.
    private static final class Sum {
        private final List<Forecast.Run> broken = new ArrayList<>();
        private long worlds;
        private long recoveries;
        private long acknowledged;
        private long lost;
        private long slowestMillis;

        synchronized void add(Forecast.Run run) {
            worlds++;
            recoveries += run.recoveries();
            acknowledged += run.acknowledged();
            lost += run.lost();
            slowestMillis = Math.max(slowestMillis, run.convergedMillis());
            if (run.broken().isPresent()) {
                broken.add(run);
            }
        }

        /// Names a world that broke at once: whoever looks on need not wait for the others.
        synchronized String soFar() {
            String first =
                    broken.stream()
                            .mapToLong(Forecast.Run::seed)
                            .mapToObj(" (first: seed %d)"::formatted)
                            .findFirst()
                            .orElse("");
            return "%d worlds, %d recoveries, %d broken%s"
                    .formatted(worlds, recoveries, broken.size(), first);
        }

        synchronized void tell(Terminal terminal, double seconds, String options) {
            broken.sort(Comparator.comparingLong(Forecast.Run::seed));
            for (Forecast.Run run : broken) {
                terminal.out()
                        .println(
                                "seed %d: %s; replay: %s"
                                        .formatted(
                                                run.seed(),
                                                run.broken().orElse(""),
                                                run.replay() + options));
            }
            terminal.out()
                    .println(
                            "%d worlds in %.1f s on %d cores: %d recoveries (%.0f a second), %d writes acknowledged, %d lost with a region, at rest %.1f s after the healing at the latest: %s"
                                    .formatted(
                                            worlds,
                                            seconds,
                                            Runtime.getRuntime().availableProcessors(),
                                            recoveries,
                                            recoveries / seconds,
                                            acknowledged,
                                            lost,
                                            slowestMillis / 1000.0,
                                            broken.isEmpty()
                                                    ? "every promise held"
                                                    : broken.size() + " broke a promise"));
        }
    }
}
