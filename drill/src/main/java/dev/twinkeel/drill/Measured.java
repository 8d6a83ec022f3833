package dev.twinkeel.drill;

import dev.twinkeel.model.Objectives;
import java.util.List;
import java.util.Optional;

/// Everything that a verdict is judged from.
///
/// @param baselineBad requests that did not end well before the fault
/// @param baselineGood requests that did
/// @param proofs of the fault's effect
/// @param findings empty when the ledger was not read, for `ledgerTrouble`
record Measured(
        Scenario scenario,
        Objectives objectives,
        long baselineBad,
        long baselineGood,
        List<Proof> proofs,
        double lateP99Millis,
        double lateMaxMillis,
        boolean scheduleKept,
        Outage outage,
        long requests,
        long failed,
        Latency latency,
        Optional<Findings> findings,
        Optional<String> ledgerTrouble,
        Optional<InsideFindings> inside,
        Course course) {}
