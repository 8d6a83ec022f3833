package dev.twinkeel.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void aDefectInOneRoundDoesNotEndTheOthers() throws InterruptedException {
        CountDownLatch rounds = new CountDownLatch(3);

        try (Rounds watching =
                new Rounds(
                        "watching",
                        () -> {
                            rounds.countDown();
                            throw new IllegalStateException("a defect");
                        })) {
            watching.start();

            assertThat(rounds.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingEndsARoundThatWaits() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Rounds waiting =
                new Rounds(
                        "waiting",
                        () -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                ended.countDown();
                            }
                        });
        waiting.start();
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        waiting.close();

        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
