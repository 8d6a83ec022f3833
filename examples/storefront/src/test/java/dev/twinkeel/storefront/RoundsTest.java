package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void aFailureThatNobodyForesawEndsOneRoundOnly() throws Exception {
        var rounds = new AtomicInteger();
        var closed = new AtomicBoolean();
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        new Rounds("a test", closed::get)
                                                .run(
                                                        () -> {
                                                            if (rounds.incrementAndGet() == 1) {
                                                                throw new IllegalStateException(
                                                                        "unforeseen");
                                                            }
                                                            LockSupport.parkNanos(1_000_000);
                                                        }));
        Until.holds("it goes on", () -> rounds.get() > 2);
        closed.set(true);
        assertThat(thread.join(LIMIT)).as("it has ended").isTrue();
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        var began = new AtomicBoolean();
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        new Rounds("a test", () -> false)
                                                .run(
                                                        () -> {
                                                            began.set(true);
                                                            new CountDownLatch(1).await();
                                                        }));
        Until.holds("it began", began::get);
        thread.interrupt();
        assertThat(thread.join(LIMIT)).as("it has ended").isTrue();
    }
}
