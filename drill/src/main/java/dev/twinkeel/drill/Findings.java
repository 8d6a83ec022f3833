package dev.twinkeel.drill;

import java.time.Instant;
import java.util.List;

/// What the ledger says after the final read.
///
/// @param acknowledged writes that a client was told are done
/// @param refused writes that were definitely not accepted
/// @param unknown writes whose client never learned their outcome; neither lost nor safe
/// @param lost acknowledged and absent
/// @param lostAgeMillis from the completion of the first lost acknowledgement to the last one
///   before the outage; 0 when nothing is lost
/// @param lostWrites the oldest of them, at most a thousand
/// @param duplicated keys that are there more than once
/// @param recovered writes with unknown outcome that are there
/// @param refusedButFound writes that were refused and are there nevertheless: the application said
///   no and did it
/// @param strangers keys of this run that were never sent
public record Findings(
        long acknowledged,
        long refused,
        long unknown,
        long lost,
        long lostAgeMillis,
        List<Lost> lostWrites,
        long duplicated,
        List<String> duplicatedKeys,
        long recovered,
        long refusedButFound,
        long strangers) {
    public Findings {
        lostWrites = List.copyOf(lostWrites);
        duplicatedKeys = List.copyOf(duplicatedKeys);
    }

    /// An acknowledged write that is gone.
    ///
    /// @param acknowledgedAt when its client was told that it is done
    /// @param ageMillis before the last acknowledgement before the outage
    public record Lost(String key, Instant acknowledgedAt, long ageMillis) {}
}
