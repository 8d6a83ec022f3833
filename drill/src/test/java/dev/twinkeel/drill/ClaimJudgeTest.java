package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Histories in which something went wrong must be told from those in which nothing did.
class ClaimJudgeTest {
    private static final Instant FAULT = Instant.parse("2026-01-02T03:04:13Z");
    private static final Member OLD = new Member("db-a", "mumbai", "mumbai-a");
    private static final Member NEAR = new Member("db-b", "mumbai", "mumbai-b");
    private static final Member FAR = new Member("db-s", "singapore", "singapore-a");
    private static final Latency FAST = new Latency(1_000, 1, 2, 3, 4);
    private static final Outage NONE = new Outage(false, true, 0L, 1, 1, null, null, 0);

    private static Entry entry(String place, Event event, long epoch, String words) {
        return new Entry(
                1,
                place,
                "db",
                event,
                "Holding",
                epoch,
                List.of(),
                words.isEmpty() ? Optional.empty() : Optional.of(words));
    }

    private static Event tick(long atMillis) {
        return new Event.Tick(FAULT.plusMillis(atMillis));
    }

    private static Entry knows(long atMillis, long epoch) {
        return entry("mumbai", tick(atMillis), epoch, "");
    }

    private static Entry promoted(long atMillis, Member member, long epoch) {
        Event done =
                new Event.Replied(
                        FAULT.plusMillis(atMillis),
                        new Effect.Promote(epoch, member, Set.of()),
                        new Reply.Done<>(new Outcome.Plain()));
        return entry(member.region(), done, epoch, "");
    }

    private static Course course(Entry... journal) {
        return Course.of(
                "mumbai",
                List.of(
                        new Course.Done(1, 0, "killed a"),
                        new Course.Done(2, 5_000, "healed what step 1 did")),
                List.of(journal),
                FAULT);
    }

    private static boolean holds(Claim claim, Course course) {
        return judge(course, NONE, Optional.empty()).judged(claim).holds();
    }

    private static ClaimJudge judge(Course course, Outage outage, Optional<InsideFindings> inside) {
        return new ClaimJudge(
                new Measured(
                        Samples.quick(new Fault(Fault.Action.KILL, Fault.Target.DATABASE)),
                        Samples.application().objectives(),
                        new Baseline(100, 0, FAST, Map.of()),
                        List.of(),
                        1,
                        2,
                        true,
                        outage,
                        1_000,
                        0,
                        FAST,
                        Optional.of(SampleReports.ledger(0)),
                        Optional.empty(),
                        inside,
                        course));
    }

    private static Claim writers(Claim.Where where, int until) {
        return new Claim.Writers(where, until);
    }

    @Test
    void aPrimaryThatGoesOnUnderItsOwnEpochIsNoNewWriter() {
        Course calm = course(knows(-1_000, 3), promoted(200, OLD, 3), knows(400, 3));
        assertThat(holds(writers(Claim.Where.NOWHERE, 0), calm)).isTrue();
        assertThat(holds(writers(Claim.Where.SAME_REGION, 0), calm)).isFalse();
        assertThat(holds(writers(Claim.Where.OTHER_REGION, 0), calm)).isFalse();
    }

    @Test
    void aNewWriterWhoseEngineDiedBeforeItWasToldIsSeenByItsMark() {
        Course told = course(knows(-1_000, 3), shows(900, NEAR, 4), shows(1_100, NEAR, 4));
        assertThat(told.promotions()).hasSize(1);
        assertThat(holds(writers(Claim.Where.SAME_REGION, 0), told)).isTrue();

        Course old = course(knows(-1_000, 3), shows(900, OLD, 3), shows(950, NEAR, Sight.UNMARKED));
        assertThat(old.promotions()).isEmpty();
    }

    /// A member is seen to be a primary that shows the mark of that epoch.
    private static Entry shows(long millis, Member member, long mark) {
        var sight =
                new Sight.Serving(
                        true, Optional.empty(), new Position(2, 10), Set.of(), Set.of(), mark);
        return entry(
                member.region(),
                new Event.MemberSeen(FAULT.plusMillis(millis), member, sight),
                4,
                "");
    }

    @Test
    void aNewWriterIsSeenWhereItIs() {
        Course near = course(knows(-1_000, 3), promoted(200, NEAR, 4));
        Course far = course(knows(-1_000, 3), promoted(4_000, FAR, 4));
        assertThat(holds(writers(Claim.Where.NOWHERE, 0), near)).isFalse();
        assertThat(holds(writers(Claim.Where.SAME_REGION, 0), near)).isTrue();
        assertThat(holds(writers(Claim.Where.SAME_REGION, 0), far)).isFalse();
        assertThat(holds(writers(Claim.Where.OTHER_REGION, 0), far)).isTrue();
        assertThat(holds(writers(Claim.Where.OTHER_REGION, 0), near)).isFalse();
    }

    @Test
    void anEpochThatBeginsWithoutAPromotionIsATakeoverToo() {
        Course taken = course(knows(-1_000, 3), knows(900, 4));
        assertThat(holds(writers(Claim.Where.NOWHERE, 0), taken)).isFalse();
    }

    @Test
    void onlyWhatCameBeforeTheStepCountsUntilIt() {
        Course late = course(knows(-1_000, 3), promoted(6_000, NEAR, 4));
        Course early = course(knows(-1_000, 3), promoted(4_000, NEAR, 4));
        assertThat(holds(writers(Claim.Where.NOWHERE, 2), late)).isTrue();
        assertThat(holds(writers(Claim.Where.NOWHERE, 2), early)).isFalse();
        assertThat(holds(writers(Claim.Where.NOWHERE, 0), late)).isFalse();
    }

    @Test
    void aWriteAcceptedByTheOldWriterBreaksItsSilence() {
        InsideFindings one = new InsideFindings("db-a", 5, 40, 1, 39, 0, 700L, 5_000, List.of());
        InsideFindings none = new InsideFindings("db-a", 5, 40, 0, 39, 1, null, 5_000, List.of());
        Claim claim = new Claim.OldWriterSilent(Claim.Reach.DATABASE);
        assertThat(judge(course(), NONE, Optional.of(one)).judged(claim).holds()).isFalse();
        assertThat(judge(course(), NONE, Optional.of(none)).judged(claim).holds()).isTrue();
    }

    @Test
    void whatTheEngineMustSayIsLookedForAfterTheFault() {
        Entry before = entry("mumbai", tick(-2_000), 3, "The witness is not heard.");
        Entry after = entry("mumbai", tick(2_000), 3, "The witness is not heard.");
        Claim claim = new Claim.Said("witness is NOT heard");
        assertThat(holds(claim, course(before))).isFalse();
        assertThat(holds(claim, course(before, after))).isTrue();
        assertThat(holds(new Claim.Said("healed what"), course())).isTrue();
    }

    @Test
    void oneFailedRequestOrALongSilenceIsAnOutage() {
        Outage error = new Outage(true, true, 40_000_000L, 1, 1, 0L, 1L, 0);
        Outage silence = new Outage(true, true, 700_000_000L, 700_000_000L, 1, null, 1L, 0);
        Outage pause = new Outage(true, true, 200_000_000L, 200_000_000L, 1, null, 1L, 0);
        Claim claim = new Claim.NoOutage();
        assertThat(judge(course(), error, Optional.empty()).judged(claim).holds()).isFalse();
        assertThat(judge(course(), silence, Optional.empty()).judged(claim).holds()).isFalse();
        assertThat(judge(course(), pause, Optional.empty()).judged(claim).holds()).isTrue();
    }

    @Test
    void theClaimsOwnTimeCountsAndAnOpenOutageNeverHolds() {
        Outage second = new Outage(true, true, 1_000_000_000L, 1, 1, 0L, 1L, 0);
        Outage open = new Outage(true, false, null, 1, 1, 0L, null, 0);
        Claim half = new Claim.Restored(Optional.of(Duration.ofMillis(500)), 1);
        Claim two = new Claim.Restored(Optional.of(Duration.ofSeconds(2)), 1);
        assertThat(judge(course(), second, Optional.empty()).judged(half).holds()).isFalse();
        assertThat(judge(course(), second, Optional.empty()).judged(two).holds()).isTrue();
        assertThat(judge(course(), open, Optional.empty()).judged(two).holds()).isFalse();
    }
}
