package dev.twinkeel.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a drill found beside the shoppers' own writes.
///
/// @param history null when none was played
/// @param kept null when nothing was lost
public record Beyond(@Nullable HistoryFindings history, @Nullable KeptFindings kept) {
    static final Beyond NOTHING = new Beyond(null, null);

    /// A broken history makes a drill fail that would pass; an invalid one stays so.
    Judgement judged(Judgement judgement, Duration rpo) {
        List<String> wrong = history == null ? List.of() : history.reasons(rpo);
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
