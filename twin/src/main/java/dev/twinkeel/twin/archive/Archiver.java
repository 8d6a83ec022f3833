package dev.twinkeel.twin.archive;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.archive.Names.Piece;
import dev.twinkeel.twin.engine.BaseBackup;
import dev.twinkeel.twin.engine.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Archives one database on one region's shelf: a base backup now and then, and the log a piece at
/// a time, as soon as it is on the disk of the member that it reads.
///
/// It has no state of its own: after a crash it lists the shelf and goes on where the last piece
/// ends. While the shelf cannot be reached the log waits on the member, which waits for nobody;
/// when the member has recycled what was not read yet, the run is broken and a new base backup
/// begins the next one. One thread calls [#step]; [#told] may be asked by any.
final class Archiver implements AutoCloseable {
    /// Base backups that are kept, with the log from the oldest of them on.
    static final int BASES_MAX = 7;

    /// Bounds the memory, here and at the member.
    private static final int PIECE_BYTES = 2 << 20;

    private final String database;
    private final Duration every;
    private final Shelf shelf;
    private final Path superuserPasswordFile;
    private final Path scratch;
    private @Nullable LogReader reader;
    private String read = "";
    private @Nullable Run run;
    private List<Archive.Base> bases = new ArrayList<>();
    private final Map<Integer, Optional<String>> histories = new HashMap<>();
    private volatile Told told;

    /// The member to read now.
    ///
    /// @param epoch of the database's lease
    /// @param address as seen from here
    record Source(long epoch, String member, Address address) {}

    /// How it is.
    ///
    /// @param backlogBytes of the log that wait on the member
    /// @param until every commit acknowledged until then is archived
    /// @param earliest moment that can be restored, if any
    /// @param trouble why it does not go on now
    public record Told(
            String database,
            long epoch,
            String member,
            long position,
            long backlogBytes,
            long bytes,
            Optional<Instant> until,
            Optional<Instant> earliest,
            int bases,
            Optional<String> trouble) {
        static Told nothing(String database) {
            return new Told(
                    database,
                    0,
                    "",
                    0,
                    0,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Optional.of("it has not begun"));
        }

        Told with(String trouble) {
            return new Told(
                    database,
                    epoch,
                    member,
                    position,
                    backlogBytes,
                    bytes,
                    until,
                    earliest,
                    bases,
                    Optional.of(trouble));
        }
    }

    /// How far it is.
    ///
    /// @param position up to which the log is on the shelf
    /// @param broken whether a base backup must come before anything else
    private record Run(
            long epoch, int timeline, long position, Instant until, long bytes, boolean broken) {
        Run at(long there, int onTimeline, Instant now, int more) {
            return new Run(epoch, onTimeline, there, now, bytes + more, false);
        }
    }

    /// @param every base backup after that time
    /// @param scratch a folder for a base backup on its way
    Archiver(
            String database,
            Duration every,
            Shelf shelf,
            Path superuserPasswordFile,
            Path scratch) {
        this.database = database;
        this.every = every;
        this.shelf = shelf;
        this.superuserPasswordFile = superuserPasswordFile;
        this.scratch = scratch;
        this.told = Told.nothing(database);
    }

    Told told() {
        return told;
    }

    /// Says why nothing was done.
    void wait(String why) {
        told = told.with(why);
    }

    /// Archives what there is, once.
    ///
    /// @param source member to read
    /// @param deadlineNanos until when the member is known to be the one; what its clock says after
    ///   that is not believed
    void step(Source source, long deadlineNanos) throws IOException {
        LogReader from = reader(source);
        LogReader.End end = from.end();
        if (System.nanoTime() - deadlineNanos > 0) {
            wait("the word on who has the lease is too old");
            return;
        }
        Run now = run;
        if (now == null) {
            tell(source, end, Optional.of("the shelf was not listed yet"));
            now = resume(end);
        }
        now = enter(now, source.epoch(), end, from);
        run = now;
        tell(source, end, Optional.empty());
        if (now.broken() || due()) {
            run = now = back(now, source);
        }
        while (now.position() < end.position().lsn()) {
            run = now = copy(now, from, end);
            tell(source, end, Optional.empty());
            if (now.broken()) {
                return;
            }
        }
        run = now.at(now.position(), end.position().timeline(), later(now, end), 0);
        tell(source, end, Optional.empty());
    }

    private static Instant later(Run run, LogReader.End end) {
        return end.until().isAfter(run.until()) ? end.until() : run.until();
    }

    private LogReader reader(Source source) {
        LogReader open = reader;
        if (open == null || !read.equals(source.member())) {
            if (open != null) {
                open.close();
            }
            histories.clear();
            open = new LogReader(source.member(), source.address(), superuserPasswordFile);
            reader = open;
            read = source.member();
        }
        return open;
    }

    /// Goes on where the shelf ends.
    private Run resume(LogReader.End end) throws IOException {
        Archive archive = Archive.read(shelf, database);
        bases = new ArrayList<>(archive.bases());
        Optional<Piece> last =
                archive.pieces().stream()
                        .max(
                                Comparator.comparingLong(Piece::epoch)
                                        .thenComparingLong(Piece::position)
                                        .thenComparing(Piece::until));
        return last.map(
                        piece ->
                                new Run(
                                        piece.epoch(),
                                        Integer.parseInt(piece.segment().substring(0, 8), 16),
                                        piece.position(),
                                        piece.until(),
                                        0,
                                        bases.isEmpty()))
                .orElseGet(
                        () ->
                                new Run(
                                        0,
                                        end.position().timeline(),
                                        end.position().lsn(),
                                        Instant.EPOCH,
                                        0,
                                        true));
    }

    /// Under a new epoch the log is read again from the beginning of the segment in which the
    /// histories may have parted; on a new timeline its history files are kept first. Until it has
    /// been read again nothing is said about how far it goes.
    private Run enter(Run now, long epoch, LogReader.End end, LogReader from) throws IOException {
        int timeline = end.position().timeline();
        if (epoch == now.epoch() && timeline == now.timeline()) {
            return now;
        }
        for (int one : from.timelines(timeline)) {
            Optional<String> text = from.history(one);
            if (text.isPresent()) {
                shelf.put(
                        Names.history(database, epoch, one),
                        text.orElseThrow().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        long parted = LogReader.left(now.timeline(), timeline, history(from, timeline));
        long common = Math.min(Math.min(now.position(), parted), end.position().lsn());
        return new Run(
                epoch,
                timeline,
                common - common % LogReader.SEGMENT_BYTES,
                Instant.EPOCH,
                now.bytes(),
                now.broken());
    }

    private Optional<String> history(LogReader from, int timeline) {
        return histories.computeIfAbsent(timeline, from::history);
    }

    private boolean due() {
        return bases.isEmpty() || bases.getLast().taken().plus(every).isBefore(Instant.now());
    }

    private Run back(Run now, Source source) throws IOException {
        Path packed = scratch.resolve(database + ".tar.gz");
        try {
            String segment =
                    BaseBackup.take(
                            source.address(),
                            superuserPasswordFile,
                            scratch.resolve(database),
                            packed);
            // The shelf's own order: a base counts from when it was whole.
            Instant taken = Instant.now();
            String key = Names.base(database, taken, segment);
            shelf.put(key, packed);
            bases.add(new Archive.Base(key, taken, segment));
            forget();
            return now.broken()
                    ? new Run(
                            now.epoch(),
                            now.timeline(),
                            LogReader.begin(segment),
                            now.until(),
                            now.bytes(),
                            false)
                    : now;
        } finally {
            Files.deleteIfExists(packed);
        }
    }

    /// Too many bases, and the log that none of the others needs.
    private void forget() throws IOException {
        if (bases.size() <= BASES_MAX) {
            return;
        }
        while (bases.size() > BASES_MAX) {
            shelf.delete(bases.getFirst().key());
            bases.removeFirst();
        }
        long needed = LogReader.begin(bases.getFirst().segment());
        for (Piece piece : Archive.read(shelf, database).pieces()) {
            if (LogReader.begin(piece.segment()) < needed) {
                shelf.delete(piece.key());
            }
        }
    }

    private Run copy(Run now, LogReader from, LogReader.End end) throws IOException {
        int timeline = end.position().timeline();
        String segment = LogReader.segment(timeline, history(from, timeline), now.position());
        long offset = now.position() % LogReader.SEGMENT_BYTES;
        long left =
                Math.min(end.position().lsn() - now.position(), LogReader.SEGMENT_BYTES - offset);
        int length = (int) Math.min(left, PIECE_BYTES);
        Optional<byte[]> found = from.read(segment, offset, length);
        if (found.isEmpty() || found.orElseThrow().length < length) {
            return new Run(now.epoch(), timeline, now.position(), now.until(), now.bytes(), true);
        }
        boolean last = now.position() + length == end.position().lsn();
        Instant until = last ? later(now, end) : now.until();
        shelf.put(Names.piece(database, now.epoch(), segment, offset, until), found.orElseThrow());
        return now.at(now.position() + length, timeline, until, length);
    }

    private void tell(Source source, LogReader.End end, Optional<String> trouble) {
        Run now = run;
        told =
                new Told(
                        database,
                        source.epoch(),
                        source.member(),
                        now == null ? 0 : now.position(),
                        now == null ? 0 : Math.max(0, end.position().lsn() - now.position()),
                        now == null ? 0 : now.bytes(),
                        now == null || now.until().equals(Instant.EPOCH)
                                ? Optional.empty()
                                : Optional.of(now.until()),
                        bases.isEmpty() ? Optional.empty() : Optional.of(bases.getFirst().taken()),
                        bases.size(),
                        trouble);
    }

    @Override
    public void close() {
        LogReader open = reader;
        if (open != null) {
            open.close();
        }
    }
}
