package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A pod uses itself before its users do.
class WarmUpTest {
    @Test
    void whatCannotBeUsedYetIsTriedAgainAndInTheEndWhatWasNeededIsLetGo()
            throws InterruptedException {
        var tried = new AtomicInteger();
        var closed = new CountDownLatch(1);
        WarmUp.Use use =
                () -> {
                    if (tried.incrementAndGet() == 1) {
                        throw new IOException("not yet");
                    }
                };
        new WarmUp(List.of(use), List.of(closed::countDown)).start();

        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(tried).hasValue(61);
    }
}
