package dev.twinkeel.twin.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.twin.archive.Archive.Window;
import dev.twinkeel.twin.engine.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final int WHOLE = LogReader.SEGMENT_BYTES;

    @TempDir private Path folder;
    private FolderShelf shelf;

    @BeforeEach
    void open() {
        shelf = new FolderShelf(folder.resolve("shelf"));
    }

    private void base(int second, long number) throws IOException {
        shelf.put(
                Names.base("orders", NOON.plusSeconds(second), LogReader.segment(1, number)),
                new byte[1]);
    }

    private void piece(long epoch, int timeline, long number, int offset, int bytes, int second)
            throws IOException {
        shelf.put(
                Names.piece(
                        "orders",
                        epoch,
                        LogReader.segment(timeline, number),
                        offset,
                        NOON.plusSeconds(second)),
                new byte[bytes]);
    }

    /// What the shelf has of a part of the log when each byte of it tells its place.
    private void told(int offset, int bytes, int second) throws IOException {
        byte[] log = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            log[i] = (byte) ((offset + i) % 251 + 1);
        }
        shelf.put(
                Names.piece("orders", 1, LogReader.segment(1, 5), offset, NOON.plusSeconds(second)),
                log);
    }

    private Window window(int... seconds) {
        return new Window(NOON.plusSeconds(seconds[0]), NOON.plusSeconds(seconds[1]));
    }

    @Test
    void aHoleInTheLogEndsWhatCanBeRestored() throws IOException {
        base(0, 5);
        piece(1, 1, 5, 0, WHOLE, 10);
        piece(1, 1, 6, 0, 1000, 20);
        piece(1, 1, 8, 0, 1000, 40);
        base(50, 9);
        piece(1, 1, 9, 0, 1000, 60);
        Archive archive = Archive.read(shelf, "orders");
        assertThat(archive.windows(Optional.empty()))
                .containsExactly(window(0, 20), window(50, 60));
        assertThat(archive.base(NOON.minusSeconds(1), Optional.empty())).isEmpty();
        assertThat(archive.base(NOON.plusSeconds(19), Optional.empty()).orElseThrow().taken())
                .isEqualTo(NOON);
        assertThat(archive.base(NOON.plusSeconds(30), Optional.empty())).isEmpty();
    }

    @Test
    void aBaseIsOfNoUseBeforeTheLogHasComeAsFar() throws IOException {
        base(0, 5);
        piece(1, 1, 5, 0, 1000, 10);
        base(12, 5);
        Archive archive = Archive.read(shelf, "orders");
        assertThat(archive.windows(Optional.empty())).containsExactly(window(0, 10));
        assertThat(archive.base(NOON.plusSeconds(13), Optional.of(NOON.plusSeconds(14))))
                .contains(archive.bases().getLast());
    }

    @Test
    void aMissingPieceEndsItsSegment() throws IOException {
        base(0, 5);
        piece(1, 1, 5, 0, 1000, 10);
        piece(1, 1, 5, 2000, 1000, 30);
        assertThat(Archive.read(shelf, "orders").windows(Optional.empty()))
                .containsExactly(window(0, 10));
    }

    @Test
    void aPieceThatWasPutAgainLongerLosesNothing() throws IOException {
        base(0, 5);
        told(0, 1000, 10);
        told(1000, 200, 20);
        told(1000, 1500, 30);
        told(2500, 500, 40);
        // Put again while so much had been written that the end was no longer in one piece.
        told(3000, 100, 60);
        told(3000, 2000, 40);
        told(5000, 500, 70);
        Archive archive = Archive.read(shelf, "orders");
        assertThat(archive.windows(Optional.empty())).containsExactly(window(0, 70));
        Path log = folder.resolve("log");
        assertThat(archive.fetch(archive.bases().getFirst(), log)).isEqualTo(5500);
        byte[] whole = Files.readAllBytes(log.resolve(LogReader.segment(1, 5)));
        assertThat(whole).hasSize(WHOLE);
        for (int i = 0; i < 5500; i++) {
            assertThat(whole[i]).as("byte %d", i).isEqualTo((byte) (i % 251 + 1));
        }
    }

    @Test
    void whatABrokenFetchLeftIsRemoved() throws IOException {
        base(0, 5);
        piece(1, 1, 5, 0, 1000, 10);
        Path log = Files.createDirectories(folder.resolve("log"));
        Files.write(log.resolve(LogReader.segment(1, 6)), new byte[10]);
        Archive archive = Archive.read(shelf, "orders");
        assertThat(archive.fetch(archive.bases().getFirst(), log)).isEqualTo(1000);
        assertThat(log.resolve(LogReader.segment(1, 5))).exists();
        assertThat(log.resolve(LogReader.segment(1, 6))).doesNotExist();
    }

    @Test
    void ofOneSegmentWhatWasWrittenUnderTheNewerEpochCounts() throws IOException {
        base(0, 5);
        piece(1, 1, 5, 0, 3000, 10);
        piece(2, 1, 5, 0, 1000, 20);
        Archive archive = Archive.read(shelf, "orders");
        assertThat(archive.epoch()).isEqualTo(2);
        Path log = folder.resolve("log");
        assertThat(archive.fetch(archive.bases().getFirst(), log)).isEqualTo(1000);
        assertThat(Files.size(log.resolve(LogReader.segment(1, 5)))).isEqualTo(WHOLE);
    }

    @Test
    void whatTheArchiverSaysNowCountsForTheNewestLogOnly() throws IOException {
        base(0, 5);
        piece(1, 1, 5, 0, 1000, 10);
        base(30, 9);
        piece(1, 1, 9, 0, 1000, 40);
        assertThat(Archive.read(shelf, "orders").windows(Optional.of(NOON.plusSeconds(90))))
                .containsExactly(window(0, 10), window(30, 90));
    }

    @Test
    void theSegmentInWhichATimelineBeganHasItsName() {
        Optional<String> history = Optional.of("1\t0/50000F0\tno recovery target specified\n");
        assertThat(LogReader.segment(2, history, 0x4FFFFFFL)).isEqualTo("000000010000000000000004");
        assertThat(LogReader.segment(2, history, 0x5000000L)).isEqualTo("000000020000000000000005");
        assertThat(LogReader.left(1, 2, history)).isEqualTo(0x50000F0L);
        assertThat(LogReader.left(2, 2, history)).isEqualTo(Long.MAX_VALUE);
        assertThat(LogReader.begin("0000000200000001000000FF")).isEqualTo(0x1FF000000L);
    }
}
