package dev.twinkeel.twin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForkTest {
    private static final String SECOND = "1\t0/3000100\tno recovery target specified\n";
    private static final String THIRD = SECOND + "\n2\t0/5000000\tno recovery target specified\n";

    @Test
    void whatStayedOnTheOldTimelinePartsWhereTheNewOneBegan() {
        Fork fork = Fork.between(History.parse(1, "", 1), History.parse(3, THIRD, 3));
        assertThat(fork).isEqualTo(new Fork(true, 1, 0x3000100));
    }

    @Test
    void aLaterForkCountsWhenTheFirstOnesAreShared() {
        Fork fork = Fork.between(History.parse(2, SECOND, 2), History.parse(3, THIRD, 3));
        assertThat(fork).isEqualTo(new Fork(true, 2, 0x5000000));
    }

    @Test
    void theSameHistoryDoesNotPart() {
        Fork fork = Fork.between(History.parse(3, THIRD, 3), History.parse(3, THIRD, 3));
        assertThat(fork.parted()).isFalse();
    }

    @Test
    void twoPromotionsFromOneLogPartThoughTheirTimelinesHaveOneNumber() {
        String elsewhere = "1\t0/3000200\tno recovery target specified\n";
        assertThat(Fork.between(History.parse(2, elsewhere, 2), History.parse(2, SECOND, 3)))
                .isEqualTo(new Fork(true, 2, 0x3000100));
        assertThat(Fork.between(History.parse(2, SECOND, 2), History.parse(2, SECOND, 3)))
                .isEqualTo(new Fork(true, 2, 0x3000100));
    }
}
