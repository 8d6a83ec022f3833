package dev.twinkeel.stores.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Active in both regions: whatever happens, in the end both have the same, an acknowledged write
/// is overwritten only by a later one or by a listed conflict, and the conflicts that are listed
/// are those that there were.
final class ConvergenceTest {
    private static final int SEEDS = 150;
    private static final int STEPS = 120;
    private static final int KEYS = 6;

    @TempDir Path folder;

    @Test
    void afterAPartitionTheContentIsEqualAndEveryOverwrittenVersionIsListed() throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            TwoRegions regions = new TwoRegions(folder.resolve("partition-" + seed));
            for (int key = 0; key < KEYS; key++) {
                regions.mumbai.table.put("k" + key, "before");
            }
            regions.rest();
            regions.cut = true;
            Map<String, Map<String, String>> written = new HashMap<>();
            Map<String, String> last = new HashMap<>();
            for (int i = 0; i < 20; i++) {
                TwoRegions.Half half = regions.halves().get(random.nextInt(2));
                String key = "k" + random.nextInt(KEYS);
                String value = write(half.table, key, random, i);
                half.observe();
                half.send();
                written.computeIfAbsent(key, _ -> new HashMap<>()).put(half.region, value);
                last.put(key, value);
            }
            regions.rest();
            assertThat(regions.mumbai.table.content())
                    .as("seed %d", seed)
                    .isEqualTo(regions.singapore.table.content());
            last.forEach(
                    (key, value) ->
                            assertThat(regions.mumbai.table.content().getOrDefault(key, "deleted"))
                                    .isEqualTo(value));
            // Both regions wrote, and not the same: one of the two was lost.
            long lost =
                    written.values().stream()
                            .filter(it -> Set.copyOf(it.values()).size() == 2)
                            .count();
            assertThat(regions.conflicts()).as("conflicts of seed %d", seed).isEqualTo(lost);
        }
    }

    private static String write(MemoryTable table, String key, Random random, int step) {
        // A deletion in the moment in which our marker stands for the item counts as ours.
        String before = table.content().get(key);
        if (random.nextInt(5) == 0 && before != null && !before.equals(MemoryTable.MARKER)) {
            table.delete(key);
            return "deleted";
        }
        String value = key + " written " + step;
        table.put(key, value);
        return value;
    }

    @Test
    void noKillNoCutNoFullDiskAndNoWriteInTheMiddleLosesAnAcknowledgedWrite() throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            TwoRegions regions = new TwoRegions(folder.resolve("chaos-" + seed));
            Map<String, String> lastOf = new HashMap<>();
            int[] count = {0};
            for (TwoRegions.Half half : regions.halves()) {
                half.table.beforeWrite = () -> inTheMiddle(half, random, lastOf, count);
                half.table.betweenMarkerAndDeletion =
                        () -> inTheMiddle(half, random, lastOf, count);
                half.table.afterWrite = () -> maybeDie(random);
            }
            for (int i = 0; i < STEPS; i++) {
                step(regions, random, lastOf, count);
            }
            for (TwoRegions.Half half : regions.halves()) {
                half.table.beforeWrite = () -> {};
                half.table.betweenMarkerAndDeletion = () -> {};
                half.table.afterWrite = () -> {};
                half.diskFull = false;
            }
            regions.rest();
            Map<String, String> content = regions.mumbai.table.content();
            assertThat(regions.singapore.table.content()).as("seed %d", seed).isEqualTo(content);
            for (int key = 0; key < KEYS; key++) {
                String value = content.getOrDefault("k" + key, "deleted");
                assertThat(value)
                        .as("k%d of seed %d: %s", key, seed, lastOf)
                        .isIn(
                                lastOf.getOrDefault("mumbai k" + key, "deleted"),
                                lastOf.getOrDefault("singapore k" + key, "deleted"));
            }
        }
    }

    /// The process dies: what it was doing ends there.
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static void maybeDie(Random random) {
        if (random.nextInt(6) == 0) {
            throw new Death();
        }
    }

    private static void inTheMiddle(
            TwoRegions.Half half, Random random, Map<String, String> lastOf, int[] count) {
        maybeDie(random);
        if (random.nextInt(2) == 0) {
            application(half, random, lastOf, count);
        }
    }

    private static void application(
            TwoRegions.Half half, Random random, Map<String, String> lastOf, int[] count) {
        String key = "k" + random.nextInt(KEYS);
        lastOf.put(half.region + " " + key, write(half.table, key, random, count[0]++));
    }

    private static void step(
            TwoRegions regions, Random random, Map<String, String> lastOf, int[] count)
            throws InterruptedException {
        TwoRegions.Half half = regions.halves().get(random.nextInt(2));
        try {
            switch (random.nextInt(14)) {
                case 0, 1, 2, 3 -> application(half, random, lastOf, count);
                case 4, 5, 6 -> half.observe();
                case 7, 8, 9 -> half.send();
                case 10 -> regions.cut = random.nextBoolean();
                case 11, 12 -> half.diskFull = random.nextInt(3) == 0;
                default -> half.kill();
            }
        } catch (UncheckedIOException full) {
            // It goes on when the disk is not full any more.
        } catch (Death dead) {
            // Either half may have died: of a batch, the sender hears of it only as a failure.
            regions.halves().get(random.nextInt(2)).kill();
            half.kill();
        }
    }
}
