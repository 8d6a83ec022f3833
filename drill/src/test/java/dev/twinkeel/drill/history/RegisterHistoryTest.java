package dev.twinkeel.drill.history;

import static dev.twinkeel.drill.history.Operation.failed;
import static dev.twinkeel.drill.history.Operation.read;
import static dev.twinkeel.drill.history.Operation.unknown;
import static dev.twinkeel.drill.history.Operation.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The checker is tested on histories that are known to be good or bad.
final class RegisterHistoryTest {
    private static boolean holds(Operation... history) {
        return RegisterHistory.broken(List.of(history)).isEmpty();
    }

    @Test
    void oneAfterTheOtherHolds() {
        assertThat(holds(write(1, 0, 1), read(1, 2, 3), write(2, 4, 5), read(2, 6, 7))).isTrue();
    }

    @Test
    void aReadBesideAWriteMaySeeEither() {
        assertThat(holds(write(1, 0, 10), read(0, 1, 2), read(1, 3, 4))).isTrue();
        assertThat(holds(write(1, 0, 10), read(1, 1, 2), read(0, 3, 4))).isFalse();
    }

    @Test
    void anOldValueAfterANewOneIsFound() {
        assertThat(holds(write(1, 0, 1), write(2, 2, 3), read(1, 4, 5))).isFalse();
    }

    @Test
    void anAcknowledgedWriteThatIsGoneIsFound() {
        assertThat(holds(write(1, 0, 1), read(1, 2, 3), read(0, 4, 5))).isFalse();
    }

    @Test
    void twoPrimariesAreFound() {
        assertThat(
                        holds(
                                write(1, 0, 1),
                                write(2, 0, 1),
                                read(1, 2, 3),
                                read(2, 4, 5),
                                read(1, 6, 7)))
                .isFalse();
    }

    @Test
    void aRefusedWriteThatIsReadIsFound() {
        assertThat(holds(failed(1, 0, 1), read(1, 2, 3))).isFalse();
    }

    @Test
    void anUnknownWriteMayHappenLateOrNever() {
        assertThat(holds(unknown(1, 0), read(0, 5, 6), read(1, 7, 8))).isTrue();
        assertThat(holds(unknown(1, 0), read(0, 5, 6))).isTrue();
        assertThat(holds(unknown(1, 0), read(1, 5, 6), read(0, 7, 8))).isFalse();
    }

    @Test
    void aValueThatNobodyWroteIsFound() {
        assertThat(holds(write(1, 0, 1), read(7, 2, 3))).isFalse();
    }

    @Test
    void manyConcurrentWritesAreJudgedInTime() {
        List<Operation> history = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            history.add(write(i, 0, 100));
        }
        history.add(read(7, 101, 102));
        assertThat(RegisterHistory.broken(history)).isEmpty();

        history.add(read(8, 103, 104));
        assertThat(RegisterHistory.broken(history)).isPresent();
    }

    @Test
    void aHistoryTooLongIsRefused() {
        List<Operation> history = new ArrayList<>();
        for (int i = 0; i <= RegisterHistory.OPERATIONS_MAX; i++) {
            history.add(write(i, 2L * i, 2L * i + 1));
        }

        assertThatThrownBy(() -> RegisterHistory.broken(history))
                .hasMessageContaining("use more registers");
    }
}
