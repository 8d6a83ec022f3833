package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Driver;
import dev.twinkeel.recovery.Entry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Logs what the engines tell the operator and remembers the last of it. Thread-safe.
final class Sentences implements Driver.Listener {
    private static final System.Logger LOG = System.getLogger("dev.twinkeel.recovery");

    private final Map<String, String> last = new ConcurrentHashMap<>();

    @Override
    public void recorded(Entry entry) {
        entry.sentence()
                .ifPresent(
                        sentence -> {
                            last.put(entry.database(), sentence);
                            LOG.log(
                                    System.Logger.Level.INFO,
                                    "database={0} stage={1} epoch={2} entry={3}: {4}",
                                    entry.database(),
                                    entry.stage(),
                                    Long.toString(entry.epoch()),
                                    Long.toString(entry.number()),
                                    sentence);
                        });
    }

    @Override
    public void decided() {
        // What counts now is told by whoever is asked.
    }

    @Override
    public void troubled(String sentence, @Nullable Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, sentence, cause);
    }

    /// Empty before the first.
    String last(String database) {
        return last.getOrDefault(database, "");
    }
}
