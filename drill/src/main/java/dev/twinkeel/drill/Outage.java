package dev.twinkeel.drill;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The interruption as clients saw it. Nothing here comes from the system's own events.
///
/// @param seen whether there was one at all
/// @param restored whether it was over at the end, for at least the steady time
/// @param rtoNanos from the fault to the first instant after which every request that was meant to
///   start was done in time, and no longer gap between acknowledgements was open; 0 without an
///   outage; null when it was not over
/// @param longestGapNanos longest time without any acknowledgement after the fault, the open
///   interval at the end included
/// @param usualGapNanos the same before the fault
/// @param firstErrorNanos from the fault to the intended start of the first request that did not
///   end well
/// @param firstSuccessNanos from the fault to the first acknowledgement after the longest gap
/// @param gapStart when the longest gap began, on the load's clock
record Outage(
        boolean seen,
        boolean restored,
        @Nullable Long rtoNanos,
        long longestGapNanos,
        long usualGapNanos,
        @Nullable Long firstErrorNanos,
        @Nullable Long firstSuccessNanos,
        long gapStart) {

    /// A shorter silence is not an outage, however regular the requests usually are: the machine's
    /// own scheduler makes such pauses.
    static final long LEAST_GAP_NANOS = 100_000_000L;

    /// In a control there is no time before the fault to compare with.
    static final long CONTROL_GAP_NANOS = 500_000_000L;

    private static final int USUAL_GAP_FACTOR = 3;

    /// The spans of a run on the load's clock, in nanoseconds.
    ///
    /// @param from where counting starts: the end of the warm-up
    /// @param calm until when nothing was broken yet
    /// @param fault the instant just before the fault; in a control the same as `from`
    /// @param end when the last request was meant to start
    record Span(long from, long calm, long fault, long end, long steady, boolean control) {
        Span(long from, long fault, long end, long steady, boolean control) {
            this(from, fault, fault, end, steady, control);
        }
    }

    /// @param rows every request of the kind that is judged, each with its outcome
    static Outage measure(List<History.Row> rows, Span span) {
        long[] done =
                rows.stream()
                        .filter(History.Row::ok)
                        .mapToLong(History.Row::completed)
                        .filter(at -> at >= span.from())
                        .toArray();
        Arrays.sort(done);
        Gap usual = longestGap(done, span.from(), span.calm());
        Gap gap = longestGap(done, span.fault(), Math.max(span.end(), span.fault()));
        long threshold = span.control() ? CONTROL_GAP_NANOS : unusual(usual.length());
        boolean silent = gap.length() > threshold;

        List<History.Row> bad =
                rows.stream().filter(row -> !row.ok() && row.completed() >= span.fault()).toList();
        Long firstError =
                bad.stream().mapToLong(History.Row::intended).min().stream()
                        .boxed()
                        .findFirst()
                        .orElse(null);
        if (firstError == null && !silent) {
            return new Outage(
                    false, true, 0L, gap.length(), usual.length(), null, null, gap.start());
        }
        long lastBad = bad.stream().mapToLong(History.Row::intended).max().orElse(Long.MIN_VALUE);
        // Where requests failed, every silence that is longer than usual belongs to it.
        boolean counts = silent || gap.length() > Math.max(LEAST_GAP_NANOS, usual.length());
        Long rto = restoredAt(rows, span, lastBad, counts ? gap : null);
        return new Outage(
                true,
                rto != null,
                rto,
                gap.length(),
                usual.length(),
                firstError == null ? null : Math.max(0, firstError - span.fault()),
                counts && !gap.open() ? Long.valueOf(gap.end() - span.fault()) : null,
                gap.start());
    }

    private static long unusual(long usualGapNanos) {
        return Math.max(LEAST_GAP_NANOS, USUAL_GAP_FACTOR * usualGapNanos);
    }

    /// The last acknowledgement before each silence after the fault that is longer than usual, the
    /// open one at the end included; where there is none, the last one before the fault.
    NavigableSet<Long> lastAcks(List<History.Row> rows, long fault, long end) {
        var acks = new TreeSet<Long>();
        rows.stream().filter(History.Row::ok).forEach(row -> acks.add(row.completed()));
        var last = new TreeSet<Long>();
        for (Long ack = acks.floor(fault); ack != null; ack = acks.higher(ack)) {
            Long next = acks.higher(ack);
            if ((next == null ? end : next) - ack > unusual(usualGapNanos)) {
                last.add(ack);
            }
        }
        Long before = acks.floor(fault);
        if (last.isEmpty() && before != null) {
            last.add(before);
        }
        return last;
    }

    private static @Nullable Long restoredAt(
            List<History.Row> rows, Span span, long lastBad, @Nullable Gap gap) {
        if (gap != null && gap.open()) {
            return null;
        }
        long served = span.fault();
        if (lastBad != Long.MIN_VALUE) {
            long first =
                    rows.stream()
                            .filter(row -> row.ok() && row.intended() > lastBad)
                            .mapToLong(History.Row::intended)
                            .min()
                            .orElse(Long.MAX_VALUE);
            if (first == Long.MAX_VALUE || span.end() - lastBad < span.steady()) {
                return null;
            }
            served = first;
        }
        if (gap != null) {
            served = Math.max(served, gap.end());
        }
        return Math.max(0, served - span.fault());
    }

    /// Of a planned move, which stops nothing before it has prepared everything: the outage begins
    /// with the first request that was not done, or with the silence.
    ///
    /// @param fault when the move was ordered, on the load's clock
    Outage fromItsBegin(long fault) {
        if (!seen || rtoNanos == null) {
            return this;
        }
        long error = firstErrorNanos == null ? Long.MAX_VALUE : firstErrorNanos;
        long silence = firstSuccessNanos == null ? Long.MAX_VALUE : Math.max(0, gapStart - fault);
        long begin = Math.min(error, silence);
        return new Outage(
                true,
                restored,
                begin == Long.MAX_VALUE ? rtoNanos : Long.valueOf(Math.max(0, rtoNanos - begin)),
                longestGapNanos,
                usualGapNanos,
                firstErrorNanos,
                firstSuccessNanos,
                gapStart);
    }

    /// @param open the end of the run came before the next acknowledgement
    private record Gap(long start, long end, boolean open) {
        long length() {
            return end - start;
        }
    }

    /// The longest time without an acknowledgement that reaches into (after, until].
    private static Gap longestGap(long[] sorted, long after, long until) {
        Gap longest = new Gap(after, after, false);
        long before = after;
        for (long at : sorted) {
            if (at > until) {
                break;
            }
            if (at > after && at - before > longest.length()) {
                longest = new Gap(before, at, false);
            }
            before = Math.max(before, at);
        }
        return until - before > longest.length() ? new Gap(before, until, true) : longest;
    }
}
