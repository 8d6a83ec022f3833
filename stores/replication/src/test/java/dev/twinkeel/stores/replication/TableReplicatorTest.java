package dev.twinkeel.stores.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableReplicatorTest {
    @TempDir Path folder;
    private TwoRegions regions;

    @BeforeEach
    void start() {
        regions = new TwoRegions(folder);
    }

    @Test
    void aWriteReachesTheOtherRegionAndDoesNotComeBack() throws InterruptedException {
        regions.mumbai.table.put("cart", "1");
        regions.rest();
        assertThat(regions.singapore.table.content()).isEqualTo(Map.of("cart", "1"));
        regions.rest();
        assertThat(regions.mumbai.lost()).isEmpty();
        assertThat(streamLength(regions.mumbai)).isEqualTo(1);
        assertThat(streamLength(regions.singapore)).isEqualTo(1);
    }

    private static int streamLength(TwoRegions.Half half) {
        return half.table.reader().read(Position.START, 1_000).changes().size();
    }

    @Test
    void aDeletionReachesTheOtherRegion() throws InterruptedException {
        regions.mumbai.table.put("cart", "1");
        regions.rest();
        regions.singapore.table.delete("cart");
        regions.rest();
        assertThat(regions.mumbai.table.content()).isEmpty();
        assertThat(regions.conflicts()).isZero();
    }

    @Test
    void theLaterOfTwoConcurrentWritesWinsInBothRegionsAndTheOtherIsListed()
            throws InterruptedException {
        regions.mumbai.table.put("cart", "early");
        regions.mumbai.observe();
        regions.singapore.table.put("cart", "late");
        regions.singapore.observe();
        regions.rest();
        assertThat(regions.mumbai.table.content()).isEqualTo(Map.of("cart", "late"));
        assertThat(regions.singapore.table.content()).isEqualTo(Map.of("cart", "late"));
        assertThat(regions.conflicts()).isEqualTo(1);
        assertThat(regions.mumbai.lost().getFirst())
                .containsEntry("key", "cart")
                .containsEntry("lostRegion", "mumbai")
                .containsEntry("keptRegion", "singapore")
                .containsEntry("item", Map.of("id", "cart", "value", "early"));
    }

    @Test
    void whatAFailedWriteLeftForTheNextToOverwriteIsListed() throws InterruptedException {
        regions.singapore.table.put("cart", "early");
        regions.singapore.observe();
        regions.mumbai.table.put("cart", "late");
        regions.mumbai.observe();
        var failed = new UncheckedIOException(new IOException("the engine is dead"));
        regions.singapore.table.beforeWrite =
                () -> {
                    throw failed;
                };
        assertThatThrownBy(regions.mumbai::send).isSameAs(failed);
        regions.singapore.table.beforeWrite = () -> {};
        for (int i = 0; i <= Merge.DRAINS_AFTER_FAILURE; i++) {
            regions.singapore.observe();
        }
        assertThat(regions.conflicts()).as("nothing is overwritten yet").isZero();
        regions.singapore.kill();
        regions.rest();
        assertThat(regions.singapore.table.content()).isEqualTo(Map.of("cart", "late"));
        assertThat(regions.singapore.lost())
                .singleElement(InstanceOfAssertFactories.MAP)
                .containsEntry("lostRegion", "singapore")
                .containsEntry("item", Map.of("id", "cart", "value", "early"));
    }

    @Test
    void twoWritesOfTheSameInstantAreToldApartAlikeInBothRegions() throws InterruptedException {
        regions.mumbai.table.put("cart", "mumbai's");
        regions.singapore.table.put("cart", "singapore's");
        regions.mumbai.observe();
        regions.nowMicros--;
        regions.singapore.observe();
        regions.rest();
        assertThat(regions.mumbai.table.content()).isEqualTo(Map.of("cart", "singapore's"));
        assertThat(regions.singapore.table.content()).isEqualTo(Map.of("cart", "singapore's"));
        assertThat(regions.conflicts()).isEqualTo(1);
    }

    @Test
    void aLaterDeletionBeatsAnUpdateAndALaterUpdateADeletion() throws InterruptedException {
        regions.mumbai.table.put("deleted", "0");
        regions.mumbai.table.put("updated", "0");
        regions.rest();
        regions.cut = true;
        regions.mumbai.table.put("deleted", "1");
        regions.mumbai.table.delete("updated");
        regions.mumbai.observe();
        regions.singapore.table.delete("deleted");
        regions.singapore.table.put("updated", "2");
        regions.singapore.observe();
        regions.rest();
        assertThat(regions.mumbai.table.content()).isEqualTo(Map.of("updated", "2"));
        assertThat(regions.singapore.table.content()).isEqualTo(Map.of("updated", "2"));
        assertThat(regions.conflicts()).isEqualTo(2);
    }

    @Test
    void aWriteOnTopOfTheOtherRegionsVersionIsNoConflict() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            regions.mumbai.table.put("cart", "m" + i);
            regions.rest();
            regions.singapore.table.put("cart", "s" + i);
            regions.rest();
        }
        assertThat(regions.mumbai.table.content()).isEqualTo(Map.of("cart", "s4"));
        assertThat(regions.conflicts()).isZero();
    }

    @Test
    void aWriteThatOurOwnWriteOverwroteUnseenComesBackInBothRegions() throws InterruptedException {
        regions.mumbai.table.put("cart", "mumbai's");
        regions.singapore.table.beforeWrite =
                () -> {
                    regions.singapore.table.beforeWrite = () -> {};
                    regions.singapore.table.put("cart", "singapore's, acknowledged");
                };
        regions.rest();
        assertThat(regions.singapore.table.content())
                .isEqualTo(Map.of("cart", "singapore's, acknowledged"));
        assertThat(regions.mumbai.table.content())
                .isEqualTo(Map.of("cart", "singapore's, acknowledged"));
        assertThat(regions.conflicts()).isEqualTo(1);
    }

    @Test
    void whatWaitedWhileTheProcessWasDeadIsSentByTheNext() throws InterruptedException {
        regions.cut = true;
        for (int i = 0; i < 50; i++) {
            regions.mumbai.table.put("cart-" + i, "1");
            regions.mumbai.observe();
        }
        regions.mumbai.kill();
        regions.mumbai.table.put("cart-0", "2");
        regions.rest();
        assertThat(regions.singapore.table.content())
                .hasSize(50)
                .isEqualTo(regions.mumbai.table.content())
                .containsEntry("cart-0", "2");
        assertThat(regions.conflicts()).isZero();
    }

    @Test
    void whatIsInTheNextShardIsSentAfterAStart() throws InterruptedException {
        regions.cut = true;
        regions.mumbai.table.put("cart-1", "1");
        regions.mumbai.table.nextShard();
        regions.mumbai.table.put("cart-2", "1");
        regions.mumbai.table.nextShard();
        regions.mumbai.table.nextShard();
        regions.mumbai.table.put("cart-3", "1");
        for (int i = 0; i < 5; i++) {
            regions.mumbai.observe();
        }
        regions.mumbai.kill();
        regions.rest();
        assertThat(regions.singapore.table.content())
                .containsOnlyKeys("cart-1", "cart-2", "cart-3");
    }

    @Test
    void aTornLastEntryIsLeftOutAndReadAgain() throws Exception {
        regions.mumbai.table.put("cart", "1");
        regions.rest();
        Files.write(
                folder.resolve("mumbai").resolve("versions.log"),
                new byte[] {0, 0, 1, 0, 9, 9},
                StandardOpenOption.APPEND);
        regions.mumbai.kill();
        regions.mumbai.table.put("cart", "2");
        regions.rest();
        assertThat(regions.singapore.table.content()).isEqualTo(Map.of("cart", "2"));
        assertThat(regions.conflicts()).isZero();
    }
}
