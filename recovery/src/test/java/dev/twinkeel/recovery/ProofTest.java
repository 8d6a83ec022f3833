package dev.twinkeel.recovery;

import static dev.twinkeel.recovery.Play.A;
import static dev.twinkeel.recovery.Play.B;
import static dev.twinkeel.recovery.Play.C;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a member must show before it is believed.
final class ProofTest {
    @Test
    void aCopyThatDoesNotShowTheEpochsMarkIsNoSecondCopy() {
        Play play = DecideTest.joining();

        play.sees(C, marked(1)).is(Stage.Joining.class);
        play.sees(C, marked(2)).is(Stage.Holding.class);
    }

    private static Sight marked(long epoch) {
        return new Sight.Serving(
                false, Optional.of(B.name()), new Position(2, 151), Set.of(), Set.of(), epoch);
    }

    @Test
    void aChosenMemberThatLostWhatItWasChosenForGetsItBeforeItIsPromoted() {
        Play play =
                DecideTest.holding().gone(A).done(Effect.Fence.class).answer(B, 150).answer(C, 150);
        play.standby(B, A, 90).standby(C, A, 150).swapped().is(Stage.Promoting.class);
        play.open.removeIf(Effect.Follow.class::isInstance);

        play.refused(Effect.Promote.class);

        assertThat(play.take(Effect.Follow.class).upstream()).isEqualTo(C);
    }
}
