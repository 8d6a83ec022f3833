package dev.twinkeel.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a drill found beside the shoppers' own writes.
///
/// @param history null when none was played
/// @param kept null when nothing was lost
/// @param stores of every table, bucket and queue
public record Beyond(
        @Nullable HistoryFindings history,
        @Nullable KeptFindings kept,
        List<StoreFindings> stores) {
    static final Beyond NOTHING = new Beyond(null, null);

    public Beyond {
        stores = List.copyOf(stores);
    }

    Beyond(@Nullable HistoryFindings history, @Nullable KeptFindings kept) {
        this(history, kept, List.of());
    }

    /// A broken history, or a loss in a store, makes a drill fail that would pass; an invalid one
    /// stays so.
    Judgement judged(Judgement judgement, Duration rpo) {
        List<String> wrong = new ArrayList<>(history == null ? List.of() : history.reasons(rpo));
        stores.forEach(it -> wrong.addAll(it.reasons(rpo)));
        if (wrong.isEmpty() || judgement.verdict() == Verdict.INVALID) {
            return judgement;
        }
        List<String> reasons =
                new ArrayList<>(
                        judgement.verdict() == Verdict.FAIL ? judgement.reasons() : List.of());
        reasons.addAll(wrong);
        return new Judgement(Verdict.FAIL, reasons);
    }
}
