package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BaselineTest {
    private static final Duration P99 = Duration.ofMillis(150);

    private static Baseline of(Rows rows) {
        return Baseline.of(rows.list(), 0, Rows.nanos(10_000));
    }

    @Test
    void onlyWhatHasEndedCounts() {
        Baseline baseline =
                of(
                        new Rows()
                                .writes(0, 100, Outcome.OK, 20)
                                .write(100, 200, Outcome.FAILED)
                                .write(110, 20_000, Outcome.OK));
        assertThat(baseline.good()).isEqualTo(10);
        assertThat(baseline.bad()).isEqualTo(1);
        assertThat(baseline.well()).isFalse();
        assertThat(baseline.hopeful()).isTrue();
    }

    /// All of it done, the last of it so late, and from this millisecond on.
    private static Baseline late(int from, int millis) {
        Baseline baseline =
                of(
                        new Rows()
                                .writes(0, from, Outcome.OK, 20)
                                .writes(from, 1_200, Outcome.OK, millis));
        assertThat(baseline.well()).isTrue();
        return baseline;
    }

    @Test
    void aMachineWithRoomAnswersInTime() {
        assertThatCode(() -> late(1_150, 2_000).checkRoom(P99)).doesNotThrowAnyException();
    }

    @Test
    void aMachineThatDoesAllOfItLateHasNoRoom() {
        assertThatThrownBy(() -> late(1_000, 400).checkRoom(P99))
                .isInstanceOf(NotServedException.class)
                .hasMessageContaining("one of ten requests takes 400 ms or more")
                .hasMessageContaining("one of a hundred may take 150 ms");
    }
}
