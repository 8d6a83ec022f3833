package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.List;

/// Every write that a client made, held against what the database has at the end: the last reading
/// of Jepsen's set-full checker. Fed with one key after the other, in any order; keeps one byte a
/// write. Not thread-safe.
final class Ledger {
    /// More ids than anybody reads; the counts are always whole.
    static final int LISTED_MAX = 1_000;

    private final LoadPlan plan;
    private final List<History.Row> writes;
    private final byte[] found;
    private long strangers;

    /// @param writes every write of the run, by its number
    Ledger(LoadPlan plan, List<History.Row> writes) {
        this.plan = plan;
        this.writes = List.copyOf(writes);
        this.found = new byte[writes.size()];
    }

    /// A key that the database has. Keys of other runs are passed over.
    void found(String key) {
        int number = plan.number(key);
        if (number < 0) {
            return;
        }
        if (number >= found.length) {
            strangers++;
        } else if (found[number] < Byte.MAX_VALUE) {
            found[number]++;
        }
    }

    /// @param lastAckNanos the last acknowledgement before the outage
    /// @param instants turns the load's clock into instants
    Findings findings(
            long lastAckNanos, java.util.function.LongFunction<java.time.Instant> instants) {
        Tally tally = new Tally();
        for (int number = 0; number < found.length; number++) {
            tally.count(writes.get(number), found[number]);
        }
        long first = tally.lost.stream().mapToLong(History.Row::completed).min().orElse(0);
        long last =
                Math.max(
                        lastAckNanos,
                        tally.lost.stream().mapToLong(History.Row::completed).max().orElse(0));
        List<Findings.Lost> listed =
                tally.lost.stream()
                        .sorted(java.util.Comparator.comparingLong(History.Row::completed))
                        .limit(LISTED_MAX)
                        .map(
                                row ->
                                        new Findings.Lost(
                                                plan.key(row.write()),
                                                instants.apply(row.completed()),
                                                (last - row.completed()) / 1_000_000))
                        .toList();
        return new Findings(
                tally.acknowledged,
                tally.refused,
                tally.unknown,
                tally.lost.size(),
                tally.lost.isEmpty() ? 0 : Math.max(0, (last - first) / 1_000_000),
                listed,
                tally.duplicated.size(),
                tally.duplicated.stream().limit(LISTED_MAX).toList(),
                tally.recovered,
                tally.refusedButFound,
                strangers);
    }

    private final class Tally {
        private long acknowledged;
        private long refused;
        private long unknown;
        private long recovered;
        private long refusedButFound;
        private final List<History.Row> lost = new ArrayList<>();
        private final List<String> duplicated = new ArrayList<>();

        void count(History.Row row, int times) {
            switch (row.outcome()) {
                case OK -> {
                    acknowledged++;
                    if (times == 0) {
                        lost.add(row);
                    }
                }
                case FAILED -> {
                    refused++;
                    refusedButFound += times > 0 ? 1 : 0;
                }
                case UNKNOWN, PENDING -> {
                    unknown++;
                    recovered += times > 0 ? 1 : 0;
                }
            }
            if (times > 1) {
                duplicated.add(plan.key(row.write()));
            }
        }
    }
}
