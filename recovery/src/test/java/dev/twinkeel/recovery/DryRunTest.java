package dev.twinkeel.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the engine says that it would do, without doing it.
final class DryRunTest {
    private static List<String> dryRun(Play play, Command command) {
        State before = play.state;
        List<String> told = Decide.dryRun(play.policy, play.state, play.now, command);
        assertThat(play.state).isSameAs(before);
        return told;
    }

    private static Play standing() {
        Play play = Play.in("singapore");
        play.read(Play.lease(1, Play.A, Set.of(Play.B, Play.C), /* degraded= */ false));
        return play.standby(Play.S, Play.B, 100);
    }

    @Test
    void aRefusedCommandIsToldWithItsReason() {
        assertThat(dryRun(standing(), new Command.Failover("mumbai", false)).getFirst())
                .startsWith("It would be refused: a failover to mumbai is asked of that region");
    }

    @Test
    void aFailoverTellsWhatItWaitsFor() {
        Play play = standing().pass(1);

        assertThat(dryRun(play, new Command.Failover("singapore", false)))
                .anyMatch(line -> line.startsWith("It would be taken. From Standing to Awaiting"))
                .anyMatch(line -> line.startsWith("Evidence: ") && line.contains("do not say"))
                .anyMatch(line -> line.contains("mumbai renewed it 1 s ago"))
                .anyMatch(line -> line.startsWith("Replica: s-a is at 1/100, at most 3 s behind"));
    }

    @Test
    void aReplicaBehindTheObjectiveIsSaidToNeedAPersonsWord() {
        Play play = standing().standby(Play.S, Play.B, 50);

        assertThat(dryRun(play, new Command.Failover("singapore", false)))
                .anyMatch(line -> line.contains("would not be promoted without accepting"));
        assertThat(dryRun(play, new Command.Failover("singapore", true)))
                .anyMatch(line -> line.contains("the loss would be accepted"));
    }

    @Test
    void aPlannedMoveTellsOfItsTarget() {
        Play play = DecideTest.holding().standby(Play.S, Play.B, 100);

        assertThat(dryRun(play, new Command.Failback("singapore")))
                .anyMatch(line -> line.startsWith("It would be taken. From Holding to Preparing"))
                .anyMatch(line -> line.contains("Target: s-a streams from m-b"));
    }
}
