package dev.twinkeel.cli;

import dev.twinkeel.recovery.Command;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Orders a move and watches it, telling what the engines say, until it has arrived, was given up,
/// or the time is up.
///
/// @param place whose engine is asked; empty: whoever holds the lease
/// @param arrives what is then so, as `mumbai serves`
/// @param home the stage in which the engine that wrote an entry rests before the move and after it
///   was given up
record OrderedMove(
        Terminal terminal,
        Optional<String> place,
        Optional<String> database,
        Command command,
        String arrives,
        Predicate<Status> arrived,
        Function<Entry, String> home) {
    /// How often the twin is asked how far it is.
    private static final Duration LOOK = Duration.ofMillis(200);

    /// @return the exit code
    int order(TwinClient client, Progress progress, MoveOptions options)
            throws InterruptedException {
        if (options.dryRun()) {
            terminal.out().println(client.dryRun(place, database, command));
            return Exit.DONE;
        }
        Instant since = Instant.now();
        progress.step("ask that " + arrives);
        String who = System.getProperty("user.name");
        String answer = client.command(who, place, database, command);
        progress.done();
        terminal.err().println(answer);
        return options.watched().isZero()
                ? Exit.DONE
                : watch(client, progress, options.watched(), since);
    }

    /// @param since before the order
    private int watch(TwinClient client, Progress progress, Duration limit, Instant since)
            throws InterruptedException {
        Set<Entry> told = new HashSet<>();
        Set<String> engines = new HashSet<>();
        progress.step("until " + arrives);
        while (progress.elapsed().compareTo(limit) < 0) {
            List<Entry> news = client.journal(since).stream().filter(told::add).toList();
            for (Entry entry : news) {
                entry.sentence().ifPresent(it -> progress.note("    " + entry.place() + ": " + it));
            }
            if (arrived.test(client.status())) {
                progress.done();
                terminal.out().println(arrives);
                return Exit.DONE;
            }
            Optional<Entry> end = end(news, engines);
            if (end.isPresent()) {
                progress.failed();
                throw new Trouble(
                        Exit.MISSED,
                        "the move was given up: " + end.get().sentence().orElse(""),
                        "Writes stay where they were. `twinkeel explain` tells the whole story.");
            }
            Thread.sleep(LOOK);
        }
        progress.failed();
        throw new Trouble(
                Exit.BROKEN,
                "not so after %d s: %s".formatted(limit.toSeconds(), arrives),
                "`twinkeel explain` shows what the engine decided and why; it may still go on.");
    }

    /// The entry by which an engine that had set out for the move came back to where it was.
    ///
    /// @param engines those that have set out; added to
    private Optional<Entry> end(List<Entry> news, Set<String> engines) {
        for (Entry entry : news) {
            String engine = entry.place() + " " + entry.database();
            if (!entry.stage().equals(home.apply(entry))) {
                engines.add(engine);
            } else if (engines.remove(engine)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }
}
