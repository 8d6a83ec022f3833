package dev.twinkeel.stores.replication;

import dev.twinkeel.stores.replication.Entry.Acknowledged;
import dev.twinkeel.stores.replication.Entry.Observed;
import dev.twinkeel.stores.replication.Entry.Whole;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// The entries of a [Merge] on disk, so that the next process goes on where this one was killed.
///
/// Entries that belong together are one frame: all of them are there after a crash, or none. What
/// is appended is in the operating system's hands when [#append] returns: it survives the death of
/// the process, not that of the machine. Not thread-safe.
final class VersionLog implements AutoCloseable {
    /// Longer than this it is written anew, with one entry an item.
    private static final long LONG_BYTES = 32L << 20;

    /// A stream keeps a record for a day; what is older can meet nothing that is sent again.
    private static final long KEPT_MICROS = 24L * 3600 * 1_000_000;

    private final Path file;
    private final Merge merge;
    private FileChannel channel;

    private VersionLog(Path file, Merge merge, FileChannel channel) {
        this.file = file;
        this.merge = merge;
        this.channel = channel;
    }

    /// Opens the log and brings a new merge to where the last one was.
    static VersionLog open(Path file, Merge merge, long nowMicros) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel channel = open(file);
            channel.truncate(replay(file, merge));
            channel.position(channel.size());
            VersionLog log = new VersionLog(file, merge, channel);
            merge.recovered();
            log.shorten(nowMicros, LONG_BYTES / 4);
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException("open the log of versions " + file, e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /// @return the length of what is whole
    private static long replay(Path file, Merge merge) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        long whole = 0;
        while (bytes.remaining() >= 8) {
            int length = bytes.getInt();
            int sum = bytes.getInt();
            if (length < 0 || length > bytes.remaining()) {
                break;
            }
            byte[] frame = new byte[length];
            bytes.get(frame);
            if (sum(frame) != sum) {
                break;
            }
            var in = new DataInputStream(new ByteArrayInputStream(frame));
            while (in.available() > 0) {
                merge.fold(EntryCodec.read(in));
            }
            whole = bytes.position();
        }
        return whole;
    }

    /// Keeps entries, all or none.
    void append(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        try {
            write(channel, entries);
        } catch (IOException e) {
            throw new UncheckedIOException("append to the log of versions " + file, e);
        }
    }

    private static void write(FileChannel channel, List<Entry> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        for (Entry entry : entries) {
            EntryCodec.write(out, entry);
        }
        byte[] frame = bytes.toByteArray();
        ByteBuffer buffer = ByteBuffer.allocate(8 + frame.length);
        buffer.putInt(frame.length).putInt(sum(frame)).put(frame).flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static int sum(byte[] frame) {
        CRC32 crc = new CRC32();
        crc.update(frame);
        return (int) crc.getValue();
    }

    /// Writes the log anew when it is long.
    void shorten(long nowMicros) {
        try {
            shorten(nowMicros, LONG_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException("shorten the log of versions " + file, e);
        }
    }

    private void shorten(long nowMicros, long longBytes) throws IOException {
        if (channel.size() <= longBytes) {
            return;
        }
        merge.forget(nowMicros - KEPT_MICROS);
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        FileChannel next = open(beside);
        List<Entry> frame = new ArrayList<>();
        for (var item : merge.items().entrySet()) {
            frame.add(new Whole(item.getKey(), item.getValue()));
            if (frame.size() == 1_000) {
                write(next, frame);
                frame.clear();
            }
        }
        frame.add(new Observed(merge.observed()));
        frame.add(new Acknowledged(merge.acknowledged()));
        write(next, frame);
        Files.move(
                beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        channel.close();
        channel = next;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("close the log of versions " + file, e);
        }
    }
}
