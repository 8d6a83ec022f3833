package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
///     + 17 1790000000000 bucket key     a write begins
///     = 17 version-id                   it made this version; "=" alone a delete marker
///     - 17                              the other region has it, or there is nothing to send
///     @ 18 1790000000000                numbers and times go on from here
///
/// The file is handed to the system without waiting for the disk: it survives the kill of the
/// process, not the loss of power. Thread-safe.
final class Backlog implements AutoCloseable {
    /// Lines of changes that are gone, after which the file is written anew.
    private static final int STALE_MOST = 20_000;

    private final Path file;
    private final TreeMap<Long, Change> pending = new TreeMap<>();
    private FileChannel channel;
    private Consumer<Change> ready = _ -> {};
    private long next = 1;

    /// No write has an earlier time from now on, whatever the machine's clock does.
    private long earliest;

    private int stale;

    private Backlog(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (Files.exists(file)) {
            // A kill may have cut the last line short: what it began was not acknowledged.
            String text = Files.readString(file);
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(this::recall);
        }
        this.channel = rewrite();
    }

    static Backlog open(Path file) throws IOException {
        return new Backlog(file);
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
                                new Change.What.Begun(),
                                /* resumed= */ true));
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

    private FileChannel rewrite() throws IOException {
        StringBuilder text = new StringBuilder(reached());
        for (Change change : pending.values()) {
            text.append(begun(change)).append(became(change));
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, text);
        FileChannel written = FileChannel.open(beside, StandardOpenOption.APPEND);
        Files.move(
                beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        stale = 0;
        return written;
    }

    private String reached() {
        return "@ %d %d\n".formatted(next, earliest);
    }

    private static String begun(Change change) {
        return "+ %d %d %s %s\n"
                .formatted(
                        change.number(),
                        change.at().toEpochMilli(),
                        change.bucket(),
                        URLEncoder.encode(change.key(), StandardCharsets.UTF_8));
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
    synchronized Change begin(String bucket, String key) {
        earliest = Math.max(earliest, System.currentTimeMillis());
        Change change =
                new Change(
                        next++,
                        bucket,
                        key,
                        Instant.ofEpochMilli(earliest),
                        new Change.What.Begun(),
                        false);
        pending.put(change.number(), change);
        append(begun(change));
        return change;
    }

    /// A write of the other region is here: whoever writes now may have read it, so it is the
    /// earlier one, also where that region's clock is ahead.
    synchronized void seen(Origin origin) {
        if (origin.millis() < earliest) {
            return;
        }
        earliest = origin.millis() + 1;
        if (earliest > System.currentTimeMillis()) {
            append(reached());
        }
    }

    /// It was done.
    void done(Change change, Change.What what) {
        Change now = change.with(what);
        Consumer<Change> follower;
        synchronized (this) {
            pending.put(change.number(), now);
            append(became(now));
            follower = ready;
        }
        follower.accept(now);
    }

    /// The other region has it, or it was never done.
    synchronized void forget(Change change) {
        if (pending.remove(change.number()) == null) {
            return;
        }
        append("- " + change.number() + "\n");
        stale++;
        if (stale > STALE_MOST && stale > pending.size()) {
            try {
                channel.close();
                channel = rewrite();
            } catch (IOException e) {
                throw new UncheckedIOException("write " + file + " anew", e);
            }
        }
    }

    private void append(String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("write into the backlog " + file, e);
        }
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
