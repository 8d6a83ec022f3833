package dev.twinkeel.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How the application was before the fault.
///
/// @param good requests that were done
/// @param bad requests that had ended otherwise
/// @param latency of those that were done
/// @param failures why the others were not, most frequent first
record Baseline(long good, long bad, Latency latency, Map<String, Long> failures) {
    static Baseline of(History history, long from, long until) {
        List<History.Row> rows = new ArrayList<>();
        for (int index = 0; index < history.size(); index++) {
            rows.add(history.row(index));
        }
        return of(rows, from, until);
    }

    static Baseline of(List<History.Row> rows, long from, long until) {
        List<History.Row> counted =
                rows.stream().filter(row -> row.intended() >= from && ended(row, until)).toList();
        Latency latency = Latency.of(counted, _ -> true);
        return new Baseline(
                latency.count(), counted.size() - latency.count(), latency, Cause.count(counted));
    }

    boolean well() {
        return bad == 0 && good > 0;
    }

    /// Something failed, and most did not: it may be well soon.
    boolean hopeful() {
        return bad > 0 && good > bad;
    }

    String sentence() {
        return "%s done, %d not%s".formatted(Words.count(good, "request", "requests"), bad, why());
    }

    private String why() {
        return failures.isEmpty()
                ? ""
                : failures.entrySet().stream()
                        .map(it -> it.getKey() + ": " + it.getValue())
                        .collect(Collectors.joining("; ", " (", ")"));
    }

    /// A machine on which one of ten is late with what one of a hundred may be late with has all of
    /// its processors in use: a recovery would have none, and what it takes would be the queue's.
    ///
    /// @param p99 what 99 of 100 requests must stay under
    /// @throws NotServedException when it is so
    void checkRoom(Duration p99) {
        if (latency.p90Millis() > p99.toNanos() / 1e6) {
            throw new NotServedException(
                    "begin the drill: one of ten requests takes %.0f ms or more while nothing is broken; one of a hundred may take %d ms"
                            .formatted(latency.p90Millis(), p99.toMillis()));
        }
    }

    private static boolean ended(History.Row row, long until) {
        return row.outcome() != Outcome.PENDING && row.completed() < until;
    }
}
