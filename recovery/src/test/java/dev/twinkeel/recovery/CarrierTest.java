package dev.twinkeel.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What is carried out, and what is not.
final class CarrierTest {
    private static final Duration STALE = Duration.ofSeconds(1);
    private static final Effect PROMOTE = new Effect.Promote(2, SmallWorld.B, Set.of());

    private final BlockingQueue<Event> answers = new ArrayBlockingQueue<>(4);
    private final AtomicInteger calls = new AtomicInteger();
    private final Instant now = Instant.ofEpochSecond(1_000);

    private Reply<Outcome> replyTo(Instant decided) throws InterruptedException {
        try (var carrier =
                new Carrier(
                        _ -> {
                            calls.incrementAndGet();
                            return new Reply.Done<>(new Outcome.Plain());
                        },
                        Duration.ofMinutes(1),
                        STALE,
                        InstantSource.fixed(now),
                        answers)) {
            carrier.begin(PROMOTE, decided);
            Event event = answers.poll(1, TimeUnit.MINUTES);
            assertThat(event).isInstanceOf(Event.Replied.class);
            return ((Event.Replied) event).reply();
        }
    }

    @Test
    void whatWasDecidedTooLongAgoIsNotBegun() throws InterruptedException {
        assertThat(replyTo(now.minus(STALE).minusMillis(1))).isInstanceOf(Reply.Unknown.class);
        assertThat(calls).hasValue(0);
    }

    @Test
    void whatWasJustDecidedIsBegun() throws InterruptedException {
        assertThat(replyTo(now)).isInstanceOf(Reply.Done.class);
        assertThat(calls).hasValue(1);
    }
}
