package dev.twinkeel.stores.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A region whose disk takes nothing for a while, in the middle of a frame of its log.
final class FullDiskTest {
    @TempDir Path folder;
    private TwoRegions regions;

    @BeforeEach
    void start() {
        regions = new TwoRegions(folder);
    }

    private static void observeInVain(TwoRegions.Half half) {
        half.diskFull = true;
        assertThatThrownBy(half::observe)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("see whether the disk is full");
    }

    @Test
    void whatWasObservedWhileTheDiskWasFullIsSentWhenItIsNot() throws Exception {
        regions.mumbai.table.put("before", "1");
        regions.rest();
        regions.mumbai.table.put("cart", "1");
        observeInVain(regions.mumbai);
        assertThatThrownBy(regions.mumbai::send).isInstanceOf(UncheckedIOException.class);
        assertThat(regions.singapore.table.content()).doesNotContainKey("cart");
        regions.mumbai.diskFull = false;
        regions.rest();
        assertThat(regions.singapore.table.content()).containsEntry("cart", "1");
    }

    @Test
    void anOlderWriteDoesNotWinAfterADiskWasFullAndTheProcessWasKilled() throws Exception {
        regions.mumbai.table.put("before", "1");
        regions.rest();
        regions.mumbai.table.put("torn", "1");
        observeInVain(regions.mumbai);
        regions.mumbai.diskFull = false;
        regions.mumbai.table.put("cart", "mumbai's, earlier");
        regions.mumbai.observe();
        regions.singapore.table.put("cart", "singapore's, later");
        regions.singapore.observe();
        regions.mumbai.kill();
        regions.rest();
        assertThat(regions.mumbai.table.content())
                .isEqualTo(Map.of("before", "1", "torn", "1", "cart", "singapore's, later"))
                .isEqualTo(regions.singapore.table.content());
        assertThat(regions.conflicts()).isEqualTo(1);
    }

    @Test
    void whatWasTakenWhileTheDiskWasFullIsWrittenAndTheConflictIsListed() throws Exception {
        regions.singapore.table.put("cart", "early");
        regions.singapore.observe();
        regions.mumbai.table.put("cart", "late");
        regions.mumbai.observe();
        regions.singapore.diskFull = true;
        assertThatThrownBy(regions.mumbai::send).isInstanceOf(UncheckedIOException.class);
        assertThat(regions.singapore.table.content()).containsEntry("cart", "early");
        regions.singapore.diskFull = false;
        regions.rest();
        assertThat(regions.singapore.table.content()).isEqualTo(Map.of("cart", "late"));
        assertThat(regions.mumbai.table.content()).isEqualTo(Map.of("cart", "late"));
        assertThat(regions.conflicts()).isEqualTo(1);
    }

    @Test
    void whatMustBeWrittenAgainIsWrittenWhenTheDiskIsNotFullAnyMore() throws Exception {
        regions.mumbai.table.put("cart", "mumbai's");
        regions.singapore.table.beforeWrite =
                () -> {
                    regions.singapore.table.beforeWrite = () -> {};
                    regions.singapore.table.put("cart", "singapore's, acknowledged");
                };
        regions.mumbai.observe();
        assertThat(regions.mumbai.send()).isTrue();
        // The round takes what the stream shows, and then cannot keep that it writes it again.
        regions.singapore.framesLeft = 1;
        assertThatThrownBy(regions.singapore::observe).isInstanceOf(UncheckedIOException.class);
        regions.singapore.framesLeft = Integer.MAX_VALUE;
        regions.rest();
        assertThat(regions.singapore.table.content())
                .isEqualTo(Map.of("cart", "singapore's, acknowledged"));
        assertThat(regions.mumbai.table.content())
                .isEqualTo(Map.of("cart", "singapore's, acknowledged"));
    }

    @Test
    void aConflictThatCouldNotBeListedIsListedWithTheNext() throws Exception {
        Path file = folder.resolve("conflicts.jsonl");
        ConflictLog log = new ConflictLog("sessions", file);
        Files.createDirectory(file);
        log.add("Sfirst", lost(1), new Version(9, "singapore"), null);
        Files.delete(file);
        log.add("Ssecond", lost(2), new Version(9, "singapore"), null);
        assertThat(new ConflictLog("sessions", file).latest(10))
                .extracting(it -> it.get("key"))
                .containsExactly("first", "second");
    }

    @Test
    void aConflictWhoseLineWasCutShortKeepsNobodyFromStarting() throws Exception {
        Path file = folder.resolve("conflicts.jsonl");
        new ConflictLog("sessions", file).add("Sfirst", lost(1), new Version(9, "singapore"), null);
        Files.writeString(file, "{\"table\":\"sess", StandardOpenOption.APPEND);
        new ConflictLog("sessions", file)
                .add("Ssecond", lost(2), new Version(9, "singapore"), null);
        assertThat(new ConflictLog("sessions", file).count()).isEqualTo(2);
    }

    private static Entry.Lost lost(long micros) {
        return new Entry.Lost(new Version(micros, "mumbai"), Digest.NONE);
    }

    @Test
    void aLogThatIsLongBecauseThereIsMuchToKeepIsNotWrittenAnewEachTime() {
        AtomicInteger opened = new AtomicInteger();
        Merge merge = new Merge("mumbai", "id");
        try (VersionLog log =
                VersionLog.open(
                        folder.resolve("long"),
                        merge,
                        0,
                        file -> {
                            opened.incrementAndGet();
                            return VersionLog.channel(file);
                        })) {
            for (int i = 0; i < 40; i++) {
                Entry entry = held("Sk" + i);
                merge.fold(entry);
                log.append(List.of(entry));
            }
            for (int i = 0; i < 3; i++) {
                log.shorten(0);
            }
            assertThat(opened).hasValue(2);
        }
    }

    private static Entry held(String key) {
        return new Entry.Local(
                key, new Version(1, "mumbai"), Digest.NONE, 0, "1", true, new byte[1 << 20]);
    }

    @Test
    void aLogThatCannotBeWrittenAnewServesOn() {
        List<Path> full = new ArrayList<>();
        Path file = folder.resolve("long");
        VersionLog.Opener opener =
                it -> new FullDisk(VersionLog.channel(it), () -> full.contains(it));
        full.add(folder.resolve("long.new"));
        Merge merge = new Merge("mumbai", "id");
        try (VersionLog log = VersionLog.open(file, merge, 0, opener)) {
            for (int i = 0; i < 40; i++) {
                Entry entry = held("Sk" + i);
                merge.fold(entry);
                log.append(List.of(entry));
                log.shorten(0);
            }
        }
        assertThat(full.getFirst()).doesNotExist();
        Merge next = new Merge("mumbai", "id");
        VersionLog.open(file, next, 0, VersionLog::channel).close();
        assertThat(next.items()).hasSize(40);
    }
}
