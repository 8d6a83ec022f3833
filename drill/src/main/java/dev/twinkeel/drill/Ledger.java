package dev.twinkeel.drill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

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

    /// The findings while no outage is known: a lost write is older than the last one by its age.
    Findings findings(LongFunction<Instant> instants) {
        return findings(Collections.emptyNavigableSet(), instants);
    }

    /// A lost write is as old as it was when the outage after it began.
    ///
    /// @param lastAcks the last acknowledgement before each outage
    /// @param instants turns the load's clock into instants
    Findings findings(NavigableSet<Long> lastAcks, LongFunction<Instant> instants) {
        Tally tally = new Tally();
        for (int number = 0; number < found.length; number++) {
            tally.count(writes.get(number), found[number]);
        }
        long last = tally.lost.stream().mapToLong(History.Row::completed).max().orElse(0);
        ToLongFunction<History.Row> age =
                row -> {
                    Long outage = lastAcks.ceiling(row.completed());
                    return ((outage == null ? last : outage) - row.completed()) / 1_000_000;
                };
        List<Findings.Lost> listed =
                tally.lost.stream()
                        .sorted(Comparator.comparingLong(History.Row::completed))
                        .limit(LISTED_MAX)
                        .map(
                                row ->
                                        new Findings.Lost(
                                                plan.key(row.write()),
                                                instants.apply(row.completed()),
                                                age.applyAsLong(row)))
                        .toList();
        return new Findings(
                tally.acknowledged,
                tally.refused,
                tally.unknown,
                tally.lost.size(),
                tally.lost.stream().mapToLong(age).max().orElse(0),
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
