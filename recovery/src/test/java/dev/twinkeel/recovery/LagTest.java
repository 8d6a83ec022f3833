package dev.twinkeel.recovery;

import static dev.twinkeel.recovery.Play.A;
import static dev.twinkeel.recovery.Play.B;
import static dev.twinkeel.recovery.Play.C;
import static dev.twinkeel.recovery.Play.S;
import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How far the replica of a lost region is behind, and what an engine can know of it.
final class LagTest {
    @Test
    void whatAnEngineTellsAfterItsPauseDoesNotMakeAReplicaLookFresh() {
        Play play = StandbyTest.standing().pass(0.5);
        play.read(Play.lease(1, A, Set.of(B, C), false)).pass(6);
        play.read(Play.lease(1, A, Set.of(B, C), false));

        StandbyTest.lost(play)
                .pass(4)
                .is(Stage.Electing.class)
                .answer(S, 100)
                .is(Stage.Blocked.class);

        assertThat(play.sentences.getLast()).contains("6 s behind");
    }

    @Test
    void aRenewalThatDidNotSeeItsHolderDoesNotMakeAReplicaLookFresh() {
        Play play = StandbyTest.standing().pass(0.5);
        play.read(Play.lease(1, A, Set.of(B, C), false));
        for (int renewal = 1; renewal <= 12; renewal++) {
            play.pass(0.5).read(telling(was(100, renewal * 500L)));
        }

        StandbyTest.lost(play)
                .pass(4)
                .is(Stage.Electing.class)
                .answer(S, 100)
                .is(Stage.Blocked.class);

        assertThat(play.sentences.getLast()).contains("6 s behind");
    }

    @Test
    void theFirstRecordThatAnEngineSeesMayBeOfAnyAge() {
        Play play = StandbyTest.standing();
        play.pass(0.5).read(telling(was(120, 0)));

        StandbyTest.lost(play)
                .pass(4)
                .is(Stage.Electing.class)
                .answer(S, 110)
                .is(Stage.Blocked.class);

        assertThat(play.sentences.getLast()).contains("an unknown time behind");
    }

    @Test
    void anEngineThatStartsAfterTheLossMeasuresByWhatTheHolderToldOfEarlier() {
        Play play = Play.in("singapore");
        play.read(telling(was(90, 2000)));
        play.standby(S, B, 95);

        StandbyTest.lost(play)
                .pass(4)
                .is(Stage.Electing.class)
                .answer(S, 95)
                .is(Stage.Swapping.class);

        assertThat(play.sentences.getLast()).contains("at most 5 s behind");
    }

    @Test
    void aReplicaThatIsBehindAllThatTheHolderToldWaitsForAPerson() {
        Play play = Play.in("singapore");
        play.read(telling(was(90, 2000)));
        play.standby(S, B, 80);

        StandbyTest.lost(play)
                .pass(4)
                .is(Stage.Electing.class)
                .answer(S, 80)
                .is(Stage.Blocked.class);

        assertThat(play.sentences.getLast()).contains("an unknown time behind");
    }

    @Test
    void aHolderTellsWhereItWasToTheFirstBeyondTheObjective() {
        Play play = Play.in("mumbai").read(Play.lease(1, A, Set.of(B, C), false));
        for (int lsn = 100; lsn <= 200; lsn += 10) {
            play.primary(A, Set.of(B, C), lsn).passRenewing(1);
        }

        List<Lease.Trail> trail = play.state.lease().orElseThrow().lease().trail();
        assertThat(trail).hasSizeBetween(6, 9).isSortedAccordingTo(comparing(Lease.Trail::age));
        assertThat(trail.getFirst()).isEqualTo(was(200, 0));
        assertThat(trail.getLast().age()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
        assertThat(trail.getLast().position().lsn()).isBetween(140L, 150L);
    }

    @Test
    void aReplicaBehindTheObjectiveIsNotPromotedWithoutAPersonsWord() {
        Play play = StandbyTest.standing();
        for (int i = 0; i < 12; i++) {
            Lease newer =
                    new Lease(
                            "orders-db",
                            1,
                            "mumbai",
                            Optional.of(A),
                            Set.of(B, C),
                            i,
                            Optional.of(new Position(1, 100 + i)),
                            false);
            play.pass(0.6).read(newer);
        }
        StandbyTest.lost(play).pass(3.5).answer(S, 100).is(Stage.Blocked.class);
        assertThat(play.sentences.getLast()).contains("6600 ms behind");
        play.pass(20).is(Stage.Blocked.class);

        play.command(new Command.Failover("singapore", /* acceptLoss= */ true));
        play.is(Stage.Electing.class).answer(S, 100).is(Stage.Swapping.class);
    }

    @Test
    void aRecordThatIsReadLateIsMeasuredByTheHoldersClock() {
        Play play = StandbyTest.standing().pass(0.5).read(telling(was(100, 0)));
        play.pass(0.5).read(telling(was(110, 0)));
        play.pass(0.5).read(telling(was(190, 0), was(150, 2000), was(120, 6000)));

        StandbyTest.lost(play).pass(4).answer(S, 115).is(Stage.Blocked.class);

        assertThat(play.sentences.getLast()).contains("6 s behind");
    }

    @Test
    void theFirstRecordAfterARestartMayBeOfAnyAgeToo() {
        Play play = StandbyTest.standing().pass(1);
        play.tell(new Event.Started(play.now)).standby(S, B, 115);
        play.pass(0.3).read(telling(was(110, 0))).pass(0.6).read(telling(was(190, 0)));

        StandbyTest.lost(play).pass(4).answer(S, 115).is(Stage.Blocked.class);

        assertThat(play.sentences.getLast()).contains("an unknown time behind");
    }

    private static Lease.Trail was(long lsn, long millis) {
        return new Lease.Trail(new Position(1, lsn), Duration.ofMillis(millis));
    }

    private static Lease telling(Lease.Trail... trail) {
        Lease lease = Play.lease(1, A, Set.of(B, C), false);
        return new Lease(
                lease.database(),
                lease.epoch(),
                lease.region(),
                lease.holder(),
                lease.synchronous(),
                lease.renewal(),
                lease.position(),
                lease.degraded(),
                lease.successor(),
                List.of(trail));
    }
}
