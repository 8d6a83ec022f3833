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
import java.nio.channels.SeekableByteChannel;
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
/// the process, not that of the machine.
///
/// What could not be appended is **owed**: the merge has it already, so it is written before
/// anything else, and nothing that follows from it is done before. Not thread-safe.
final class VersionLog implements AutoCloseable {
    /// Longer than this it is written anew, with one entry an item.
    private static final long LONG_BYTES = 32L << 20;

    /// A stream keeps a record for a day; what is older can meet nothing that is sent again.
    private static final long KEPT_MICROS = 24L * 3600 * 1_000_000;

    private static final System.Logger LOG = System.getLogger(VersionLog.class.getName());

    private final Path file;
    private final Merge merge;
    private final Opener opener;
    private SeekableByteChannel channel;

    /// Where the last whole frame ends.
    private long end;

    /// Whether something of a frame that could not be written may be behind that.
    private boolean torn;

    /// Entries that could not be written.
    private final List<Entry> owed = new ArrayList<>();

    /// The length after which it is written anew.
    private long longest = LONG_BYTES;

    /// Opens a file for writing, at its beginning.
    interface Opener {
        SeekableByteChannel open(Path file) throws IOException;
    }

    private VersionLog(Path file, Merge merge, Opener opener) throws IOException {
        this.file = file;
        this.merge = merge;
        this.opener = opener;
        this.channel = opener.open(file);
    }

    /// Opens the log and brings a new merge to where the last one was.
    static VersionLog open(Path file, Merge merge, long nowMicros, Opener opener) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            VersionLog log = new VersionLog(file, merge, opener);
            log.end = replay(file, merge);
            log.cut();
            merge.recovered();
            log.shorten(nowMicros, LONG_BYTES / 4);
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException("open the log of versions " + file, e);
        }
    }

    static SeekableByteChannel channel(Path file) throws IOException {
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

    /// Keeps entries, all or none, after those that are owed.
    ///
    /// @throws UncheckedIOException when they cannot be kept now: they are owed
    void append(List<Entry> entries) {
        owed.addAll(entries);
        settle();
    }

    /// Keeps what is owed.
    ///
    /// @throws UncheckedIOException when it cannot be kept now
    void settle() {
        if (owed.isEmpty()) {
            return;
        }
        try {
            if (torn) {
                cut();
            }
            torn = true;
            end += write(channel, owed);
            torn = false;
            owed.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "append to the log of versions %s: %s; it is tried again, and nothing is sent or written before: see whether the disk is full"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private void cut() throws IOException {
        channel.truncate(end);
        channel.position(end);
    }

    /// @return how many bytes the frame has
    private static long write(SeekableByteChannel channel, List<Entry> entries) throws IOException {
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
        return buffer.limit();
    }

    private static int sum(byte[] frame) {
        CRC32 crc = new CRC32();
        crc.update(frame);
        return (int) crc.getValue();
    }

    /// Writes the log anew when it is long. Where that fails the long one serves on, and it is
    /// tried again when it has grown.
    void shorten(long nowMicros) {
        shorten(nowMicros, longest);
    }

    private void shorten(long nowMicros, long longBytes) {
        if (end <= longBytes) {
            return;
        }
        try {
            merge.forget(nowMicros - KEPT_MICROS);
            rewrite();
            // What is long because there are many items does not get shorter by being written.
            longest = Math.max(LONG_BYTES, 2 * end);
        } catch (IOException e) {
            longest = end + LONG_BYTES / 4;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "shorten the log of versions %s: %s; it grows on and is tried again: see whether the disk is full"
                            .formatted(file, e.getMessage()));
        }
    }

    private void rewrite() throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        SeekableByteChannel next = opener.open(beside);
        long length;
        try {
            length = writeAll(next);
            Files.move(
                    beside,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            next.close();
            Files.deleteIfExists(beside);
            throw e;
        }
        SeekableByteChannel former = channel;
        channel = next;
        end = length;
        torn = false;
        owed.clear();
        former.close();
    }

    private long writeAll(SeekableByteChannel next) throws IOException {
        long length = 0;
        List<Entry> frame = new ArrayList<>();
        for (var item : merge.items().entrySet()) {
            frame.add(new Whole(item.getKey(), item.getValue()));
            if (frame.size() == 1_000) {
                length += write(next, frame);
                frame.clear();
            }
        }
        frame.add(new Observed(merge.observed()));
        frame.add(new Acknowledged(merge.acknowledged()));
        return length + write(next, frame);
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
