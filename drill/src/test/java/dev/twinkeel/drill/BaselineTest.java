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

    @Test
    void aMachineWithRoomAnswersInTime() {
        Baseline baseline =
                of(
                        new Rows()
                                .writes(0, 1_000, Outcome.OK, 20)
                                .writes(1_000, 1_050, Outcome.OK, 2_000));
        assertThat(baseline.well()).isTrue();
        assertThatCode(() -> baseline.checkRoom(P99)).doesNotThrowAnyException();
    }

    @Test
    void aMachineThatDoesAllOfItLateHasNoRoom() {
        Baseline baseline =
                of(
                        new Rows()
                                .writes(0, 1_000, Outcome.OK, 20)
                                .writes(1_000, 1_200, Outcome.OK, 400));
        assertThat(baseline.well()).isTrue();
        assertThatThrownBy(() -> baseline.checkRoom(P99))
                .isInstanceOf(NotServedException.class)
                .hasMessageContaining("one of ten requests takes 400 ms or more")
                .hasMessageContaining("one of a hundred may take 150 ms");
    }
}
