package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final long MILLI = 1_000_000;
    private static final Duration LATE = Admission.LATE.plusMillis(1);

    private final Admission admission = new Admission();
    private long now;

    private int entered(int tries) {
        int entered = 0;
        for (int each = 0; each < tries; each++) {
            entered += admission.enter() ? 1 : 0;
        }
        return entered;
    }

    private void leave(int count) {
        for (int each = 0; each < count; each++) {
            admission.leave(now, now, /* done= */ false);
        }
    }

    /// One after the other, in that many intervals.
    private void answers(int intervals, int each, Duration took) {
        for (int answer = 0; answer <= intervals * each; answer++) {
            assertThat(admission.enter()).isTrue();
            admission.leave(now - took.toNanos(), now, /* done= */ true);
            now += Admission.INTERVAL.toNanos() / each;
        }
    }

    @Test
    void allComeInWhileOneIsAnsweredSoon() {
        answers(4, 10, LATE);
        answers(1, 10, Duration.ofMillis(20));
        answers(8, 10, Duration.ofMillis(20));
        assertThat(entered(1_000)).isEqualTo(1_000);
    }

    @Test
    void aMomentInWhichTheMachineStoodStillIsNoQueue() {
        answers(1, 10, Duration.ofMillis(20));
        answers(Admission.LASTING - 2, 10, LATE);
        assertThat(entered(1_000)).isEqualTo(1_000);
    }

    @Test
    void asManyComeInAsAreAnsweredInAQuarterOfASecondWhenAllAreLate() {
        answers(Admission.LASTING + 1, 60, LATE);
        assertThat(entered(1_000)).isBetween(29, 31);
    }

    @Test
    void aFewComeInHoweverLateAllAre() {
        answers(Admission.LASTING + 1, 1, LATE.multipliedBy(10));
        assertThat(entered(1_000)).isEqualTo(Admission.LEAST);
        assertThat(entered(1)).isZero();
        leave(1);
        assertThat(entered(2)).isEqualTo(1);
    }

    @Test
    void moreComeInIntervalByIntervalWhenTheQueueIsGone() {
        answers(Admission.LASTING + 1, 1, LATE);
        answers(1, 10, Duration.ofMillis(20));
        int before = entered(1_000);
        leave(before);
        answers(1, 10, Duration.ofMillis(20));
        int after = entered(1_000);
        leave(after);
        assertThat(before).isGreaterThanOrEqualTo(Admission.LEAST);
        assertThat(after).isEqualTo(before * 2);
        answers(8, 10, Duration.ofMillis(20));
        assertThat(entered(1_000)).isEqualTo(1_000);
    }

    @Test
    void whatIsNotDoneIsNoQueue() {
        for (int each = 0; each < 100; each++) {
            assertThat(admission.enter()).isTrue();
            now += 100 * MILLI;
            admission.leave(now - LATE.toNanos(), now, /* done= */ false);
        }
        assertThat(entered(1_000)).isEqualTo(1_000);
    }
}
