package dev.twinkeel.drill;

/// Follows the history while it grows, to know when the clients are served steadily again. Confined
/// to the drill's thread.
final class Watch {
    /// A request that waits longer than this may be the first of an outage.
    private static final long LONG_WAIT_NANOS = 500_000_000L;

    private final History history;
    private int next;
    private long lastBad = Long.MIN_VALUE;
    private long lastGood = Long.MIN_VALUE;
    private long oldestOpen = Long.MAX_VALUE;
    private long bad;
    private long good;

    Watch(History history) {
        this.history = history;
    }

    /// Takes in what has happened since the last call.
    void look() {
        int size = history.size();
        boolean reachedOpen = false;
        oldestOpen = Long.MAX_VALUE;
        for (int index = next; index < size; index++) {
            History.Row row = history.row(index);
            if (row.outcome() == Outcome.PENDING) {
                oldestOpen = Math.min(oldestOpen, row.intended());
                reachedOpen = true;
                continue;
            }
            if (!reachedOpen) {
                next = index + 1;
                count(row);
            }
        }
    }

    private void count(History.Row row) {
        if (row.ok()) {
            good++;
            lastGood = Math.max(lastGood, row.completed());
        } else {
            bad++;
            lastBad = Math.max(lastBad, row.intended());
        }
    }

    /// Requests that did not end well, among those whose predecessors have all ended.
    long bad() {
        return bad;
    }

    long good() {
        return good;
    }

    /// All has been well for that long, and still is.
    boolean steady(long now, long since, long forNanos) {
        return now - Math.max(lastBad, since) >= forNanos
                && now - lastGood < LONG_WAIT_NANOS
                && (oldestOpen == Long.MAX_VALUE || now - oldestOpen < LONG_WAIT_NANOS);
    }
}
