package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class TurnsTest {
    private final Turns turns = new Turns();

    @Test
    void whoStartsBesideOthersThatServeStartsAlone() {
        assertThat(turns.oneByOne().tryAcquire()).isTrue();
        assertThat(turns.oneByOne().tryAcquire()).isFalse();
        assertThat(turns.some().tryAcquire(2)).as("others are not held up").isTrue();
    }

    @Test
    void whoWasToStartAloneIsLetGoWithTheRestWhenUsersWait() {
        Semaphore planned = turns.oneByOne();
        assertThat(planned.tryAcquire()).isTrue();
        turns.hurry();
        assertThat(planned.tryAcquire(2)).isTrue();

        Semaphore next = turns.oneByOne();
        assertThat(next.tryAcquire()).isTrue();
        assertThat(next.tryAcquire()).as("the next move is a calm one again").isFalse();
    }
}
