package dev.twinkeel.stores.buckets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
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
            assertThat(there.before(backlog.begin("b", "k", "0").origin("mumbai"))).isTrue();
        }
        // Twice, because the file is written anew at each start.
        for (int start = 0; start < 2; start++) {
            try (Backlog backlog = Backlog.open(file)) {
                assertThat(there.before(backlog.begin("b", "k", "0").origin("mumbai"))).isTrue();
            }
        }
    }

    @Test
    void numbersGoOnAfterARestartWhenAllWasSent() throws Exception {
        Path file = folder.resolve("backlog");
        Origin first;
        try (Backlog backlog = Backlog.open(file)) {
            Change change = backlog.begin("b", "k", "0");
            first = change.origin("mumbai");
            backlog.forget(change);
        }
        Backlog.open(file).close();
        try (Backlog backlog = Backlog.open(file)) {
            assertThat(first.before(backlog.begin("b", "k", "0").origin("mumbai"))).isTrue();
        }
    }

    @Test
    void noTwoWritesOfARegionHaveTheSameTime() throws Exception {
        try (Backlog backlog = Backlog.open(folder.resolve("backlog"))) {
            Instant before = Instant.MIN;
            for (int i = 0; i < 1000; i++) {
                Instant at = backlog.begin("b", "k", "0").at();
                assertThat(at).isAfter(before);
                before = at;
            }
        }
    }

    @Test
    void aWriteWhoseTimeCannotBeTrueIsNotTaken() throws Exception {
        Origin wrong = new Origin(Long.MAX_VALUE, "singapore", 5);
        try (Backlog backlog = Backlog.open(folder.resolve("backlog"))) {
            assertThatThrownBy(() -> backlog.seen(wrong))
                    .hasMessageContaining("set both machines'");
            assertThat(backlog.begin("b", "k", "0").at())
                    .isBefore(Instant.now().plus(Duration.ofMinutes(5)));
        }
    }

    @Test
    void aClockThatIsAheadAllTheTimeFillsNoDisk() throws Exception {
        Path file = folder.resolve("backlog");
        long ahead = Instant.now().plusSeconds(3600).toEpochMilli();
        try (Backlog backlog = Backlog.open(file)) {
            for (int i = 0; i < 30_000; i++) {
                backlog.seen(new Origin(ahead + i, "singapore", i));
            }
            assertThat(Files.readAllLines(file)).hasSizeLessThan(25_000);
        }
    }

    @Test
    void aLineThatCouldNotBeWrittenWholeIsCutOff() throws Exception {
        Path file = folder.resolve("backlog");
        AtomicBoolean full = new AtomicBoolean();
        Backlog.Opener opener =
                it -> new FullDisk(FileChannel.open(it, StandardOpenOption.APPEND), full);
        try (Backlog backlog = Backlog.open(file, opener)) {
            full.set(true);
            assertThatThrownBy(() -> backlog.begin("b", "torn", "0"))
                    .hasMessageContaining("nothing was written");
            assertThat(backlog.size()).isZero();
            full.set(false);
            backlog.begin("b", "whole", "0");
        }
        try (Backlog backlog = Backlog.open(file)) {
            assertThat(backlog.pending(10)).extracting(Change::key).containsExactly("whole");
        }
    }

    @Test
    void whatCouldNotBeNotedIsNotedBeforeAnythingElse() throws Exception {
        Path file = folder.resolve("backlog");
        AtomicBoolean full = new AtomicBoolean();
        Backlog.Opener opener =
                it -> new FullDisk(FileChannel.open(it, StandardOpenOption.APPEND), full);
        try (Backlog backlog = Backlog.open(file, opener)) {
            Change first = backlog.begin("b", "first", "0");
            full.set(true);
            backlog.done(first, new Change.What.Version("v1"));
            assertThatThrownBy(() -> backlog.begin("b", "refused", "0"))
                    .hasMessageContaining("nothing was written");
            full.set(false);
            backlog.begin("b", "second", "0");
        }
        try (Backlog backlog = Backlog.open(file)) {
            assertThat(backlog.pending(10))
                    .extracting(Change::key)
                    .containsExactly("first", "second");
            assertThat(backlog.pending(1).getFirst().what())
                    .isEqualTo(new Change.What.Version("v1"));
        }
    }

    @Test
    void aLineThatAKillCutShortIsNone() throws Exception {
        Path file = folder.resolve("backlog");
        Files.writeString(file, "+ 7 1790000000000 b whole\n= 7 v1\n+ 8 17900");
        try (Backlog backlog = Backlog.open(file)) {
            assertThat(backlog.pending(10)).extracting(Change::key).containsExactly("whole");
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

    /// Takes half of a line when it is full.
    private record FullDisk(SeekableByteChannel inner, AtomicBoolean full)
            implements SeekableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (full.get()) {
                inner.write(bytes.slice(bytes.position(), bytes.remaining() / 2));
                throw new IOException("No space left on device");
            }
            return inner.write(bytes);
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return inner.read(bytes);
        }

        @Override
        public long position() throws IOException {
            return inner.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            return inner.position(position);
        }

        @Override
        public long size() throws IOException {
            return inner.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            return inner.truncate(size);
        }

        @Override
        public boolean isOpen() {
            return inner.isOpen();
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }
}
