package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The changes that the other region does not have yet, on the disk.
///
/// A change is written down before the object is, so a write that was acknowledged is in the
/// backlog, whenever the process is killed. A change that began and did not end is looked up when
/// the process starts again. A line each:
///
///     + 17 1790000000000 bucket key 9   a write begins; what it makes has a number after 9
///     = 17 version-id                   it made this version; "=" alone a delete marker
///     - 17                              the other region has it, or there is nothing to send
///     @ 18 1790000000000                numbers and times go on from here
///
/// The file is handed to the system without waiting for the disk: it survives the kill of the
/// process, not the loss of power. Thread-safe.
final class Backlog implements AutoCloseable {
    /// Lines of changes that are gone, after which the file is written anew.
    private static final int STALE_MOST = 20_000;

    /// Writes of the other region, after which the time that was reached is noted.
    private static final int SEEN_MOST = 256;

    /// How far the other region's clock may be ahead: no time after that is taken for one.
    private static final Duration AHEAD_MOST = Duration.ofDays(1);

    private static final System.Logger LOG = System.getLogger(Backlog.class.getName());

    private final Path file;
    private final Opener opener;
    private final TreeMap<Long, Change> pending = new TreeMap<>();
    private SeekableByteChannel channel;

    /// Where the last whole line ends.
    private long end;

    /// Whether something of a line that could not be written may be behind that.
    private boolean torn;

    /// Lines that could not be written: nothing else is before they are.
    private final StringBuilder owed = new StringBuilder();

    private Consumer<Change> ready = _ -> {};
    private long next = 1;

    /// Every write from now on has a later time, whatever the machine's clock does.
    private long earliest;

    private int stale;
    private int seen;

    /// Opens the file for lines at its end.
    interface Opener {
        SeekableByteChannel open(Path file) throws IOException;
    }

    private Backlog(Path file, Opener opener) throws IOException {
        this.file = file;
        this.opener = opener;
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (Files.exists(file)) {
            // A kill may have cut the last line short: what it began was not acknowledged.
            String text = Files.readString(file);
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(this::recall);
        }
        earliest = Math.max(earliest, System.currentTimeMillis());
        this.channel = rewrite();
    }

    static Backlog open(Path file) throws IOException {
        return open(file, it -> FileChannel.open(it, StandardOpenOption.APPEND));
    }

    static Backlog open(Path file, Opener opener) throws IOException {
        return new Backlog(file, opener);
    }

    private void recall(String line) {
        String[] words = line.split(" ", -1);
        long number = Long.parseLong(words[1]);
        if (words[0].equals("@")) {
            next = Math.max(next, number);
            earliest = Math.max(earliest, Long.parseLong(words[2]));
            return;
        }
        next = Math.max(next, number + 1);
        Change change = pending.get(number);
        switch (words[0]) {
            case "+" -> {
                long at = Long.parseLong(words[2]);
                earliest = Math.max(earliest, at);
                pending.put(
                        number,
                        new Change(
                                number,
                                words[3],
                                URLDecoder.decode(words[4], StandardCharsets.UTF_8),
                                Instant.ofEpochMilli(at),
                                words.length > 5 ? words[5] : "",
                                new Change.What.Begun(),
                                /* resumed= */ true,
                                System.nanoTime()));
            }
            case "=" -> {
                if (change != null) {
                    pending.put(number, change.with(what(words)));
                }
            }
            case "-" -> pending.remove(number);
            default ->
                    throw new IllegalStateException(
                            "read %s: no line of a backlog: %s".formatted(file, line));
        }
    }

    private static Change.What what(String[] words) {
        return words.length > 2 ? new Change.What.Version(words[2]) : new Change.What.Marker();
    }

    private SeekableByteChannel rewrite() throws IOException {
        StringBuilder text = new StringBuilder(reached(earliest));
        for (Change change : pending.values()) {
            text.append(begun(change)).append(became(change));
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, text);
        SeekableByteChannel written = opener.open(beside);
        try {
            long size = written.size();
            Files.move(
                    beside,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            end = size;
        } catch (IOException e) {
            written.close();
            throw e;
        }
        torn = false;
        owed.setLength(0);
        stale = 0;
        return written;
    }

    private String reached(long millis) {
        return "@ %d %d\n".formatted(next, millis);
    }

    private static String begun(Change change) {
        return "+ %d %d %s %s%s\n"
                .formatted(
                        change.number(),
                        change.at().toEpochMilli(),
                        change.bucket(),
                        URLEncoder.encode(change.key(), StandardCharsets.UTF_8),
                        change.after().isEmpty() ? "" : " " + change.after());
    }

    private static String became(Change change) {
        return switch (change.what()) {
            case Change.What.Begun _ -> "";
            case Change.What.Version(String id) -> "= " + change.number() + " " + id + "\n";
            case Change.What.Marker _ -> "= " + change.number() + "\n";
        };
    }

    /// What is ready from now on is handed to this; what was found on the disk at once.
    void follow(Consumer<Change> follower) {
        List<Change> found;
        synchronized (this) {
            ready = follower;
            found = new ArrayList<>(pending.values());
            found.removeIf(it -> !it.resumed());
        }
        found.forEach(follower);
    }

    /// A write is about to begin. Its time is after that of each write that was seen before.
    ///
    /// @param after all versions that it makes have a later number
    /// @throws UncheckedIOException when that cannot be noted: it must not begin
    synchronized Change begin(String bucket, String key, String after) {
        earliest = Math.max(earliest + 1, System.currentTimeMillis());
        Change change =
                new Change(
                        next++,
                        bucket,
                        key,
                        Instant.ofEpochMilli(earliest),
                        after,
                        new Change.What.Begun(),
                        /* resumed= */ false,
                        System.nanoTime());
        try {
            append(begun(change));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "note in the backlog %s that %s/%s is written: %s; nothing was written: see whether the disk is full"
                            .formatted(file, bucket, key, e.getMessage()),
                    e);
        }
        pending.put(change.number(), change);
        return change;
    }

    /// A write of the other region is here: whoever writes now may have read it, so it is the
    /// earlier one, also where that region's clock is ahead.
    ///
    /// @throws IllegalArgumentException when its time cannot be true
    synchronized void seen(Origin origin) {
        long now = System.currentTimeMillis();
        if (origin.millis() > now + AHEAD_MOST.toMillis()) {
            throw new IllegalArgumentException(
                    "take a write of %s: its time %s is more than %s ahead of this machine's clock; set both machines' clocks, it is sent again"
                            .formatted(
                                    origin.region(),
                                    Instant.ofEpochMilli(origin.millis()),
                                    AHEAD_MOST));
        }
        seen++;
        long reached = Math.max(origin.millis(), earliest);
        if (seen >= SEEN_MOST) {
            seen = 0;
            reached = Math.max(reached + 1, now);
        } else if (owed.isEmpty() && (reached == earliest || reached < now)) {
            earliest = reached;
            return;
        }
        try {
            append(reached(reached));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "note in the backlog %s that a write of %s is here; it is sent again: see whether the disk is full"
                            .formatted(file, origin.region()),
                    e);
        }
        earliest = reached;
        stale++;
        tidy();
    }

    /// The time that was reached: every write from now on has a later one.
    synchronized long earliest() {
        return earliest;
    }

    /// It was done. Where that cannot be noted, it is before anything else begins, or looked up at
    /// the next start.
    void done(Change change, Change.What what) {
        Change now = change.with(what);
        Consumer<Change> follower;
        synchronized (this) {
            pending.put(change.number(), now);
            note(became(now));
            follower = ready;
        }
        follower.accept(now);
    }

    /// The other region has it, or it was never done. Where that cannot be noted, it is before
    /// anything else begins, or looked up and sent once more after the next start.
    synchronized void forget(Change change) {
        if (pending.remove(change.number()) == null) {
            return;
        }
        note("- " + change.number() + "\n");
        stale++;
        tidy();
    }

    private void tidy() {
        if (stale <= STALE_MOST || stale <= pending.size()) {
            return;
        }
        try {
            SeekableByteChannel former = channel;
            channel = rewrite();
            former.close();
        } catch (IOException e) {
            stale = 0; // not at each line again
            LOG.log(System.Logger.Level.WARNING, "write " + file + " anew", e);
        }
    }

    private void note(String line) {
        try {
            append(line);
        } catch (IOException e) {
            owed.append(line);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "write \"%s\" into the backlog %s: %s; no write is taken before it is there: see whether the disk is full"
                            .formatted(line.strip(), file, e.getMessage()));
        }
    }

    /// A line is there whole, or it is cut off before the next one.
    private void append(String line) throws IOException {
        if (torn) {
            channel.truncate(end);
        }
        torn = true;
        ByteBuffer bytes = ByteBuffer.wrap((owed + line).getBytes(StandardCharsets.UTF_8));
        int length = bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        end += length;
        torn = false;
        owed.setLength(0);
    }

    synchronized int size() {
        return pending.size();
    }

    synchronized Optional<Change> oldest() {
        return pending.isEmpty() ? Optional.empty() : Optional.of(pending.firstEntry().getValue());
    }

    /// The first of what is pending, the oldest first.
    synchronized List<Change> pending(int most) {
        return pending.values().stream().limit(most).toList();
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
