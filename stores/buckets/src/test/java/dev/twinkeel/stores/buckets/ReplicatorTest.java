package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplicatorTest {
    private static final int KEYS = 200;

    @TempDir Path folder;

    @Test
    void aKeyThatIsWrittenAllTheTimeHoldsUpNoOther() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        ConcurrentLinkedQueue<Long> hot = new ConcurrentLinkedQueue<>();
        Set<String> others = ConcurrentHashMap.newKeySet();
        Replicator.Sending sending =
                change -> {
                    if (change.key().equals("hot")) {
                        await(slow);
                        hot.add(change.number());
                    } else {
                        others.add(change.key());
                    }
                    return 1;
                };
        try (Backlog backlog = Backlog.open(folder.resolve("backlog"));
                var _ = new Replicator(backlog, sending, Duration.ZERO, new Overtaken())) {
            for (int i = 0; i < KEYS; i++) {
                write(backlog, "hot");
                write(backlog, "key-" + i);
            }

            Pair.until("all others were sent", () -> others.size() == KEYS);
            assertThat(hot).isEmpty();
            slow.countDown();
            Pair.until("all were sent", () -> backlog.size() == 0);
            assertThat(List.copyOf(hot)).hasSize(KEYS).isSorted();
        }
    }

    @Test
    void changesThatCannotBeSentHoldUpNoOthers() throws Exception {
        Set<String> sent = ConcurrentHashMap.newKeySet();
        Replicator.Sending sending =
                change -> {
                    if (change.key().startsWith("bad")) {
                        throw new IllegalStateException("refused");
                    }
                    sent.add(change.key());
                    return 1;
                };
        try (Backlog backlog = Backlog.open(folder.resolve("backlog"));
                var replicator = new Replicator(backlog, sending, Duration.ZERO, new Overtaken())) {
            for (int i = 0; i < 12; i++) {
                write(backlog, "bad-" + i);
            }
            for (int i = 0; i < 12; i++) {
                write(backlog, "good-" + i);
            }

            Pair.until("the good ones were sent", () -> backlog.size() == 12);
            assertThat(sent).hasSize(12);
            Pair.until(
                    "the first bad one is told of",
                    () -> replicator.state().trouble().equals("send here/bad-0: refused"));
        }
    }

    @Test
    void aClockThatIsAheadDelaysNothing() throws Exception {
        try (Backlog backlog = Backlog.open(folder.resolve("backlog"));
                var replicator = new Replicator(backlog, _ -> 1, Duration.ZERO, new Overtaken())) {
            backlog.seen(new Origin(Instant.now().plusSeconds(3600).toEpochMilli(), "there", 1));
            write(backlog, "price");

            Pair.until("it was sent", () -> backlog.size() == 0);
            assertThat(replicator.state().lagMostMillis()).isNotNegative();
        }
    }

    private static void write(Backlog backlog, String key) {
        Change change = backlog.begin("here", key, "0");
        backlog.done(change, new Change.What.Version("v" + change.number()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("closed", closing);
        }
    }
}
