package dev.twinkeel.drill;

import dev.twinkeel.model.Objectives;
import java.util.List;
import java.util.Optional;

/// Everything that a verdict is judged from.
///
/// @param before how the application was when it was hit
/// @param proofs of the fault's effect
/// @param findings empty when the ledger was not read, for `ledgerTrouble`
record Measured(
        Scenario scenario,
        Objectives objectives,
        Baseline before,
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
