package dev.twinkeel.twin.archive;

import dev.twinkeel.twin.WholeFolder;
import dev.twinkeel.twin.archive.Names.HistoryFile;
import dev.twinkeel.twin.archive.Names.Piece;
import dev.twinkeel.twin.engine.LogReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one region's shelf has of one database, as it was listed.
public final class Archive {
    private final Shelf shelf;
    private final List<Base> bases;
    private final List<Piece> pieces;
    private final List<HistoryFile> histories;

    /// Of each segment the pieces of its newest epoch that follow each other from its beginning.
    /// They may overlap: a piece whose answer did not come was put again, longer, and both may be
    /// there. One epoch's log has the same bytes at the same place.
    private final Map<String, List<Piece>> segments = new TreeMap<>();

    /// A whole copy.
    ///
    /// @param taken when the copy was whole: what is restored from it is of then or later
    /// @param segment of the log, at which replaying begins
    public record Base(String key, Instant taken, String segment) {}

    /// The moments to which a base backup and the log after it lead.
    public record Window(Instant earliest, Instant latest) {
        public boolean has(Instant moment) {
            return !moment.isBefore(earliest) && !moment.isAfter(latest);
        }
    }

    private Archive(
            Shelf shelf, List<Base> bases, List<Piece> pieces, List<HistoryFile> histories) {
        this.shelf = shelf;
        this.bases = bases;
        this.pieces = pieces;
        this.histories = histories;
        pieces.stream()
                .sorted(
                        Comparator.comparingLong(Piece::epoch)
                                .thenComparingInt(Piece::offset)
                                .thenComparingLong(Piece::bytes)
                                .thenComparing(Piece::until))
                .forEach(this::add);
    }

    public static Archive read(Shelf shelf, String database) throws IOException {
        List<Shelf.Item> log = shelf.list(Names.log(database));
        return new Archive(
                shelf,
                shelf.list(Names.bases(database)).stream()
                        .flatMap(it -> Names.base(it).stream())
                        .toList(),
                log.stream().flatMap(it -> Names.piece(it).stream()).toList(),
                log.stream().flatMap(it -> Names.history(it).stream()).toList());
    }

    private void add(Piece piece) {
        List<Piece> known = segments.computeIfAbsent(piece.segment(), _ -> new ArrayList<>());
        if (piece.offset() == 0) {
            known.clear();
        }
        boolean follows =
                known.isEmpty()
                        ? piece.offset() == 0
                        : known.getLast().epoch() == piece.epoch()
                                && piece.offset() <= length(known)
                                && piece.end() >= length(known);
        if (follows) {
            known.add(piece);
        }
    }

    private static long length(List<Piece> pieces) {
        return pieces.isEmpty() ? 0 : pieces.getLast().end();
    }

    /// The newest epoch under which something was archived.
    public long epoch() {
        return pieces.stream().mapToLong(Piece::epoch).max().orElse(0);
    }

    public List<Base> bases() {
        return bases;
    }

    List<Piece> pieces() {
        return pieces;
    }

    /// The newest base from which a moment can be reached.
    ///
    /// @param live as in [#windows]
    public Optional<Base> base(Instant moment, Optional<Instant> live) {
        return bases.stream()
                .filter(it -> window(it, live).has(moment))
                .max(Comparator.comparing(Base::taken));
    }

    /// It ends before it begins while the log has not come as far as the base.
    private Window window(Base base, Optional<Instant> live) {
        List<Piece> run = run(base);
        Instant latest =
                run.stream().map(Piece::until).max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
        boolean newest = !run.isEmpty() && run.getLast().epoch() == epoch() && last(run.getLast());
        Instant known = newest ? live.filter(it -> it.isAfter(latest)).orElse(latest) : latest;
        return new Window(base.taken(), known);
    }

    private boolean last(Piece piece) {
        long end = piece.position();
        return pieces.stream()
                .filter(it -> it.epoch() == piece.epoch())
                .allMatch(it -> it.position() <= end);
    }

    /// Every moment that can be restored, the oldest first; windows that touch are one.
    ///
    /// @param live the archiver's own word on how far the newest log goes; empty when it is not
    ///   heard
    public List<Window> windows(Optional<Instant> live) {
        List<Window> windows = new ArrayList<>();
        for (Base base : bases) {
            Window next = window(base, live);
            if (next.latest().isBefore(next.earliest())) {
                continue;
            }
            if (!windows.isEmpty() && !windows.getLast().latest().isBefore(next.earliest())) {
                Window before = windows.removeLast();
                Instant latest =
                        before.latest().isAfter(next.latest()) ? before.latest() : next.latest();
                next = new Window(before.earliest(), latest);
            }
            windows.add(next);
        }
        return windows;
    }

    /// The pieces from a base's first segment on, up to the first that is not whole on any
    /// timeline.
    private List<Piece> run(Base base) {
        Map<Long, List<List<Piece>>> places = new TreeMap<>();
        segments.forEach(
                (segment, found) ->
                        places.computeIfAbsent(
                                        LogReader.begin(segment) / LogReader.SEGMENT_BYTES,
                                        _ -> new ArrayList<>())
                                .add(found));
        List<Piece> run = new ArrayList<>();
        long number = LogReader.begin(base.segment()) / LogReader.SEGMENT_BYTES;
        boolean whole = true;
        while (whole && places.containsKey(number)) {
            List<List<Piece>> here = places.get(number);
            here.forEach(run::addAll);
            whole = here.stream().anyMatch(it -> length(it) == LogReader.SEGMENT_BYTES);
            number++;
        }
        run.sort(Comparator.comparingLong(Piece::epoch).thenComparingLong(Piece::position));
        return run;
    }

    public InputStream open(Base base) throws IOException {
        return shelf.get(base.key());
    }

    /// Lays the log from a base on into a folder, as `restore_command` looks for it: whole
    /// segments, the last filled up with zeros, and the history files. What is there already is
    /// removed: a fetch that broke off leaves a segment that is not whole.
    ///
    /// @return bytes of log
    public long fetch(Base base, Path folder) throws IOException {
        WholeFolder.delete(folder);
        Files.createDirectories(folder);
        long from = LogReader.begin(base.segment());
        long bytes = 0;
        for (Map.Entry<String, List<Piece>> segment : segments.entrySet()) {
            if (LogReader.begin(segment.getKey()) >= from && !segment.getValue().isEmpty()) {
                bytes += join(segment.getValue(), folder.resolve(segment.getKey()));
            }
        }
        Map<String, HistoryFile> newest = new TreeMap<>();
        histories.stream()
                .sorted(Comparator.comparingLong(HistoryFile::epoch))
                .forEach(it -> newest.put(it.file(), it));
        for (HistoryFile history : newest.values()) {
            try (InputStream in = shelf.get(history.key())) {
                Files.write(folder.resolve(history.file()), in.readAllBytes());
            }
        }
        return bytes;
    }

    private long join(List<Piece> pieces, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            long length = 0;
            for (Piece piece : pieces) {
                if (piece.end() > length) {
                    copy(piece, length - piece.offset(), out);
                    length = piece.end();
                }
            }
            out.write(new byte[(int) (LogReader.SEGMENT_BYTES - length)]);
            return length;
        }
    }

    /// @param known bytes at its beginning that the pieces before it had
    private void copy(Piece piece, long known, OutputStream out) throws IOException {
        try (InputStream in = shelf.get(piece.key())) {
            in.skipNBytes(known);
            long came = known + in.transferTo(out);
            if (came != piece.bytes()) {
                throw new IOException(
                        "read %s: %d of its %d bytes came"
                                .formatted(piece.key(), came, piece.bytes()));
            }
        }
    }
}
