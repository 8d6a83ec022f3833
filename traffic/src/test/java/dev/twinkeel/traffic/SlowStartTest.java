package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SlowStartTest {
    private static final long SLOW = 10_000_000_000L;

    @Test
    void theShareOfATargetGrowsFromTwoPercentToAllInTheSlowStart() {
        assertThat(Member.share(0, SLOW)).isEqualTo(0.02);
        assertThat(Member.share(SLOW / 4, SLOW)).isEqualTo(0.25);
        assertThat(Member.share(SLOW, SLOW)).isEqualTo(1);
        assertThat(Member.share(5 * SLOW, SLOW)).isEqualTo(1);
    }

    @Test
    void withoutASlowStartEveryTargetTakesItsWholeShareAtOnce() {
        assertThat(Member.share(0, 0)).isEqualTo(1);
    }

    @Test
    void aColdTargetBesideWarmOnesIsConsideredAsOftenAsItsShareSays() {
        long taken = IntStream.range(0, 1000).filter(i -> Group.takes(0.1, 1, i / 1000.0)).count();
        assertThat((double) taken).isEqualTo(100, within(1.0));
    }

    @Test
    void targetsThatAreEquallyColdAreAllConsideredAlways() {
        assertThat(IntStream.range(0, 1000)).allMatch(i -> Group.takes(0.02, 0.02, i / 1000.0));
    }
}
