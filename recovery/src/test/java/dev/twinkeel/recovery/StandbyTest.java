package dev.twinkeel.recovery;

import static dev.twinkeel.recovery.Play.A;
import static dev.twinkeel.recovery.Play.B;
import static dev.twinkeel.recovery.Play.C;
import static dev.twinkeel.recovery.Play.S;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The other side: stand by, and take over on evidence.
final class StandbyTest {
    static final Set<Transition> OF_THE_STANDBY_REGION =
            EnumSet.of(
                    Transition.LOSS_SEEN,
                    Transition.FAILOVER_ORDERED,
                    Transition.LOSS_GONE,
                    Transition.HOLDER_ALIVE,
                    Transition.RAN_OUT,
                    Transition.RAN_OUT_NO_DATABASE,
                    Transition.RENEWED,
                    Transition.LAGS,
                    Transition.RETRIED,
                    Transition.OPENED_MOVED);

    @AfterAll
    static void everyTransitionOfTheStandbyRegionIsVisited() {
        assertThat(Play.VISITED).containsAll(OF_THE_STANDBY_REGION);
    }

    static Play standing() {
        Play play = Play.in("singapore");
        play.read(Play.lease(1, A, Set.of(B, C), false));
        play.primary(A, Set.of(B, C), 100).standby(B, A, 100).standby(C, A, 100);
        return play.standby(S, B, 100).is(Stage.Standing.class);
    }

    /// The witness and this region say that mumbai is lost.
    static Play lost(Play play) {
        play.view("sydney", "mumbai", false).view("singapore", "mumbai", false);
        return play.is(Stage.Awaiting.class);
    }

    @Test
    void aLostRegionIsTakenAfterEvidenceAndTheEndOfItsLease() {
        Play play = lost(standing().pass(1)).pass(2);
        play.is(Stage.Awaiting.class).pass(0.4).is(Stage.Electing.class);
        play.answer(S, 100).is(Stage.Swapping.class);
        assertThat(play.asks(Effect.Promote.class)).isFalse();
        play.swapped().is(Stage.Promoting.class).at(Effect.Promote.class, 2, 101);
        play.primary(S, Set.of(), 2, 101).passRenewing(3.2);
        play.is(Stage.Rerouting.class);

        assertThat(play.grants()).isTrue();
        assertThat(play.state.lease().orElseThrow().lease().epoch()).isEqualTo(2);
    }

    @Test
    void thePodsAreMadeWhileTheLeaseRunsOut() {
        Play play = standing().gone(Play.T).pass(1);
        lost(play).pass(1.1);

        assertThat(play.asks(Effect.ScaleUp.class)).isTrue();
        assertThat(play.asks(Effect.Rebuild.class)).isFalse();
    }

    @Test
    void onesOwnViewIsNoEvidence() {
        standing().view("singapore", "mumbai", false).pass(10).is(Stage.Standing.class);
    }

    @Test
    void whoHearsNobodyAnyMoreSaysWhyItTakesNothingOver() {
        Play play = standing().view("sydney", "mumbai", true).view("singapore", "mumbai", true);
        int said = play.sentences.size();
        play.tell(new Event.VantageLost(play.now, "singapore"));
        assertThat(play.sentences).as("the witness may still tell").hasSize(said);

        play.tell(new Event.VantageLost(play.now, "sydney")).is(Stage.Standing.class);
        assertThat(play.sentences.getLast())
                .contains("the witness is not heard: nothing is taken over");
        play.view("singapore", "mumbai", true);
        assertThat(play.sentences).hasSize(said + 1);
    }

    @Test
    void aLossThatTheWitnessDoesNotConfirmIsToldWithTheReason() {
        Play play = standing().view("sydney", "mumbai", true).view("singapore", "mumbai", false);
        assertThat(play.sentences.getLast()).contains("the witness sees it alive");

        play.tell(new Event.VantageLost(play.now, "sydney"));
        assertThat(play.sentences.getLast()).contains("the witness is not heard");

        int said = play.sentences.size();
        play.view("singapore", "mumbai", false).pass(3).is(Stage.Standing.class);
        assertThat(play.sentences).hasSize(said);
    }

    @Test
    void theTwoRegionsWithoutTheWitnessAreNoEvidence() {
        Play play = standing().view("singapore", "mumbai", false);

        play.view("mumbai", "mumbai", false).pass(10).is(Stage.Standing.class);
    }

    @Test
    void evidenceThatIsTooShortGivesNothing() {
        lost(standing().pass(4)).pass(0.8).is(Stage.Awaiting.class);
    }

    @Test
    void evidenceThatIsGoneEndsTheWait() {
        lost(standing()).view("sydney", "mumbai", true).is(Stage.Standing.class);
        lost(standing())
                .tell(new Event.VantageLost(Play.in("singapore").now, "sydney"))
                .is(Stage.Standing.class);
    }

    @Test
    void aHolderThatRenewsIsNotTaken() {
        Play play = lost(standing());
        for (int i = 0; i < 20; i++) {
            play.pass(0.6).read(Play.lease(1, A, Set.of(B, C), false)).is(Stage.Awaiting.class);
        }
    }

    @Test
    void aRenewalDuringTheQuestionBeginsTheWaitAgain() {
        Play play = lost(standing()).pass(3.4).is(Stage.Electing.class);

        play.read(Play.lease(1, A, Set.of(B, C), false)).is(Stage.Awaiting.class);
    }

    @Test
    void theLeaseIsCountedFromItsArrival() {
        Play play = standing().pass(2).read(Play.lease(1, A, Set.of(B), false));

        lost(play).pass(3.2).is(Stage.Awaiting.class).pass(0.2).is(Stage.Electing.class);
    }

    @Test
    void theHoldDownKeepsTheRegionsFromFlapping() {
        Play play = Play.in("singapore").read(Play.lease(1, S, Set.of(), true));
        play.read(Play.lease(2, A, Set.of(B, C), false)).is(Stage.Standing.class);

        lost(play).pass(9).is(Stage.Awaiting.class).pass(1.2).is(Stage.Electing.class);
    }

    @Test
    void anEngineThatRemembersNoLeaseHoldsDownAfterTheFirstItSees() {
        Play play = Play.in("singapore").read(Play.lease(2, A, Set.of(B, C), false));
        play.is(Stage.Standing.class);

        lost(play).pass(9).is(Stage.Awaiting.class).pass(1.2).is(Stage.Electing.class);
    }

    @Test
    void approvalIsWaitedFor() {
        Play play =
                new Play(
                        Play.policy(
                                "singapore", List.of(A, B, C, S, Play.T), /* approval= */ true));
        play.read(Play.lease(1, A, Set.of(B, C), false)).standby(S, B, 100).gone(Play.T).pass(1);
        lost(play).pass(20).is(Stage.Awaiting.class);
        assertThat(play.take(Effect.Rebuild.class).upstream()).isEqualTo(S);

        play.command(new Command.Approve()).is(Stage.Electing.class);
    }

    @Test
    void aPausedEngineTakesNothing() {
        Play play = standing().command(new Command.Pause());

        play.view("sydney", "mumbai", false).view("singapore", "mumbai", false);
        play.pass(20).is(Stage.Standing.class);
    }

    @Test
    void aPersonsFailoverNeedsNoEvidenceButTheEndOfTheLease() {
        Play play = standing().command(new Command.Failover("singapore", false));
        play.is(Stage.Awaiting.class).pass(3).is(Stage.Awaiting.class);

        play.pass(0.4).is(Stage.Electing.class);
    }

    @Test
    void aPersonsFailoverAgainstALiveHolderIsGivenUp() {
        Play play = standing().command(new Command.Failover("singapore", false));
        for (int i = 0; i < 17; i++) {
            play.pass(0.6).read(Play.lease(1, A, Set.of(B, C), false));
        }

        play.is(Stage.Standing.class);
        assertThat(play.sentences.getLast()).contains("planned move");
    }

    @Test
    void anApplicationWithoutADatabaseIsTakenByItsLease() {
        Play play = new Play(Play.policy("singapore", List.of(), false));
        play.read(
                new Lease(
                        "orders-db",
                        1,
                        "mumbai",
                        Optional.empty(),
                        Set.of(),
                        1,
                        Optional.empty(),
                        false));
        lost(play).pass(3.5).is(Stage.Swapping.class).swapped().is(Stage.Rerouting.class);
    }

    @Test
    void theStandingReplicaFollowsASynchronousMemberNeverThePrimary() {
        Play play = standing().standby(S, A, 100);

        assertThat(play.take(Effect.Follow.class).upstream()).isEqualTo(B);
    }

    @Test
    void theStandingReplicaChangesItsFeederWhenThatIsLost() {
        Play play = standing().gone(B);

        assertThat(play.take(Effect.Follow.class).upstream()).isEqualTo(C);
    }

    @Test
    void aReplicaThatDoesNotMoveWhileItsFeederDoesIsCloned() {
        Play play = standing().pass(1.2).standby(B, A, 200);
        for (int i = 0; i < 10; i++) {
            play.pass(0.2).read(Play.lease(1, A, Set.of(B, C), false));
        }

        assertThat(play.take(Effect.Rebuild.class).member()).isEqualTo(S);
    }

    @Test
    void aMemberThatCameBackWithAFormerHistoryIsEnded() {
        Play play = standing().standby(Play.T, S, 2, 90);
        for (int i = 0; i < 20; i++) {
            play.pass(0.2).read(Play.lease(1, A, Set.of(B, C), false));
        }

        assertThat(play.take(Effect.Fence.class).member()).isEqualTo(Play.T);
    }

    @Test
    void aMemberThatFollowsTheReplicaIsLeftAlone() {
        Play play = standing().standby(Play.T, S, 100);
        for (int i = 0; i < 20; i++) {
            play.pass(0.2).read(Play.lease(1, A, Set.of(B, C), false));
        }

        assertThat(play.asks(Effect.Fence.class)).isFalse();
    }

    @Test
    void noReplicaIsClonedWhileTheHolderIsNotHeard() {
        Play play = standing().pass(10).gone(S).pass(10);

        assertThat(play.asks(Effect.Rebuild.class)).isFalse();
    }

    @Test
    void aDeadReplicaIsStartedAgainWhenItsRegionMustTakeOver() {
        Play play = standing().gone(S).gone(A).gone(B).gone(C).pass(1.5);
        assertThat(play.asks(Effect.Start.class)).isFalse();

        lost(play).pass(1.5);
        assertThat(play.take(Effect.Start.class).member()).isEqualTo(S);
    }

    @Test
    void anOldPrimaryThatReturnsIsFencedAndThenCloned() {
        Play play = Play.in("mumbai").read(Play.lease(2, S, Set.of(Play.T), false));
        play.primary(S, Set.of(Play.T), 2, 200).standby(Play.T, S, 2, 200);
        play.primary(A, Set.of(B, C), 150);
        play.done(Effect.Fence.class).gone(A).pass(1.1);

        assertThat(play.take(Effect.Rebuild.class).upstream()).isEqualTo(Play.T);
        assertThat(play.grants()).isFalse();
    }
}
