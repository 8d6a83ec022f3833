package dev.twinkeel.twin.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutlookTest {
    private static final List<String> REGIONS = List.of("mumbai", "singapore");

    private final Outlook outlook = new Outlook("singapore", 10);

    private void rounds(int first, int last, boolean mumbai, boolean witness) {
        for (int number = first; number <= last; number++) {
            outlook.round(number, Map.of("mumbai", mumbai, "witness", witness));
        }
    }

    @Test
    void aRegionThatAnswersIsAlive() {
        rounds(1, 1, true, true);

        assertThat(outlook.regions(REGIONS))
                .containsExactlyInAnyOrderEntriesOf(Map.of("mumbai", true, "singapore", true));
    }

    @Test
    void aRegionIsLostAfterThreeMissesInARowAndNotBefore() {
        rounds(1, 5, true, true);
        rounds(6, 7, false, true);
        assertThat(outlook.alive("mumbai")).contains(true);

        rounds(8, 8, false, true);
        assertThat(outlook.alive("mumbai")).contains(false);
    }

    @Test
    void oneAnswerBetweenMissesIsEnough() {
        rounds(1, 1, true, true);
        for (int number = 2; number < 40; number += 3) {
            rounds(number, number + 1, false, true);
            rounds(number + 2, number + 2, true, true);
        }
        assertThat(outlook.alive("mumbai")).contains(true);
    }

    @Test
    void aRoundThatEndsLateDoesNotHideANewerAnswer() {
        rounds(1, 3, true, true);
        outlook.round(7, Map.of("mumbai", true, "witness", true));
        rounds(4, 6, false, true);

        assertThat(outlook.alive("mumbai")).contains(true);
    }

    @Test
    void whoHearsNobodyClaimsNothingOfTheOthers() {
        rounds(1, 5, true, true);
        rounds(6, 20, false, false);

        assertThat(outlook.blind()).isTrue();
        assertThat(outlook.alive("mumbai")).isEmpty();
        assertThat(outlook.regions(REGIONS)).containsOnlyKeys("singapore");
    }

    @Test
    void whoHearsTheWitnessAloneSaysThatTheRegionIsLost() {
        rounds(1, 5, true, true);
        rounds(6, 20, false, true);

        assertThat(outlook.blind()).isFalse();
        assertThat(outlook.alive("mumbai")).contains(false);
    }

    @Test
    void aRegionThatAnotherPlaceCallsLostIsNotWaitedForAsIfItWereStarting() {
        outlook.lostToAnother("mumbai");
        rounds(1, 2, false, true);
        assertThat(outlook.alive("mumbai")).isEmpty();

        rounds(3, 3, false, true);
        assertThat(outlook.alive("mumbai")).contains(false);
        rounds(4, 4, true, true);
        assertThat(outlook.alive("mumbai")).as("the own probes decide").contains(true);
    }

    @Test
    void aRegionThatWasNeverHeardIsUnknownAtFirstAndLostLater() {
        rounds(1, 9, false, true);
        assertThat(outlook.alive("mumbai")).isEmpty();

        rounds(10, 10, false, true);
        assertThat(outlook.alive("mumbai")).contains(false);
    }

    @Test
    void aPlaceThatComesBackIsAliveAtOnce() {
        rounds(1, 3, true, true);
        rounds(4, 30, false, true);
        rounds(31, 31, true, true);

        assertThat(outlook.alive("mumbai")).contains(true);
    }
}
