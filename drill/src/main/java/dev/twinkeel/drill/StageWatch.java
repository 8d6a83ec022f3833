package dev.twinkeel.drill;

import dev.twinkeel.recovery.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Whether an engine came to a stage since the newest look at the journals. Entries are compared by
/// their numbers, because an engine's clock is its own: what follows an order may bear an earlier
/// time than the order. One thread uses it.
final class StageWatch {
    /// How far back the journal is read to know in which stage and epoch an engine was: a holder
    /// renews its lease several times in it.
    static final Duration BEFORE = Duration.ofSeconds(2);

    private final Function<Instant, List<Entry>> journal;

    /// The newest entry's number, by engine.
    private final Map<String, Long> newest = new HashMap<>();

    private Instant since = Instant.EPOCH;

    /// @param journal the entries of all engines that are not older, in the order of time
    StageWatch(Function<Instant, List<Entry>> journal) {
        this.journal = journal;
    }

    /// What is in the journals now is not waited for any more.
    void look() {
        since = Instant.now().minus(BEFORE);
        passed(journal.apply(since));
    }

    private void passed(List<Entry> entries) {
        newest.clear();
        entries.forEach(entry -> newest.put(engine(entry), entry.number()));
    }

    /// Looks on from there when it is so: the same coming to a stage is told once.
    boolean reached(String stage) {
        List<Entry> entries = journal.apply(since);
        Map<String, String> stages = new HashMap<>();
        for (Entry entry : entries) {
            String before = stages.put(engine(entry), entry.stage());
            if (entry.number() > newest.getOrDefault(engine(entry), 0L)
                    && entry.stage().equals(stage)
                    && !stage.equals(before)) {
                passed(entries);
                return true;
            }
        }
        return false;
    }

    /// The newest entry, until an instant, of the engine that came to a stage last.
    Optional<Entry> where(String stage, Instant until) {
        List<Entry> before =
                journal.apply(since).stream()
                        .filter(entry -> !entry.event().at().isAfter(until))
                        .toList()
                        .reversed();
        return before.stream()
                .filter(entry -> entry.stage().equals(stage))
                .findFirst()
                .flatMap(
                        at ->
                                before.stream()
                                        .filter(it -> engine(it).equals(engine(at)))
                                        .findFirst());
    }

    private static String engine(Entry entry) {
        return entry.place() + "/" + entry.database();
    }
}
