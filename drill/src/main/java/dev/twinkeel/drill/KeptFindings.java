package dev.twinkeel.drill;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What became of the acknowledged writes that were lost, after what was broken was mended.
///
/// @param rows that were kept aside and are not in the database, at most a thousand
/// @param recoverable lost writes whose key is in one of these rows
/// @param lost of how many
/// @param trouble why it could not be read; null when it was
public record KeptFindings(
        List<KeptRow> rows, long recoverable, long lost, @Nullable String trouble) {
    static final int LISTED_MAX = 1_000;

    public KeptFindings {
        rows = List.copyOf(rows);
    }

    static KeptFindings of(List<KeptRow> all, List<Findings.Lost> lost) {
        List<KeptRow> rows =
                all.stream().filter(row -> !row.there().equals("same")).limit(LISTED_MAX).toList();
        long found =
                lost.stream()
                        .filter(it -> rows.stream().anyMatch(row -> row.row().contains(it.key())))
                        .count();
        return new KeptFindings(rows, found, lost.size(), null);
    }

    static KeptFindings unread(List<Findings.Lost> lost, Optional<String> trouble) {
        return new KeptFindings(List.of(), 0, lost.size(), trouble.orElse("unknown"));
    }

    /// In one sentence.
    String sentence() {
        return trouble != null
                ? "What was kept aside could not be read: " + trouble
                : "%d of %s kept aside and can be recovered"
                        .formatted(
                                recoverable, Words.count(lost, "lost write is", "lost writes are"));
    }
}
