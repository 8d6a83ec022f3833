package dev.twinkeel.twin.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Journal;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.State;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A journal in files of JSON lines. The first line of a file is the state it begins with, each
/// further line an entry. A new file is begun when the newest grows large; the one before is kept
/// for readers, older ones are deleted.
///
/// An entry is on the disk before [#append] returns when effects follow that must not be forgotten,
/// or when the stage or the epoch changed. A renewal of the lease need not be: after a crash the
/// store tells what it was.
///
/// Written by one thread; [#after] may be called from any.
final class FileJournal implements Journal, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FileJournal.class.getName());

    /// Some thousand entries: about a quarter of an hour without events, and half a second to
    /// replay.
    private static final long LARGE_BYTES = 4 << 20;

    private static final int FILES_KEPT = 2;
    private static final String SUFFIX = ".jsonl";

    /// First line of a file.
    ///
    /// @param last number of the last entry before this file
    record Head(long last, Optional<State> base) {}

    private final Path folder;
    private final String prefix;
    private final long largeBytes;
    private final RecentEntries recent = new RecentEntries();
    private Head head = new Head(0, Optional.empty());
    private List<Entry> replayed = List.of();
    private FileChannel file;
    private long good;
    private long last;
    private @Nullable Entry before;

    /// Opens the journal of one database, or begins it.
    ///
    /// @throws UncheckedIOException naming the folder when it cannot be used
    static FileJournal open(Path folder, String database) {
        return open(folder, database, LARGE_BYTES);
    }

    static FileJournal open(Path folder, String database, long largeBytes) {
        try {
            return new FileJournal(Files.createDirectories(folder), database, largeBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "open the journal of "
                            + database
                            + " in "
                            + folder
                            + ": is the folder writable and the disk not full?",
                    e);
        }
    }

    private FileJournal(Path folder, String database, long largeBytes) throws IOException {
        this.folder = folder;
        this.prefix = database + "-";
        this.largeBytes = largeBytes;
        Path newest = null;
        for (Path path : files(folder, prefix).reversed()) {
            if (load(path)) {
                newest = path;
                break;
            }
        }
        if (newest == null) {
            newest = begin(new Head(0, Optional.empty()));
            good = Files.size(newest);
        }
        file = FileChannel.open(newest, StandardOpenOption.WRITE);
        file.truncate(good);
        file.position(good);
    }

    /// Oldest first; the names sort by the number of the entry that they begin after.
    private static List<Path> files(Path folder, String prefix) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(
                            path -> {
                                String name = path.getFileName().toString();
                                return name.startsWith(prefix)
                                        && name.endsWith(SUFFIX)
                                        && name.length() == prefix.length() + 19 + SUFFIX.length();
                            })
                    .sorted()
                    .toList();
        }
    }

    /// Reads a file up to the first line that is not whole.
    ///
    /// @return false when not even its first line is
    private boolean load(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        List<Entry> entries = new ArrayList<>();
        Head read = null;
        int start = 0;
        good = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] != '\n') {
                continue;
            }
            String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            try {
                if (read == null) {
                    read = Json.mapper().readValue(line, Head.class);
                    last = read.last();
                } else {
                    Entry entry = Json.mapper().readValue(line, Entry.class);
                    entries.add(entry);
                    last = entry.number();
                    recent.add(last, line);
                }
            } catch (JsonProcessingException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0}: dropped everything from byte {1} of the journal: {2}",
                        path,
                        start,
                        e.getOriginalMessage());
                break;
            }
            start = end + 1;
            good = start;
        }
        if (read == null) {
            return false;
        }
        head = read;
        replayed = entries;
        before = entries.isEmpty() ? null : entries.getLast();
        return true;
    }

    private Path begin(Head first) throws IOException {
        Path path = folder.resolve(prefix + "%019d".formatted(first.last()) + SUFFIX);
        Path beside = folder.resolve(path.getFileName() + ".new");
        Files.writeString(beside, Json.write(first) + "\n");
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return Files.move(
                beside,
                path,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void append(Entry entry) {
        String line = Json.write(entry);
        try {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            int length = bytes.remaining();
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            if (mustLast(before, entry)) {
                file.force(false);
            }
            good += length;
        } catch (IOException e) {
            undo(e);
            throw new UncheckedIOException(
                    "write entry %d to the journal in %s (%s); is the disk full?"
                            .formatted(entry.number(), folder, e.getMessage()),
                    e);
        }
        before = entry;
        last = entry.number();
        replayed = List.of();
        recent.add(last, line);
    }

    private void undo(IOException cause) {
        try {
            file.truncate(good);
            file.position(good);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /// Whether forgetting the entry in a crash could make the engine do something else than it did.
    static boolean mustLast(@Nullable Entry before, Entry entry) {
        return before == null
                || !before.stage().equals(entry.stage())
                || before.epoch() != entry.epoch()
                || entry.effects().stream().anyMatch(effect -> !renewal(effect));
    }

    /// A swap that changes nothing but the renewal and what it tells of the holder's position.
    private static boolean renewal(Effect effect) {
        return effect instanceof Effect.Swap(_, var expected, var next)
                && expected.lease().equals(since(next, expected.lease()));
    }

    private static Lease since(Lease next, Lease before) {
        return new Lease(
                next.database(),
                next.epoch(),
                next.region(),
                next.holder(),
                next.synchronous(),
                before.renewal(),
                before.position(),
                next.degraded(),
                next.successor(),
                before.trail());
    }

    /// The entries that were in the newest file when it was opened; empty after the first append.
    @Override
    public List<Entry> entries() {
        return replayed;
    }

    @Override
    public Optional<State> base() {
        return head.base();
    }

    @Override
    public long last() {
        return last;
    }

    @Override
    public boolean large() {
        return good > largeBytes;
    }

    @Override
    public void restart(State base) {
        try {
            Head next = new Head(last, Optional.of(base));
            Path path = begin(next);
            FileChannel opened = FileChannel.open(path, StandardOpenOption.WRITE);
            file.close();
            file = opened;
            good = Files.size(path);
            file.position(good);
            head = next;
            replayed = List.of();
            List<Path> all = files(folder, prefix);
            for (Path old : all.subList(0, Math.max(0, all.size() - FILES_KEPT))) {
                Files.deleteIfExists(old);
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "begin a new journal file in " + folder + "; going on with the old one",
                    e);
        }
    }

    /// Entries after a number as JSON, oldest first: as many as one answer should hold. Ask again
    /// with the last number for more. What was written before the kept history is left out.
    List<String> after(long number) {
        return recent.after(number);
    }

    @Override
    public void close() {
        try {
            file.force(false);
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("close the journal in " + folder, e);
        }
    }
}
