package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.List;

/// Histories that never were, in milliseconds.
final class Rows {
    private final List<History.Row> rows = new ArrayList<>();

    static long nanos(long millis) {
        return millis * 1_000_000;
    }

    /// Writes each 10 ms in [from, until), all of the same end and duration.
    Rows writes(long from, long until, Outcome outcome, long duration) {
        for (long at = from; at < until; at += 10) {
            write(at, at + duration, outcome);
        }
        return this;
    }

    Rows write(long intended, long completed, Outcome outcome) {
        int number = rows.size();
        rows.add(
                new History.Row(
                        number,
                        number,
                        nanos(intended),
                        nanos(intended),
                        nanos(completed),
                        outcome,
                        outcome == Outcome.OK ? Cause.NONE : Cause.DEADLINE,
                        0));
        return this;
    }

    List<History.Row> list() {
        return List.copyOf(rows);
    }
}
