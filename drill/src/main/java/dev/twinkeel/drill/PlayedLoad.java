package dev.twinkeel.drill;

import java.util.Locale;
import java.util.Optional;

/// The load that a drill played.
///
/// @param share of what the file and the scenario ask for, at most 1: less when the machine did not
///   serve more
/// @param served whether all of it was done before the fault, and on time; true in a control, which
///   asks just that
public record PlayedLoad(
        double writesPerSecond, double readsPerSecond, double share, boolean served) {
    /// What was played and why; empty when all that was asked for was.
    Optional<String> lowered() {
        return share >= 1
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "%.0f writes and %.0f reads a second, %s of what is asked; no more was served",
                                writesPerSecond,
                                readsPerSecond,
                                part()));
    }

    /// `half`, `a quarter`, or a number.
    String part() {
        return share == 0.5
                ? "half"
                : share == 0.25 ? "a quarter" : String.format(Locale.ROOT, "%.2f", share);
    }
}
