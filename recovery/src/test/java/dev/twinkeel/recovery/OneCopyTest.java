package dev.twinkeel.recovery;

import static dev.twinkeel.recovery.Play.A;
import static dev.twinkeel.recovery.Play.B;
import static dev.twinkeel.recovery.Play.C;
import static dev.twinkeel.recovery.Play.S;
import static dev.twinkeel.recovery.Play.T;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A region that was taken over has one copy: when it serves alone, and when it waits for another.
final class OneCopyTest {
    @Test
    void nobodyWaitsForACopyThatMustBeClonedFirst() {
        Play play = StandbyTest.lost(StandbyTest.standing().gone(T).pass(1)).pass(2.4);
        play.answer(S, 100).swapped().at(Effect.Promote.class, 2, 101);
        play.primary(S, Set.of(), 2, 101).is(Stage.Rerouting.class);

        assertThat(play.grants()).isTrue();
        assertThat(play.state.lease().orElseThrow().lease().degraded()).isTrue();
        assertThat(play.sentences.getLast()).contains("No other copy is there");
        assertThat(play.asks(Effect.Rebuild.class)).as("the users come first").isFalse();
        play.gone(T).passRenewing(3.2);
        assertThat(play.take(Effect.Rebuild.class).upstream()).isEqualTo(S);
    }

    @Test
    void aCopyThatIsThereIsWaitedFor() {
        Play play = StandbyTest.lost(StandbyTest.standing().gone(T).pass(1)).pass(2.4);
        play.answer(S, 100).swapped().standby(T, B, 100).at(Effect.Promote.class, 2, 101);
        play.primary(S, Set.of(), 2, 101).passRenewing(2.8).is(Stage.Joining.class);

        assertThat(play.grants()).isFalse();
    }

    @Test
    void aCloneThatMayBeThereIsWaitedForThoughNobodyHasSeenIt() {
        List<UnaryOperator<Play>> answers =
                List.of(
                        stillRunning -> stillRunning,
                        made -> made.done(Effect.Rebuild.class),
                        unknown -> unknown.unknown(Effect.Rebuild.class));
        for (UnaryOperator<Play> answered : answers) {
            Play play = answered.apply(cloningBeforeApproval());
            play.command(new Command.Approve()).answer(S, 100).swapped();
            play.at(Effect.Promote.class, 2, 101).primary(S, Set.of(), 2, 101);
            play.passRenewing(2.8).is(Stage.Joining.class);

            assertThat(play.grants()).isFalse();
        }
    }

    private static Play cloningBeforeApproval() {
        Play play =
                new Play(Play.policy("singapore", List.of(A, B, C, S, T), /* approval= */ true));
        play.read(Play.lease(1, A, Set.of(B, C), false)).standby(S, B, 100).gone(T).pass(1);
        return StandbyTest.lost(play).pass(20).is(Stage.Awaiting.class);
    }
}
