package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A stage that an engine came to is seen by what its journal held before, not by its clock.
class StageWatchTest {
    private final List<Entry> journal = new ArrayList<>();
    private final StageWatch watch =
            new StageWatch(
                    since ->
                            journal.stream()
                                    .filter(entry -> !entry.event().at().isBefore(since))
                                    .toList());

    @Test
    void anEngineWhoseClockIsLateIsSeen() {
        add("singapore", "Holding", Duration.ZERO);
        watch.look();
        add("singapore", "Preparing", Duration.ofMillis(-50));
        assertThat(watch.reached("Preparing")).isTrue();
    }

    @Test
    void whatWasThereBeforeIsNotWaitedFor() {
        add("singapore", "Preparing", Duration.ZERO);
        watch.look();
        assertThat(watch.reached("Preparing")).isFalse();
        add("singapore", "Preparing", Duration.ZERO);
        assertThat(watch.reached("Preparing")).isFalse();
    }

    @Test
    void aStageIsToldOnceForEachComingToIt() {
        watch.look();
        add("mumbai", "Electing", Duration.ZERO);
        assertThat(watch.reached("Electing")).isTrue();
        assertThat(watch.reached("Electing")).isFalse();
        add("mumbai", "Promoting", Duration.ZERO);
        add("singapore", "Electing", Duration.ZERO);
        assertThat(watch.reached("Electing")).isTrue();
    }

    @Test
    void theEngineThatCameToItIsTold() {
        watch.look();
        add("mumbai", "Electing", Duration.ZERO);
        add("singapore", "Holding", Duration.ZERO);
        add("mumbai", "Promoting", Duration.ZERO);
        assertThat(watch.where("Electing", Instant.now()))
                .hasValueSatisfying(it -> assertThat(it.stage()).isEqualTo("Promoting"));
        assertThat(watch.where("Fencing", Instant.now())).isEmpty();
    }

    private void add(String place, String stage, Duration late) {
        Event event =
                new Event.Replied(
                        Instant.now().plus(late),
                        new Effect.Reroute(1, place),
                        new Reply.Done<>(new Outcome.Plain()));
        journal.add(
                new Entry(
                        journal.size() + 1,
                        place,
                        "orders-db",
                        event,
                        stage,
                        1,
                        List.of(),
                        Optional.empty()));
    }
}
