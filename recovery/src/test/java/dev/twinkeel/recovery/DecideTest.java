package dev.twinkeel.recovery;

import static dev.twinkeel.recovery.Play.A;
import static dev.twinkeel.recovery.Play.B;
import static dev.twinkeel.recovery.Play.C;
import static dev.twinkeel.recovery.Play.S;
import static dev.twinkeel.recovery.Play.T;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The holder's side: hold, elect, hand over. Together with [StandbyTest], every transition.
final class DecideTest {
    @AfterAll
    static void everyTransitionOfTheHolderIsVisited() {
        Set<Transition> mine =
                EnumSet.complementOf(EnumSet.copyOf(StandbyTest.OF_THE_STANDBY_REGION));

        assertThat(Play.VISITED).containsAll(mine);
    }

    /// mumbai holds with both standbys.
    static Play holding() {
        Play play = Play.in("mumbai");
        play.read(Play.lease(1, A, Set.of(B, C), /* degraded= */ false));
        play.primary(A, Set.of(B, C), 100).standby(B, A, 100).standby(C, A, 100);
        play.swapped().is(Stage.Rerouting.class);
        play.done(Effect.ScaleUp.class).done(Effect.Reroute.class).done(Effect.Verify.class);
        return play.renew().passRenewing(2.2).is(Stage.Holding.class);
    }

    /// The new primary under the next epoch, before its second copy has caught up.
    static Play joining() {
        Play play = holding().gone(A).done(Effect.Fence.class).answer(B, 150).answer(C, 140);
        play.swapped().is(Stage.Promoting.class);
        return play.at(Effect.Promote.class, 2, 151).is(Stage.Joining.class);
    }

    @Test
    void aNewDatabaseIsCreatedInThePreferredRegionAndOpensWithItsStandbys() {
        Play play = Play.in("mumbai");
        play.tell(new Event.LeaseUnseen(play.now, "none")).swapped();
        play.is(Stage.Promoting.class).at(Effect.Promote.class, 1, 10).is(Stage.Joining.class);
        play.primary(A, Set.of(), 10).standby(B, A, 10).standby(C, A, 10);
        play.renew().at(Effect.Synchronise.class, 1, 10);

        assertThat(play.is(Stage.Rerouting.class).grants()).isTrue();
        play.primary(A, Set.of(B, C), 10).passRenewing(2.2);
        assertThat(play.renew().state.lease().orElseThrow().lease().degraded()).isFalse();
    }

    @Test
    void theOtherRegionDoesNotCreateTheLease() {
        Play play = Play.in("singapore");

        play.tell(new Event.LeaseUnseen(play.now, "none"));

        assertThat(play.open).isEmpty();
    }

    @Test
    void anEngineThatStartsBesideAPrimaryInOrderGoesOnWithoutTouchingIt() {
        Play play = holding();

        assertThat(play.open).noneMatch(Effect.Promote.class::isInstance);
        assertThat(play.grants()).isTrue();
    }

    @Test
    void aLostPrimaryIsReplacedByTheFurthestStandbyAfterEveryAnswer() {
        Play play = holding().gone(A).is(Stage.Electing.class);
        assertThat(play.grants()).isFalse();

        play.done(Effect.Fence.class).answer(C, 150);
        play.is(Stage.Electing.class).answer(B, 140).is(Stage.Swapping.class);
        Lease next = play.take(Effect.Swap.class).next();

        assertThat(next.epoch()).isEqualTo(2);
        assertThat(next.holder()).contains(C);
        assertThat(next.synchronous()).containsExactly(B);
        assertThat(next.degraded()).as("nobody else has everything yet").isTrue();
    }

    @Test
    void nobodyIsChosenBeforeTheFenceIsAnswered() {
        holding().gone(A).answer(B, 1).answer(C, 1).is(Stage.Electing.class);
    }

    @Test
    void aFenceThatCannotBeProvenIsSaid() {
        Play play = holding().gone(A).unknown(Effect.Fence.class).answer(B, 1).answer(C, 1);

        play.is(Stage.Swapping.class);
        assertThat(play.sentences.getLast()).contains("cannot be proven dead");
    }

    @Test
    void nothingIsPromotedBeforeTheSwapIsAnswered() {
        Play play = holding().gone(A).done(Effect.Fence.class).answer(B, 1).answer(C, 1);

        assertThat(play.asks(Effect.Promote.class)).isFalse();
        play.unknown(Effect.Swap.class).pass(0.5).is(Stage.Swapping.class);
        assertThat(play.asks(Effect.Promote.class)).isFalse();
    }

    @Test
    void aSwapWithoutAnAnswerIsReadAgainAndThenBelieved() {
        Play play = holding().gone(A).done(Effect.Fence.class).answer(B, 2).answer(C, 1);
        Lease next = play.take(Effect.Swap.class).next();

        play.read(next).is(Stage.Promoting.class);
    }

    @Test
    void aLeaseThatWasChangedMeanwhileIsJudgedAgain() {
        Play play = holding().gone(A).done(Effect.Fence.class).answer(B, 2).answer(C, 1);

        play.read(Play.lease(1, A, Set.of(B), false)).is(Stage.Electing.class);
        assertThat(play.sentences.getLast()).contains("judged again");
    }

    @Test
    void writesAreLetInOnlyWhenASecondCopyHasCaughtUp() {
        Play play = joining();
        assertThat(play.grants()).isFalse();

        play.standby(C, B, 2, 150).is(Stage.Joining.class);
        play.standby(C, B, 2, 151).is(Stage.Holding.class);

        assertThat(play.grants()).isTrue();
    }

    @Test
    void aFollowIsAskedInTheSameStepAsThePromotionIsKnown() {
        assertThat(joining().take(Effect.Follow.class).upstream()).isEqualTo(B);
    }

    @Test
    void withoutASecondCopyTheLeaseSaysDegradedBeforeWritesAreLetIn() {
        Play play = joining().primary(B, Set.of(C), 2, 151).passRenewing(3.5);
        assertThat(play.grants()).isFalse();
        play.at(Effect.Synchronise.class, 2, 151).is(Stage.Holding.class);

        assertThat(play.state.lease().orElseThrow().lease().degraded()).isTrue();
        assertThat(play.grants()).isTrue();
    }

    @Test
    void aMissingAnswerBlocksAndTheReturnOfTheMemberLiftsIt() {
        Play play = holding().gone(A).done(Effect.Fence.class).answer(B, 1).gone(C);
        play.unknown(Effect.Ask.class).passRenewing(2.5).is(Stage.Blocked.class);
        assertThat(play.sentences.getLast()).contains("m-c does not answer");

        play.standby(C, A, 1).is(Stage.Electing.class);
    }

    @Test
    void theOnlyCopyIsStartedAgainWhenItIsDeadAndNotWhenItIsSilent() {
        Play play = joining().gone(B).is(Stage.Blocked.class);
        assertThat(play.asks(Effect.Start.class)).isFalse();
        play.passRenewing(1.2);
        assertThat(play.take(Effect.Start.class).member()).isEqualTo(B);

        Play silent = joining().sees(B, new Sight.Silent("no answer"));
        silent.passRenewing(2.5);
        assertThat(silent.asks(Effect.Start.class)).isFalse();
    }

    @Test
    void aBlockedHolderLetsItsLeaseRunOut() {
        Play play = holding().gone(A).done(Effect.Fence.class).answer(B, 1).gone(C);
        play.unknown(Effect.Ask.class).passRenewing(2.5).is(Stage.Blocked.class).renew();

        play.pass(5);

        assertThat(play.asks(Effect.Swap.class)).isFalse();
    }

    @Test
    void historiesThatForkedAreListedAndNobodyIsPromoted() {
        Play play = holding().gone(A).done(Effect.Fence.class).answer(B, 2, 9).answer(C, 1, 9);

        play.is(Stage.Blocked.class);
        assertThat(play.sentences.getLast()).contains("m-b 2/9").contains("m-c 1/9");
    }

    @Test
    void aDegradedPrimaryThatIsLostIsTheOnlyCopy() {
        Play play = joining().gone(B).is(Stage.Blocked.class);

        assertThat(play.sentences.getLast()).contains("accept the loss");
        play.primary(B, Set.of(C), 2, 151).is(Stage.Promoting.class);
    }

    @Test
    void aHolderThatCannotRenewLetsNothingInFromItsDeadlineOnAndFences() {
        Play play = holding().pass(2.3);
        assertThat(play.grants()).isTrue();

        play.pass(0.8).is(Stage.Lapsed.class);

        assertThat(play.grants()).isFalse();
        assertThat(play.asks(Effect.Fence.class)).isTrue();
        play.done(Effect.Fence.class).renew().is(Stage.Promoting.class);
    }

    @Test
    void aLeaseIsCountedFromTheQuestionNotFromTheAnswer() {
        Play play = holding().pass(0.7);
        Effect.Swap swap = play.take(Effect.Swap.class);
        var asked = play.now;
        play.pass(0.9);
        play.version++;
        play.reply(
                swap,
                new Reply.Done<>(
                        new Outcome.Swapped(asked, new Versioned(swap.next(), play.version))));

        assertThat(Decide.grant(play.policy, play.state).orElseThrow().until())
                .isEqualTo(asked.plusSeconds(3));
    }

    @Test
    void anEngineThatCannotRenewWhilePromotingClaimsAgain() {
        Play play = holding().gone(A).done(Effect.Fence.class).answer(B, 2).answer(C, 1);
        play.swapped().is(Stage.Promoting.class).pass(3.5).is(Stage.Claiming.class);
    }

    @Test
    void aChosenMemberThatIsSilentIsWaitedForAndADeadOneIsNot() {
        Play play = holding().gone(A).done(Effect.Fence.class).answer(B, 150).answer(C, 150);
        play.swapped().sees(B, new Sight.Silent("no answer")).passRenewing(2.8);
        play.is(Stage.Promoting.class).gone(B).is(Stage.Electing.class);
    }

    @Test
    void aPromotionThatIsSeenWithoutItsAnswerIsTakenOver() {
        Play play = holding().gone(A).done(Effect.Fence.class).answer(B, 150).answer(C, 150);
        play.swapped().is(Stage.Promoting.class).pass(3.5).is(Stage.Claiming.class);

        play.primary(B, Set.of(C), 2, 151).standby(C, B, 2, 151).renew();

        assertThat(play.is(Stage.Holding.class).grants()).isTrue();
    }

    @Test
    void theLeaseOfAnotherRegionEndsEverything() {
        Play play = holding().read(Play.lease(2, S, Set.of(), true)).is(Stage.Standing.class);

        assertThat(play.grants()).isFalse();
        assertThat(play.take(Effect.Fence.class).member()).isEqualTo(A);
    }

    @Test
    void aSynchronousMemberIsAddedToTheLeaseFirst() {
        Play play = holding().gone(C).passRenewing(1);
        play.at(Effect.Synchronise.class, 1, 100).primary(A, Set.of(B), 100).passRenewing(1);
        assertThat(play.state.lease().orElseThrow().lease().synchronous()).containsExactly(B);

        play.standby(C, A, 100);

        assertThat(play.asks(Effect.Synchronise.class)).isFalse();
        play.renew().passRenewing(0.7);
        assertThat(play.take(Effect.Synchronise.class).synchronous()).containsExactly(B, C);
    }

    @Test
    void aSynchronousMemberLeavesTheLeaseOnlyWhenAnotherHasEverything() {
        Play play = holding().gone(C).passRenewing(1);

        play.at(Effect.Synchronise.class, 1, 120).primary(A, Set.of(B), 120).passRenewing(1);
        assertThat(play.state.lease().orElseThrow().lease().synchronous()).contains(C);

        play.standby(B, A, 120).renew().passRenewing(1);
        assertThat(play.state.lease().orElseThrow().lease().synchronous()).containsExactly(B);
    }

    @Test
    void aLostMemberIsClonedOnlyWhenNobodyCountsOnItAnyMore() {
        Play play = holding().gone(C).passRenewing(0.9);
        assertThat(play.asks(Effect.Rebuild.class)).isFalse();

        play.at(Effect.Synchronise.class, 1, 100).renew().passRenewing(1);

        assertThat(play.take(Effect.Rebuild.class).upstream()).isEqualTo(A);
    }

    @Test
    void aPlannedMoveWaitsForTheTargetToReachTheEndOfTheLog() {
        Play play = holding().standby(S, B, 100).standby(T, S, 100);
        play.command(new Command.Failback("singapore")).is(Stage.Preparing.class);
        play.done(Effect.ScaleUp.class).passRenewing(10.1).done(Effect.Lead.class);
        play.passLeading(14.1).is(Stage.Draining.class);
        assertThat(play.grants()).isFalse();
        play.at(Effect.Drain.class, 1, 130).is(Stage.CatchingUp.class);
        play.standby(S, B, 129).is(Stage.CatchingUp.class);
        play.standby(S, B, 130).is(Stage.Swapping.class);
        Lease next = ((Stage.Swapping) play.state.stage()).next();

        assertThat(next.holder()).contains(S);
        assertThat(next.synchronous()).containsExactly(T);
        play.renew().is(Stage.Standing.class);
    }

    @Test
    void aPlannedMoveThatTakesTooLongIsAbortedAndWritesAreLetInAgain() {
        Play play = holding().standby(S, B, 100).standby(T, S, 100);
        play.command(new Command.Failback("singapore")).done(Effect.ScaleUp.class);
        play.passRenewing(10.1).done(Effect.Lead.class).passLeading(14.1);
        play.at(Effect.Drain.class, 1, 130).passRenewing(3.2).is(Stage.Joining.class);

        play.at(Effect.Synchronise.class, 1, 130).standby(B, A, 130).is(Stage.Rerouting.class);

        assertThat(play.grants()).isTrue();
    }

    @Test
    void aSwitchoverStaysInTheRegion() {
        Play play = holding().command(new Command.Switchover(B)).pass(0.1).renew().pass(0.1);
        play.is(Stage.Draining.class).at(Effect.Drain.class, 1, 130).standby(B, A, 130);

        play.renew().is(Stage.Promoting.class);
    }

    @Test
    void aDrainWaitsForASettingThatMayStillArrive() {
        Play play = holding().gone(C).passRenewing(0.7).unknown(Effect.Synchronise.class);
        play.command(new Command.Switchover(B)).passRenewing(0.3).is(Stage.Draining.class);

        assertThat(play.asks(Effect.Drain.class)).isFalse();
    }

    @Test
    void anApplicationWithoutADatabaseMovesByItsLeaseAlone() {
        Play play = new Play(Play.policy("mumbai", List.of(), false));
        play.tell(new Event.LeaseUnseen(play.now, "none")).swapped().is(Stage.Rerouting.class);
        play.done(Effect.ScaleUp.class).done(Effect.Reroute.class).done(Effect.Verify.class);
        play.is(Stage.Holding.class);
        assertThat(play.grants()).as("there is nothing to write to").isFalse();
        play.pass(3.1).is(Stage.Lapsed.class).renew().is(Stage.Holding.class);

        play.command(new Command.Failback("singapore")).is(Stage.Swapping.class);
        play.unknown(Effect.Swap.class).pass(4.2).nobodyAnswers().pass(0.3);
        play.is(Stage.Claiming.class);
    }

    @Test
    void aPausedEngineElectsNobodyAndResumes() {
        Play play = holding().command(new Command.Pause()).gone(A).is(Stage.Holding.class);

        play.command(new Command.Resume()).is(Stage.Electing.class);
    }

    @Test
    void aRefusedCommandSaysWhy() {
        Play play = holding();

        assertThat(Decide.refusal(play.policy, play.state, new Command.Failback("paris")))
                .hasValueSatisfying(it -> assertThat(it).contains("paris"));
        assertThat(Decide.refusal(play.policy, play.state, new Command.Failback("singapore")))
                .isEmpty();
        assertThat(Decide.refusal(play.policy, play.state, new Command.Approve())).isPresent();
        assertThat(Decide.refusal(play.policy, play.state, new Command.Failover("mumbai", false)))
                .isPresent();
    }

    @Test
    void theJournalLeadsToTheSameState() {
        Play play = joining().standby(C, B, 2, 151);

        State replayed = Decide.replay(play.policy, play.journal);

        assertThat(replayed.stage()).isEqualTo(play.state.stage());
        assertThat(replayed.lease()).isEqualTo(play.state.lease());
        assertThat(replayed.works()).isEqualTo(play.state.works());
    }

    @Test
    void anEngineThatDiesAfterAnyEntryComesToTheSameEnd() {
        Play whole = joining().standby(C, B, 2, 151).renew().is(Stage.Holding.class);
        for (int kept = 1; kept <= whole.journal.size(); kept++) {
            Play again = Play.in("mumbai");
            again.now = whole.now;
            again.version = whole.version;
            again.state = Decide.replay(again.policy, whole.journal.subList(0, kept));
            again.tell(new Event.Started(whole.now)).nobodyAnswers();
            again.is(again.state.lease().isPresent() ? Stage.Claiming.class : Stage.Standing.class);
            again.read(whole.state.lease().orElseThrow().lease());
            again.primary(B, Set.of(C), 2, 151).standby(C, B, 2, 151);
            again.pass(0.7).renew();

            assertThat(again.grants()).as("killed after entry " + kept).isTrue();
            assertThat(Decide.grant(again.policy, again.state).orElseThrow().writer()).isEqualTo(B);
        }
    }
}
