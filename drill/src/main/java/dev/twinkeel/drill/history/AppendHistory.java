package dev.twinkeel.drill.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Judges a list that clients append unique values to and read whole: what was acknowledged must be
/// there, once, in the order of every read, across all epochs.
///
/// A loss is told by value; whether it is allowed, because a region was lost, is for the drill to
/// say.
///
/// @param lost acknowledged, and not in the final list
/// @param duplicated in the final list more than once
/// @param risen refused, and in the final list
/// @param foreign in the final list, and appended by nobody
/// @param stale acknowledged before a read of the same epoch began, and not in what it read
/// @param reordered read in an order, or at a place, that the final list does not have
public record AppendHistory(
        Set<Long> lost,
        Set<Long> duplicated,
        Set<Long> risen,
        Set<Long> foreign,
        Set<Long> stale,
        List<Read> reordered) {

    /// @param epoch that the gate named with the acknowledgement; 0 when there was none
    public record Append(long value, long began, long ended, Operation.Result result, long epoch) {}

    public record Read(List<Long> values, long began, long ended, long epoch) {
        public Read {
            values = List.copyOf(values);
        }
    }

    public AppendHistory {
        lost = Set.copyOf(lost);
        duplicated = Set.copyOf(duplicated);
        risen = Set.copyOf(risen);
        foreign = Set.copyOf(foreign);
        stale = Set.copyOf(stale);
        reordered = List.copyOf(reordered);
    }

    /// Compares what clients were told with the final list.
    ///
    /// @param end read after everything had come to rest
    public static AppendHistory of(List<Append> appends, List<Read> reads, List<Long> end) {
        Map<Long, Append> byValue = new HashMap<>();
        appends.forEach(each -> byValue.put(each.value(), each));
        Set<Long> present = new HashSet<>();
        Set<Long> duplicated = new HashSet<>();
        Set<Long> risen = new HashSet<>();
        Set<Long> foreign = new HashSet<>();
        for (Long value : end) {
            if (!present.add(value)) {
                duplicated.add(value);
            }
            Append append = byValue.get(value);
            if (append == null) {
                foreign.add(value);
            } else if (append.result() == Operation.Result.FAILED) {
                risen.add(value);
            }
        }
        Set<Long> lost = new HashSet<>();
        for (Append each : appends) {
            if (each.result() == Operation.Result.DONE && !present.contains(each.value())) {
                lost.add(each.value());
            }
        }
        return new AppendHistory(
                lost, duplicated, risen, foreign, stale(appends, reads), reordered(reads, end));
    }

    private static Set<Long> stale(List<Append> appends, List<Read> reads) {
        Set<Long> stale = new HashSet<>();
        for (Read read : reads) {
            Set<Long> seen = new HashSet<>(read.values());
            for (Append each : appends) {
                if (each.result() == Operation.Result.DONE
                        && each.epoch() == read.epoch()
                        && each.ended() < read.began()
                        && !seen.contains(each.value())) {
                    stale.add(each.value());
                }
            }
        }
        return stale;
    }

    /// A read is the beginning of the final list, but for what was lost since.
    private static List<Read> reordered(List<Read> reads, List<Long> end) {
        var found = new ArrayList<Read>();
        Set<Long> kept = new HashSet<>(end);
        for (Read read : reads) {
            List<Long> rest = read.values().stream().filter(kept::contains).toList();
            if (rest.size() > end.size() || !end.subList(0, rest.size()).equals(rest)) {
                found.add(read);
            }
        }
        return found;
    }

    /// Nothing is wrong.
    public boolean holds() {
        return lost.isEmpty()
                && duplicated.isEmpty()
                && risen.isEmpty()
                && foreign.isEmpty()
                && stale.isEmpty()
                && reordered.isEmpty();
    }
}
