package dev.twinkeel.traffic;

/// Counts results in a row and says what they mean. A value: each result gives the next one.
///
/// @param fresh no check passed yet; with `firstPassCounts` one pass makes it healthy
/// @param inRow results in a row that speak against the present state
record HealthStreak(boolean healthy, boolean fresh, int inRow) {
    static HealthStreak of(boolean healthy) {
        return new HealthStreak(healthy, true, 0);
    }

    HealthStreak next(boolean passed, HealthPolicy policy, boolean firstPassCounts) {
        if (passed == healthy) {
            return new HealthStreak(healthy, fresh && !passed, 0);
        }
        int needed = passed ? policy.passes() : policy.failures();
        int against = inRow + 1;
        boolean decided = against >= needed || (passed && fresh && firstPassCounts);
        return decided
                ? new HealthStreak(passed, false, 0)
                : new HealthStreak(healthy, fresh && !passed, against);
    }
}
