package dev.twinkeel.drill;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one run of a drill measured, and its verdict. Times are real milliseconds after the fault,
/// negative before it.
///
/// @param seed of the schedule
/// @param rtoMillis from the fault to service restored as clients saw it; 0 when they saw no
///   outage; null when it was not restored
/// @param rtoObjectiveMillis null in a control, which has no such objective
/// @param outage whether clients saw one
/// @param longestGapMillis longest time after the fault without an acknowledgement
/// @param firstErrorMillis from the fault to the first request that did not end well
/// @param requests that were meant to start after the warm-up
/// @param failed of those, definitely not done or of unknown outcome
/// @param unknownRequests of those, of unknown outcome
/// @param latency of all that were done
/// @param baselineLatency of those before the fault
/// @param steadyLatency of those after service was restored
/// @param ledger null when it was not read, for `ledgerTrouble`
/// @param beyond what was found beside the shoppers' writes
/// @param claims what was claimed of the outcome, and whether it holds; none in a control
/// @param steps what was done, with its instants
/// @param story what the recovery agents said after the fault
public record DrillReport(
        String scenario,
        String application,
        String claim,
        String fault,
        String wound,
        Verdict verdict,
        List<String> reasons,
        Instant startedAt,
        Instant faultAt,
        long seed,
        @Nullable Long rtoMillis,
        @Nullable Long rtoObjectiveMillis,
        @Nullable Long rpoObjectiveMillis,
        boolean outage,
        long longestGapMillis,
        @Nullable Long firstErrorMillis,
        Phases phases,
        long requests,
        long failed,
        long unknownRequests,
        Latency latency,
        Latency baselineLatency,
        Latency steadyLatency,
        @Nullable Findings ledger,
        @Nullable String ledgerTrouble,
        @Nullable InsideFindings inside,
        Beyond beyond,
        List<Proof> proofs,
        List<Proof> claims,
        List<Course.Done> steps,
        double lateP99Millis,
        double lateMaxMillis,
        List<Window> windows,
        Map<String, Long> failures,
        List<Sentence> story,
        PlayedLoad load,
        Map<String, String> environment) {
    public DrillReport {
        reasons = List.copyOf(reasons);
        proofs = List.copyOf(proofs);
        claims = List.copyOf(claims);
        steps = List.copyOf(steps);
        windows = List.copyOf(windows);
        failures = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(failures));
        story = List.copyOf(story);
        environment =
                java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environment));
    }

    /// One sentence of a recovery agent.
    public record Sentence(long atMillis, String place, String database, String text) {}

    /// One sentence: what the drill says.
    public String headline() {
        return Headline.of(this);
    }

    public boolean isControl() {
        return fault.equals("none");
    }

    /// Writes that were definitely acknowledged; 0 without a ledger.
    public long acknowledged() {
        return ledger == null ? 0 : ledger.acknowledged();
    }
}
