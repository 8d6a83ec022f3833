package dev.twinkeel.drill.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.drill.history.AppendHistory.Append;
import dev.twinkeel.drill.history.AppendHistory.Read;
import dev.twinkeel.drill.history.Operation.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The checker is tested on histories that are known to be good or bad.
final class AppendHistoryTest {
    private static Append done(long value, long epoch) {
        return new Append(value, value * 10, value * 10 + 5, Result.DONE, epoch);
    }

    private static Read read(long began, long epoch, Long... values) {
        return new Read(List.of(values), began, began + 1, epoch);
    }

    @Test
    void whatWasToldAndIsThereHolds() {
        var appends = List.of(done(1, 1), done(2, 1), done(3, 2));

        assertThat(
                        AppendHistory.of(
                                        appends,
                                        List.of(read(16, 1, 1L), read(36, 2, 1L, 2L, 3L)),
                                        List.of(1L, 2L, 3L))
                                .holds())
                .isTrue();
    }

    @Test
    void anAcknowledgedWriteThatIsNotThereIsLost() {
        var judged = AppendHistory.of(List.of(done(1, 1), done(2, 1)), List.of(), List.of(1L));

        assertThat(judged.lost()).containsExactly(2L);
        assertThat(judged.holds()).isFalse();
    }

    @Test
    void anUnknownWriteIsNeitherLostNorForeign() {
        var unknown = new Append(2, 20, Long.MAX_VALUE, Result.UNKNOWN, 0);

        assertThat(AppendHistory.of(List.of(done(1, 1), unknown), List.of(), List.of(1L)).holds())
                .isTrue();
        assertThat(
                        AppendHistory.of(List.of(done(1, 1), unknown), List.of(), List.of(1L, 2L))
                                .holds())
                .isTrue();
    }

    @Test
    void aRefusedWriteThatIsThereHasRisen() {
        var failed = new Append(2, 20, 21, Result.FAILED, 0);

        assertThat(AppendHistory.of(List.of(failed), List.of(), List.of(2L)).risen())
                .containsExactly(2L);
    }

    @Test
    void aWriteTwiceAndAWriteOfNobodyAreTold() {
        var judged = AppendHistory.of(List.of(done(1, 1)), List.of(), List.of(1L, 1L, 9L));

        assertThat(judged.duplicated()).containsExactly(1L);
        assertThat(judged.foreign()).containsExactly(9L);
    }

    @Test
    void aReadThatLacksWhatItsEpochHadAcknowledgedIsStale() {
        var appends = List.of(done(1, 1), done(2, 1));

        assertThat(AppendHistory.of(appends, List.of(read(30, 1, 1L)), List.of(1L, 2L)).stale())
                .containsExactly(2L);
    }

    @Test
    void aReadInAnotherOrderThanTheEndIsTold() {
        var appends = List.of(done(1, 1), done(2, 1));
        Read swapped = read(30, 1, 2L, 1L);

        assertThat(AppendHistory.of(appends, List.of(swapped), List.of(1L, 2L)).reordered())
                .containsExactly(swapped);
    }

    @Test
    void theWritesOfALostRegionAreLostAndReadersOfBeforeAreNotBlamed() {
        var judged =
                AppendHistory.of(
                        List.of(done(1, 1), done(2, 1), done(3, 2)),
                        List.of(read(26, 1, 1L, 2L)),
                        List.of(1L, 3L));

        assertThat(judged.lost()).containsExactly(2L);
        assertThat(judged.reordered()).isEmpty();
    }
}
