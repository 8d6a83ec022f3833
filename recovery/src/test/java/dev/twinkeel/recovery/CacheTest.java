package dev.twinkeel.recovery;

import static dev.twinkeel.recovery.Play.A;
import static dev.twinkeel.recovery.Play.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A cache: one region, two members, nothing that must not be lost.
final class CacheTest {
    private static final Policy POLICY =
            new Policy(
                    "catalog-cache-mumbai",
                    "mumbai",
                    "sydney",
                    List.of("mumbai"),
                    "mumbai",
                    List.of(A, B),
                    List.of(A),
                    Duration.ofSeconds(3),
                    Duration.ofMillis(300),
                    Duration.ofMillis(600),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ZERO,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    /* approval= */ false,
                    /* cache= */ true);

    /// Started anew: the first member was promoted, the second follows it.
    private static Play holding() {
        Play play = new Play(POLICY);
        play.tell(new Event.LeaseUnseen(play.now, "none")).swapped();
        roleless(play, A);
        roleless(play, B);
        play.at(Effect.Promote.class, 1, 0).is(Stage.Holding.class);
        play.primary(A, Set.of(), 10).done(Effect.Follow.class).standby(B, A, 10);
        return play.passRenewing(2).is(Stage.Holding.class);
    }

    /// As a server is that was just started: it serves nobody and follows nobody.
    private static void roleless(Play play, Member member) {
        play.sees(
                member,
                new Sight.Serving(false, Optional.empty(), new Position(1, 0), Set.of(), Set.of()));
    }

    @Test
    void itOpensAloneAndMovesNoUser() {
        Play play = holding();

        assertThat(play.grants()).isTrue();
        assertThat(play.journal)
                .flatMap(Entry::effects)
                .noneMatch(Effect.Reroute.class::isInstance)
                .noneMatch(Effect.ScaleUp.class::isInstance)
                .noneMatch(Effect.Synchronise.class::isInstance);
        assertThat(play.state.lease().orElseThrow().lease().synchronous()).containsExactly(B);
    }

    @Test
    void itsReplicaIsPromotedWithOneSwapAndNoWait() {
        Play play = holding().gone(A).is(Stage.Electing.class);
        assertThat(play.grants()).isFalse();

        play.done(Effect.Fence.class).answer(B, 90).is(Stage.Swapping.class);
        play.swapped().is(Stage.Promoting.class).at(Effect.Promote.class, 1, 90);

        play.is(Stage.Holding.class);
        assertThat(play.grants()).isTrue();
        assertThat(play.state.lease().orElseThrow().lease().epoch()).isEqualTo(2);
        assertThat(play.state.lease().orElseThrow().lease().holder()).contains(B);
    }

    @Test
    void aReturnedPrimaryIsMadeToFollowBeforeAnythingElse() {
        Play play = holding().gone(A).done(Effect.Fence.class).answer(B, 90).swapped();
        play.at(Effect.Promote.class, 1, 90).primary(B, Set.of(), 90).passRenewing(0.5);
        play.open.clear();

        roleless(play, A);

        assertThat(play.take(Effect.Follow.class)).isEqualTo(new Effect.Follow(2, A, B));
        assertThat(play.state.lease().orElseThrow().lease().holder()).contains(B);
    }

    @Test
    void aReturnedPrimaryThatStillThinksItIsOneIsKilled() {
        Play play = holding().gone(A).unknown(Effect.Fence.class).answer(B, 90).swapped();
        play.at(Effect.Promote.class, 1, 90).primary(B, Set.of(), 90).passRenewing(2);
        play.open.clear();

        play.primary(A, Set.of(), 80);

        assertThat(play.take(Effect.Fence.class)).isEqualTo(new Effect.Fence(2, A));
        play.is(Stage.Holding.class);
        assertThat(play.grants()).isTrue();
    }

    @Test
    void whenItsReplicaIsGoneTooItGoesOnEmptyOnceItIsBack() {
        Play play = holding().gone(B).gone(A).done(Effect.Fence.class).is(Stage.Electing.class);

        roleless(play, A);

        play.answer(A, 0).is(Stage.Swapping.class).swapped().at(Effect.Promote.class, 1, 0);
        play.is(Stage.Holding.class);
        assertThat(play.state.lease().orElseThrow().lease().holder()).contains(A);
    }

    @Test
    void whatItKeepsSurvivesALeaseThatCouldNotBeRenewed() {
        Play play = holding();
        for (int i = 0; i < 40; i++) {
            play.pass(0.1).nobodyAnswers();
        }
        play.is(Stage.Lapsed.class);
        assertThat(play.grants()).isFalse();
        assertThat(play.journal)
                .flatMap(Entry::effects)
                .noneMatch(Effect.Fence.class::isInstance)
                .noneMatch(Effect.Drain.class::isInstance);

        play.pass(1).renew();

        play.is(Stage.Holding.class);
        assertThat(play.grants()).isTrue();
    }

    @Test
    void nobodyMovesItToAnotherRegion() {
        Play play = holding();

        assertThat(Decide.refusal(POLICY, play.state, new Command.Failback("singapore")))
                .hasValueSatisfying(why -> assertThat(why).contains("stays in its region"));
        assertThat(Decide.refusal(POLICY, play.state, new Command.Pause())).isEmpty();
    }
}
