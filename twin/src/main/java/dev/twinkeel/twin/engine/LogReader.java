package dev.twinkeel.twin.engine;

import dev.twinkeel.recovery.Position;
import dev.twinkeel.twin.Address;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGStatement;

/// Reads the write-ahead log of a running member, primary or standby, as far as it is on its disk.
///
/// It asks over one SQL connection and nothing waits for it: no replication slot, no
/// `archive_command`, no sender that a commit could wait for. What it does not read in time the
/// member recycles (`wal_keep_size`), and [#read] tells.
public final class LogReader implements AutoCloseable {
    /// Of every cluster of a twin (`initdb`'s own default).
    public static final int SEGMENT_BYTES = 16 << 20;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /// Asked before the position: what was acknowledged until then lies before the position. A
    /// standby knows only up to which commit it has replayed.
    private static final String UNTIL =
            """
            SELECT coalesce(1000 * extract(epoch FROM CASE WHEN pg_is_in_recovery()
              THEN pg_last_xact_replay_timestamp() ELSE clock_timestamp() END), 0)::bigint""";

    private final Wire wire;

    /// How far a member's log goes.
    ///
    /// @param until every commit acknowledged until then lies before the position; the epoch's
    ///   beginning (1970) when nobody knows
    public record End(Position position, Instant until) {}

    /// @param address of the member as seen from here
    public LogReader(String member, Address address, Path superuserPasswordFile) {
        this.wire = new Wire(member, address, "postgres", superuserPasswordFile);
    }

    public End end() {
        long until = wire.row("look at the clock", LIMIT, UNTIL, row -> row.getLong(1));
        Position position =
                wire.row("look", LIMIT, PostgresSql.SIGHT, PostgresSql::sight).position();
        return new End(position, Instant.ofEpochMilli(until));
    }

    /// The text of a timeline's history file (PostgreSQL manual, 25.3.6); empty when the member has
    /// none.
    public Optional<String> history(int timeline) {
        String text =
                wire.row(
                        "read the history of timeline " + timeline,
                        LIMIT,
                        "SELECT coalesce(pg_read_file('pg_wal/%08X.history', 0, 1048576, true), '')"
                                .formatted(timeline),
                        row -> row.getString(1));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /// The name of the file in which a member on this timeline has the segment of a position: that
    /// of the newest timeline that began before the segment's end.
    ///
    /// @param history of the timeline, as [#history] tells
    public static String segment(int timeline, Optional<String> history, long position) {
        long number = position / SEGMENT_BYTES;
        List<History.Past> pasts =
                history.map(text -> History.parse(timeline, text, 0).pasts())
                        .orElse(List.of(new History.Past(timeline, Long.MAX_VALUE)));
        int of =
                pasts.stream()
                        .filter(past -> past.until() / SEGMENT_BYTES > number)
                        .mapToInt(History.Past::timeline)
                        .findFirst()
                        .orElse(timeline);
        return segment(of, number);
    }

    /// @param number of the segment, counted from 0
    public static String segment(int timeline, long number) {
        long each = (1L << 32) / SEGMENT_BYTES;
        return "%08X%08X%08X".formatted(timeline, number / each, number % each);
    }

    /// The position at which a timeline was left on the way to another; the greatest number when it
    /// was not, or does not lead there.
    ///
    /// @param history of the timeline `to`, as [#history] tells
    public static long left(int timeline, int to, Optional<String> history) {
        return history.map(text -> History.parse(to, text, 0).pasts()).orElse(List.of()).stream()
                .filter(past -> past.timeline() == timeline)
                .mapToLong(History.Past::until)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /// Where a segment begins.
    public static long begin(String segment) {
        long each = (1L << 32) / SEGMENT_BYTES;
        return (Long.parseLong(segment.substring(8, 16), 16) * each
                        + Long.parseLong(segment.substring(16), 16))
                * SEGMENT_BYTES;
    }

    /// @param offset in the segment
    /// @return the bytes; empty when the member has no such file any more
    public Optional<byte[]> read(String segment, long offset, int length) {
        return wire.ask(
                "read its log " + segment,
                LIMIT,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "SELECT pg_read_binary_file(?, ?, ?, true)")) {
                        // As bytes, not as twice as many hexadecimal digits.
                        statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
                        statement.setString(1, "pg_wal/" + segment);
                        statement.setLong(2, offset);
                        statement.setLong(3, length);
                        try (ResultSet rows = statement.executeQuery()) {
                            rows.next();
                            return Optional.ofNullable(rows.getBytes(1));
                        }
                    }
                });
    }

    /// Every timeline that leads to this one and has a history file, the oldest first.
    public List<Integer> timelines(int timeline) {
        List<Integer> all = new ArrayList<>();
        for (int one = 2; one <= timeline; one++) {
            if (one == timeline || history(one).isPresent()) {
                all.add(one);
            }
        }
        return all;
    }

    @Override
    public void close() {
        wire.close();
    }
}
