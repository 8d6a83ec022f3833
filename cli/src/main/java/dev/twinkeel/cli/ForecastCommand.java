package dev.twinkeel.cli;

import dev.twinkeel.forecast.Forecast;
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
    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many worlds, from seed 0 on. Default: 1000.")
    private long seeds;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Only this world, with everything that happens in it.")
    private @Nullable Long seed;

    private final Terminal terminal;

    ForecastCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return seed == null ? many() : one(seed);
    }

    private int one(long number) {
        Forecast.Run run = Forecast.run(number, true);
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

    private int many() {
        long began = System.nanoTime();
        var broken =
                LongStream.range(0, seeds)
                        .parallel()
                        .mapToObj(it -> Forecast.run(it, false))
                        .filter(run -> run.broken().isPresent())
                        .sorted((one, other) -> Long.compare(one.seed(), other.seed()))
                        .toList();
        broken.forEach(
                run ->
                        terminal.out()
                                .println(
                                        "seed %d: %s; replay: %s"
                                                .formatted(
                                                        run.seed(),
                                                        run.broken().orElse(""),
                                                        run.replay())));
        terminal.out()
                .println(
                        "%d worlds in %.1f s: %s"
                                .formatted(
                                        seeds,
                                        (System.nanoTime() - began) / 1e9,
                                        broken.isEmpty()
                                                ? "every promise held"
                                                : broken.size() + " broke a promise"));
        return broken.isEmpty() ? Exit.DONE : Exit.MISSED;
    }
}
