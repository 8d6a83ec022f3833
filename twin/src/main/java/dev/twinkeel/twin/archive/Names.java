package dev.twinkeel.twin.archive;

import dev.twinkeel.twin.engine.LogReader;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How things are called on a [Shelf]. Names sort in the order in which things were written.
///
/// The log is kept a *run* an epoch of the lease, because two members that were promoted from one
/// log may give their timelines the same number: what was written under the newer epoch counts.
final class Names {
    private static final Pattern PIECE =
            Pattern.compile(".+/log/(\\d{10})/([0-9A-F]{24})\\.([0-9A-F]{8})\\.(\\d{14})");
    private static final Pattern HISTORY =
            Pattern.compile(".+/log/(\\d{10})/([0-9A-F]{8}\\.history)");
    private static final Pattern BASE =
            Pattern.compile(".+/base/(\\d{14})\\.([0-9A-F]{24})\\.tar\\.gz");

    /// A part of a segment of the log.
    ///
    /// @param offset in the segment
    /// @param until every commit acknowledged until then is in this piece or before it
    record Piece(String key, long epoch, String segment, int offset, Instant until, long bytes) {
        /// Where it ends in the segment.
        long end() {
            return offset + bytes;
        }

        /// Where it ends in the log.
        long position() {
            return LogReader.begin(segment) + end();
        }
    }

    /// A timeline's history file.
    record HistoryFile(String key, long epoch, String file) {}

    private Names() {}

    static String bases(String database) {
        return database + "/base/";
    }

    static String log(String database) {
        return database + "/log/";
    }

    static String base(String database, Instant taken, String segment) {
        return "%s%014d.%s.tar.gz".formatted(bases(database), taken.toEpochMilli(), segment);
    }

    static String piece(String database, long epoch, String segment, long offset, Instant until) {
        return "%s%010d/%s.%08X.%014d"
                .formatted(log(database), epoch, segment, offset, until.toEpochMilli());
    }

    static String history(String database, long epoch, int timeline) {
        return "%s%010d/%08X.history".formatted(log(database), epoch, timeline);
    }

    static Optional<Piece> piece(Shelf.Item item) {
        Matcher name = PIECE.matcher(item.key());
        return name.matches()
                ? Optional.of(
                        new Piece(
                                item.key(),
                                Long.parseLong(name.group(1)),
                                name.group(2),
                                Integer.parseInt(name.group(3), 16),
                                Instant.ofEpochMilli(Long.parseLong(name.group(4))),
                                item.bytes()))
                : Optional.empty();
    }

    static Optional<HistoryFile> history(Shelf.Item item) {
        Matcher name = HISTORY.matcher(item.key());
        return name.matches()
                ? Optional.of(
                        new HistoryFile(item.key(), Long.parseLong(name.group(1)), name.group(2)))
                : Optional.empty();
    }

    static Optional<Archive.Base> base(Shelf.Item item) {
        Matcher name = BASE.matcher(item.key());
        return name.matches()
                ? Optional.of(
                        new Archive.Base(
                                item.key(),
                                Instant.ofEpochMilli(Long.parseLong(name.group(1))),
                                name.group(2)))
                : Optional.empty();
    }
}
