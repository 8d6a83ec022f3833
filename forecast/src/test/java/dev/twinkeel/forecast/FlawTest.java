package dev.twinkeel.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A simulation that does not find planted faults proves nothing.
final class FlawTest {
    /// What is found late is found by luck.
    private static final long SEEDS_MAX = 5_000;

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void everyPlantedFaultIsFound(Flaw flaw) {
        for (long seed = 0; seed < SEEDS_MAX; seed++) {
            Forecast.Run run = Forecast.run(seed, /* verbose= */ false, flaw);
            if (run.broken().isPresent()) {
                System.out.printf("%s: seed %d: %s%n", flaw, seed, run.broken().get());
                return;
            }
        }
        assertThat(flaw).as("not found in %d seeds", SEEDS_MAX).isNull();
    }
}
