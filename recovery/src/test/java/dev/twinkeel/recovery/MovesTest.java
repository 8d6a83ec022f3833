package dev.twinkeel.recovery;

import static dev.twinkeel.recovery.Play.A;
import static dev.twinkeel.recovery.Play.B;
import static dev.twinkeel.recovery.Play.C;
import static dev.twinkeel.recovery.Play.S;
import static dev.twinkeel.recovery.Play.T;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Planned moves to the other region: when all is ready there.
final class MovesTest {
    @Test
    void aMemberThatStillHasAFormerHistoryIsNoSecondCopyOfTheTarget() {
        Play play = DecideTest.holding().standby(S, B, 100).standby(T, S, 0, 900);
        play.command(new Command.Failback("singapore")).done(Effect.ScaleUp.class);
        play.passRenewing(10.1);
        play.is(Stage.Preparing.class);
        assertThat(play.grants()).as("writes go on").isTrue();

        play.standby(T, S, 100).is(Stage.Leading.class);
        assertThat(play.grants()).as("writes go on, with the users over there").isTrue();
    }

    @Test
    void theWriterFollowsWhenTheUsersHaveGone() {
        Play play = leading();

        play.done(Effect.Lead.class).is(Stage.Leading.class);
        play.passLeading(Effect.Lead.WITHIN.toSeconds() - 0.2).is(Stage.Leading.class);
        play.passLeading(0.3).is(Stage.Draining.class);
    }

    @Test
    void theWriterGoesAlsoWhenTheUsersCannotBeSentBeforehand() {
        Play play = leading();

        play.passRenewing(play.policy.patience(3).toMillis() / 1000.0 + 0.1);

        play.is(Stage.Draining.class);
    }

    @Test
    void theUsersComeBackWhenTheTargetsRegionIsLost() {
        Play play = leading().done(Effect.Lead.class);

        play.view("sydney", "singapore", false).view("mumbai", "singapore", false);

        play.is(Stage.Rerouting.class);
        assertThat(play.take(Effect.Reroute.class).region()).isEqualTo("mumbai");
        assertThat(play.grants()).isTrue();
    }

    @Test
    void theUsersComeBackWhenTheTargetFallsBehind() {
        Play play = leading().done(Effect.Lead.class).standby(S, B, 1);

        play.passLeading(60.1);

        play.is(Stage.Rerouting.class);
    }

    @Test
    void theUsersComeBackWhenThePrimaryIsLostMeanwhile() {
        Play play = leading().done(Effect.Lead.class);

        play.gone(A)
                .is(Stage.Electing.class)
                .done(Effect.Fence.class)
                .answer(B, 100)
                .answer(C, 100);
        play.is(Stage.Swapping.class).renew();
        play.is(Stage.Promoting.class).at(Effect.Promote.class, 2, 100).standby(C, B, 2, 100);

        play.is(Stage.Rerouting.class);
        assertThat(play.take(Effect.Reroute.class).region()).isEqualTo("mumbai");
        assertThat(play.state.lease().orElseThrow().lease().successor())
                .as("the pods over there stay until the users are back")
                .contains("singapore");
    }

    @Test
    void theUsersComeBackWhenTheWayToThemIsGone() {
        Play play = leading().done(Effect.Lead.class).passRenewing(0.7);
        play.unknown(Effect.Lead.class).is(Stage.Leading.class);

        play.passRenewing(2.4).is(Stage.Rerouting.class);

        assertThat(play.take(Effect.Reroute.class).region()).isEqualTo("mumbai");
    }

    @Test
    void aFirstAnswerThatTookNearlyALeaseIsFollowedByAnother() {
        Play play = leading().passRenewing(2.8).done(Effect.Lead.class);

        play.passLeading(2).is(Stage.Leading.class);
    }

    @Test
    void usersWhoCannotBeSentBecauseAnotherDatabaseIsElsewhereStayWhereTheyAre() {
        Play play = leading().done(Effect.Lead.class);
        play.view("sydney", "singapore", false).view("mumbai", "singapore", false);
        play.is(Stage.Rerouting.class).refused(Effect.Reroute.class).is(Stage.Rerouting.class);

        play.passRenewing(15).refused(Effect.Reroute.class).is(Stage.Holding.class);

        assertThat(play.grants()).isTrue();
        assertThat(play.state.owed()).as("they are still to come").isTrue();
        play.passRenewing(0.7).done(Effect.Reroute.class).is(Stage.Verifying.class);
    }

    private static Play leading() {
        Play play = DecideTest.holding().standby(S, B, 100).standby(T, S, 100);
        play.command(new Command.Failback("singapore")).done(Effect.ScaleUp.class);
        return play.passRenewing(10.1).is(Stage.Leading.class);
    }

    @Test
    void aSecondCopyThatIsFarBehindDoesNotCountYet() {
        Play play = DecideTest.holding().standby(S, B, 100).standby(T, S, 1);
        play.command(new Command.Failback("singapore")).done(Effect.ScaleUp.class);
        play.passRenewing(10.1);

        play.is(Stage.Preparing.class).standby(T, S, 100).is(Stage.Leading.class);
    }

    @Test
    void theUsersAreNotSentToARegionWhosePodsAreStillStartingOrCold() {
        Play play = DecideTest.holding().standby(S, B, 100).standby(T, S, 100);
        play.command(new Command.Failback("singapore")).renew().pass(0.1);
        Effect.ScaleUp order = play.take(Effect.ScaleUp.class);
        assertThat(order.region()).isEqualTo("singapore");
        play.is(Stage.Preparing.class);

        play.reply(order, new Reply.Done<>(new Outcome.Plain())).is(Stage.Preparing.class);
        play.passRenewing(9.8).is(Stage.Preparing.class);
        play.passRenewing(0.3).is(Stage.Leading.class);
    }

    @Test
    void aTargetThatIsNotReadyInTimeEndsTheMove() {
        Play play = DecideTest.holding().command(new Command.Failback("singapore"));
        play.is(Stage.Preparing.class);

        play.passRenewing(30 * 60.0).is(Stage.Holding.class);
    }
}
