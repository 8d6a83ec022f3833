package dev.twinkeel.drill;

import java.util.List;

/// How the application was before the fault.
///
/// @param good requests that were done
/// @param bad requests that had ended otherwise
record Baseline(long good, long bad) {
    static Baseline of(History history, long from, long until) {
        long good = 0;
        long bad = 0;
        for (int index = 0; index < history.size(); index++) {
            History.Row row = history.row(index);
            boolean counts = row.intended() >= from && ended(row, until);
            good += counts && row.ok() ? 1 : 0;
            bad += counts && !row.ok() ? 1 : 0;
        }
        return new Baseline(good, bad);
    }

    static Baseline of(List<History.Row> rows, long from, long until) {
        List<History.Row> counted =
                rows.stream().filter(row -> row.intended() >= from && ended(row, until)).toList();
        long good = counted.stream().filter(History.Row::ok).count();
        return new Baseline(good, counted.size() - good);
    }

    boolean well() {
        return bad == 0 && good > 0;
    }

    /// Something failed, and most did not: it may be well soon.
    boolean hopeful() {
        return bad > 0 && good > bad;
    }

    private static boolean ended(History.Row row, long until) {
        return row.outcome() != Outcome.PENDING && row.completed() < until;
    }
}
