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

    @Test
    void aMemberIsAskedWhenNoOrderToFollowTheOldPrimaryCanArriveAnyMore() {
        Play play = DecideTest.holding().standby(B, C, 1);
        Effect.Follow late = play.take(Effect.Follow.class);
        assertThat(late.upstream()).isEqualTo(A);

        play.gone(A).done(Effect.Fence.class).answer(C, 150).passRenewing(0.8);
        play.reply(late, new Reply.Unknown<>("no answer in time")).passRenewing(1.8);
        assertThat(play.asks(Effect.Ask.class)).isFalse();
        play.passRenewing(0.4).is(Stage.Electing.class).answer(B, 140).is(Stage.Swapping.class);
    }

    @Test
    void anEngineThatStartsAgainCountsWithTheOrdersOfTheOneBefore() {
        Play play = DecideTest.holding().standby(B, C, 1);
        assertThat(play.take(Effect.Follow.class).upstream()).isEqualTo(A);
        play.open.clear();

        play.tell(new Event.Started(play.now)).read(play.state.lease().orElseThrow().lease());
        play.gone(A).renew().is(Stage.Electing.class).done(Effect.Fence.class).answer(C, 150);

        assertThat(play.passRenewing(1.8).asks(Effect.Ask.class)).isFalse();
        play.passRenewing(0.4).answer(B, 140).is(Stage.Swapping.class);
    }
}
