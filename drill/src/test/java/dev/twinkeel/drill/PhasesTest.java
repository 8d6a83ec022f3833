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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhasesTest {
    private static final Instant FAULT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Member OLD = new Member("db-mumbai-a", "mumbai", "mumbai-a");
    private static final Member MEMBER = new Member("db-singapore-a", "singapore", "singapore-a");

    private final List<Entry> journal = new ArrayList<>();

    private void entry(Event event, String stage) {
        entry(event, stage, 1);
    }

    private void entry(Event event, String stage, long epoch) {
        journal.add(
                new Entry(
                        journal.size() + 1,
                        "singapore",
                        "db",
                        event,
                        stage,
                        epoch,
                        List.of(),
                        Optional.empty()));
    }

    private static Instant at(long millis) {
        return FAULT.plusMillis(millis);
    }

    private static Event done(long millis, Effect effect) {
        return new Event.Replied(at(millis), effect, new Reply.Done<>(new Outcome.Plain()));
    }

    @Test
    void aRegionsTakeOverHasEveryPhase() {
        entry(new Event.RegionSeen(at(-200), "witness", "mumbai", false), "Standing");
        entry(new Event.RegionSeen(at(300), "witness", "mumbai", false), "Standing");
        entry(new Event.Tick(at(1_000)), "Awaiting");
        entry(new Event.Tick(at(4_000)), "Electing");
        entry(
                new Event.Replied(
                        at(4_100),
                        new Effect.Promote(2, MEMBER, Set.of()),
                        new Reply.Unknown<>("no answer")),
                "Promoting");
        entry(done(4_500, new Effect.Promote(2, MEMBER, Set.of())), "Rerouting");
        entry(done(5_000, new Effect.Reroute(2, "singapore")), "Verifying");
        assertThat(Phases.of(journal, FAULT, 6_000L))
                .isEqualTo(new Phases(300L, 1_000L, 4_000L, 4_500L, 5_000L, 6_000L));
    }

    @Test
    void whatTheJournalsDoNotShowIsNotInvented() {
        assertThat(Phases.of(journal, FAULT, null)).isEqualTo(Phases.NONE);
    }

    @Test
    void aProofOfDeathIsTheFence() {
        entry(new Event.Tick(at(200)), "Electing");
        entry(done(350, new Effect.Fence(2, MEMBER)), "Electing");
        assertThat(Phases.of(journal, FAULT, null).fenced()).isEqualTo(350L);
    }

    @Test
    void aWriterWhoseEngineDiedBeforeTheAnswerIsPromotedWhenItShowsItsEpoch() {
        entry(new Event.Tick(at(-500)), "Holding");
        entry(shows(100, OLD, 1), "Holding");
        entry(new Event.Tick(at(200)), "Promoting", 2);
        entry(shows(900, MEMBER, 2), "Holding", 2);
        entry(shows(1_400, MEMBER, 2), "Holding", 2);
        assertThat(Phases.of(journal, FAULT, null).promoted()).isEqualTo(900L);
    }

    @Test
    void whoWasThePrimaryBeforeIsNotPromoted() {
        entry(shows(100, OLD, 1), "Holding");
        assertThat(Phases.of(journal, FAULT, null).promoted()).isNull();
        entry(new Event.Tick(at(-500)), "Holding");
        entry(done(300, new Effect.Promote(1, OLD, Set.of())), "Holding");
        assertThat(Phases.of(journal, FAULT, null).promoted()).isNull();
    }

    @Test
    void whereTheJournalBeforeTheFaultIsSilentTheOldestEpochAfterItCounts() {
        entry(new Event.Tick(at(100)), "Holding", 3);
        entry(done(300, new Effect.Promote(3, OLD, Set.of())), "Holding", 3);
        assertThat(Phases.of(journal, FAULT, null).promoted()).isNull();
        entry(new Event.Tick(at(500)), "Promoting", 4);
        entry(shows(900, MEMBER, 4), "Holding", 4);
        assertThat(Phases.of(journal, FAULT, null).promoted()).isEqualTo(900L);
    }

    private static Event shows(long millis, Member member, long mark) {
        var sight =
                new Sight.Serving(
                        true, Optional.empty(), new Position(2, 10), Set.of(), Set.of(), mark);
        return new Event.MemberSeen(at(millis), member, sight);
    }
}
