package dev.twinkeel.aws.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultsTest {
    private static final int FAULTS = 300;

    @Test
    void findsEachOfHundredsOfSingleFaults() {
        var faults = new Faults(Samples.files());
        List<String> missed = new ArrayList<>();
        for (long seed = 1; seed <= FAULTS; seed++) {
            Fault fault = faults.of(seed);
            if (Validator.check(fault.files()).isEmpty()) {
                missed.add("seed " + seed + ": " + fault);
            }
        }
        assertThat(missed).isEmpty();
    }

    @Test
    void breaksInEveryWayThatItKnows() {
        assertThat(new Faults(Samples.files()).places()).containsOnlyKeys(Fault.Kind.values());
    }

    @Test
    void breaksTheSamePlaceForTheSameSeed() {
        var faults = new Faults(Samples.files());

        assertThat(faults.of(42)).isEqualTo(faults.of(42));
    }
}
