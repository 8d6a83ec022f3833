package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The meter itself, on histories whose outage is known.
class OutageTest {
    private static final Outage.Span SPAN = span(10_000);

    private static Outage.Span span(long endMillis) {
        return new Outage.Span(
                0, Rows.nanos(2_000), Rows.nanos(endMillis), Rows.nanos(1_000), false);
    }

    private static Long rtoMillis(Outage outage) {
        Long nanos = outage.rtoNanos();
        return nanos == null ? -1 : nanos / 1_000_000;
    }

    @Test
    void failedWritesCountUntilTheFirstOneAfterThem() {
        var rows =
                new Rows()
                        .writes(0, 2_000, Outcome.OK, 3)
                        .writes(2_000, 3_500, Outcome.FAILED, 1)
                        .writes(3_500, 10_000, Outcome.OK, 3);
        Outage outage = Outage.measure(rows.list(), SPAN);
        assertThat(outage.seen()).isTrue();
        assertThat(outage.restored()).isTrue();
        assertThat(rtoMillis(outage)).isBetween(1_500L, 1_503L);
        assertThat(outage.firstErrorNanos()).isEqualTo(0L);
    }

    @Test
    void writesThatAllWaitAndSucceedAreStillAnOutage() {
        var rows = new Rows().writes(0, 2_000, Outcome.OK, 3);
        for (long at = 2_000; at < 2_800; at += 10) {
            rows.write(at, 2_800 + at % 7, Outcome.OK);
        }
        rows.writes(2_800, 10_000, Outcome.OK, 3);
        Outage outage = Outage.measure(rows.list(), SPAN);
        assertThat(outage.seen()).isTrue();
        assertThat(rtoMillis(outage)).isBetween(800L, 806L);
    }

    @Test
    void oneFailureLongAfterTheRecoveryProlongsTheOutage() {
        var rows =
                new Rows()
                        .writes(0, 2_000, Outcome.OK, 3)
                        .writes(2_000, 2_500, Outcome.UNKNOWN, 600)
                        .writes(2_500, 6_000, Outcome.OK, 3)
                        .write(6_000, 6_600, Outcome.UNKNOWN)
                        .writes(6_010, 10_000, Outcome.OK, 3);
        assertThat(rtoMillis(Outage.measure(rows.list(), SPAN))).isEqualTo(4_010);
    }

    @Test
    void anOutageThatIsOpenAtTheEndIsNotRestored() {
        var rows =
                new Rows().writes(0, 2_000, Outcome.OK, 3).writes(2_000, 10_000, Outcome.FAILED, 1);
        Outage outage = Outage.measure(rows.list(), SPAN);
        assertThat(outage.seen()).isTrue();
        assertThat(outage.restored()).isFalse();
        assertThat(outage.rtoNanos()).isNull();
        assertThat(outage.longestGapNanos()).isGreaterThanOrEqualTo(Rows.nanos(7_990));
    }

    @Test
    void aSilenceThatIsOpenAtTheEndIsNotRestoredThoughNothingFailed() {
        var rows = new Rows().writes(0, 9_000, Outcome.OK, 3);
        Outage outage = Outage.measure(rows.list(), SPAN);
        assertThat(outage.restored()).isFalse();
    }

    @Test
    void aRecoveryShorterThanSteadyDoesNotCount() {
        var rows =
                new Rows()
                        .writes(0, 2_000, Outcome.OK, 3)
                        .writes(2_000, 9_500, Outcome.FAILED, 1)
                        .writes(9_500, 10_000, Outcome.OK, 3);
        assertThat(Outage.measure(rows.list(), SPAN).rtoNanos()).isNull();
    }

    @Test
    void nothingBrokenIsNoOutage() {
        var rows = new Rows().writes(0, 10_000, Outcome.OK, 3);
        Outage outage = Outage.measure(rows.list(), SPAN);
        assertThat(outage.seen()).isFalse();
        assertThat(outage.rtoNanos()).isZero();
    }

    @Test
    void pausesAsLongAsThoseBeforeTheFaultAreNoOutage() {
        var rows = new Rows();
        for (long at = 0; at < 10_000; at += 120) {
            rows.write(at, at + 1, Outcome.OK);
        }
        assertThat(Outage.measure(rows.list(), SPAN).seen()).isFalse();
    }

    @Test
    void theOutageOfAPlannedMoveBeginsWhenTheWritesStopAndNotWhenItIsOrdered() {
        var rows =
                new Rows()
                        .writes(0, 5_000, Outcome.OK, 3)
                        .writes(5_000, 5_400, Outcome.FAILED, 1)
                        .writes(5_400, 10_000, Outcome.OK, 3);
        Outage outage = Outage.measure(rows.list(), SPAN).fromItsBegin(Rows.nanos(2_000));
        assertThat(outage.seen()).isTrue();
        assertThat(rtoMillis(outage)).isBetween(390L, 410L);
    }

    @Test
    void aPlannedMoveThatOnlyLetsWritesWaitIsStillAnOutage() {
        var rows = new Rows().writes(0, 5_000, Outcome.OK, 3);
        for (long at = 5_000; at < 5_600; at += 10) {
            rows.write(at, 5_600 + at % 7, Outcome.OK);
        }
        rows.writes(5_600, 10_000, Outcome.OK, 3);
        Outage outage = Outage.measure(rows.list(), SPAN).fromItsBegin(Rows.nanos(2_000));
        assertThat(rtoMillis(outage)).isBetween(590L, 620L);
    }

    @Test
    void aPlannedMoveWhoseOutageIsOpenAtTheEndIsNotRestored() {
        var rows =
                new Rows().writes(0, 5_000, Outcome.OK, 3).writes(5_000, 10_000, Outcome.FAILED, 1);
        assertThat(Outage.measure(rows.list(), SPAN).fromItsBegin(Rows.nanos(2_000)).rtoNanos())
                .isNull();
    }
}
