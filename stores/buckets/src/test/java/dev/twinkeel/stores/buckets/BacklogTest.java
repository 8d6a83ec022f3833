package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BacklogTest {
    @TempDir Path folder;

    @Test
    void whoWritesAfterTheOtherRegionsWriteCameIsLaterEvenWhenItsClockIsAhead() throws Exception {
        Path file = folder.resolve("backlog");
        long ahead = Instant.now().plusSeconds(3600).toEpochMilli();
        Origin there = new Origin(ahead, "singapore", 5);
        try (Backlog backlog = Backlog.open(file)) {
            backlog.seen(there);
            assertThat(there.before(backlog.begin("b", "k").origin("mumbai"))).isTrue();
        }
        // Twice, because the file is written anew at each start.
        for (int start = 0; start < 2; start++) {
            try (Backlog backlog = Backlog.open(file)) {
                assertThat(there.before(backlog.begin("b", "k").origin("mumbai"))).isTrue();
            }
        }
    }

    @Test
    void numbersGoOnAfterARestartWhenAllWasSent() throws Exception {
        Path file = folder.resolve("backlog");
        Origin first;
        try (Backlog backlog = Backlog.open(file)) {
            Change change = backlog.begin("b", "k");
            first = change.origin("mumbai");
            backlog.forget(change);
        }
        Backlog.open(file).close();
        try (Backlog backlog = Backlog.open(file)) {
            assertThat(first.before(backlog.begin("b", "k").origin("mumbai"))).isTrue();
        }
    }

    @Test
    void originsSortAlikeAsTextAndAsTheyAre() {
        Origin first = new Origin(1000, "ap-south-1", 20);
        Origin second = new Origin(1000, "ap-southeast-1", 3);
        Origin third = new Origin(1001, "ap-south-1", 1);

        assertThat(first.before(second) && second.before(third)).isTrue();
        assertThat(first.name().compareTo(second.name())).isNegative();
        assertThat(second.name().compareTo(third.name())).isNegative();
        assertThat(Origin.parse(first.text())).isEqualTo(first);
    }
}
