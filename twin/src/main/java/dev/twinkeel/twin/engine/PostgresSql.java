package dev.twinkeel.twin.engine;

import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.twin.engine.MemberException.Kind;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The questions put to PostgreSQL, and how the answers are read.
final class PostgresSql {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(1);

    /// The epoch's mark that the member shows; 0 when there is none.
    private static final String NEWEST_MARK =
            """
            coalesce((SELECT substring(description from '^twinkeel epoch ([0-9]+)$')::bigint
                FROM pg_shdescription WHERE classoid = 'pg_database'::regclass
                  AND objoid = (SELECT oid FROM pg_database WHERE datname = 'postgres')), 0)""";

    /// Role, timeline, position, upstream, synchronous names, streaming standbys, the epoch's mark.
    ///
    /// A primary's timeline is taken from the name of its log file: `pg_control_checkpoint()` still
    /// tells the old one after a promotion until the next checkpoint has ended. A standby's is the
    /// one it receives on; when it receives nothing, the newest for which it has the segment that
    /// its position lies in. Its position is the greater of what was received and what was
    /// replayed: a receiver that starts again counts from the beginning of a segment.
    static final String SIGHT =
            """
            WITH at AS (
              SELECT pg_is_in_recovery() AS recovering,
                (CASE WHEN pg_is_in_recovery()
                  THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                  ELSE pg_current_wal_flush_lsn() END - '0/0'::pg_lsn)::bigint AS lsn)
            SELECT at.recovering,
              coalesce(
                CASE WHEN at.recovering THEN to_hex(w.received_tli)
                  ELSE substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) END,
                (SELECT max(substr(name, 1, 8)) FROM pg_ls_waldir()
                  WHERE length(name) = 24 AND substr(name, 9) = upper(
                    lpad(to_hex((at.lsn - 1) >> 32), 8, '0')
                    || lpad(to_hex(((at.lsn - 1) >> 24) & 255), 8, '0'))),
                (SELECT to_hex(timeline_id) FROM pg_control_checkpoint())) AS timeline,
              at.lsn,
              CASE WHEN w.status = 'streaming'
                AND current_setting('twinkeel.upstream', true)
                  LIKE '%%@' || w.sender_host || ':' || w.sender_port
                THEN split_part(current_setting('twinkeel.upstream', true), '@', 1) END AS upstream,
              CASE WHEN at.recovering THEN ''
                ELSE current_setting('synchronous_standby_names') END AS waits,
              (SELECT coalesce(array_agg(application_name), '{}') FROM pg_stat_replication
                WHERE state = 'streaming') AS streaming,
              %s AS mark
            FROM at LEFT JOIN pg_stat_wal_receiver w ON true
            """
                    .formatted(NEWEST_MARK);

    /// The newest epoch under which the history that this member has was written.
    static final String SEEN = "SELECT " + NEWEST_MARK;

    /// Member's password file and name, as its own settings tell them.
    static final String FOLLOW_FACTS =
            "SELECT current_setting('twinkeel.passfile'), current_setting('cluster_name')";

    /// The epoch's mark: a row of the catalogue, which every standby replays and shows.
    static final String MARK = "COMMENT ON DATABASE postgres IS 'twinkeel epoch %d'";

    /// A transaction with nothing in it but a mark in the log; it commits like any other.
    static final String CANARY = "SELECT pg_logical_emit_message(true, 'twinkeel', '%s')";

    private PostgresSql() {}

    static Sight.Serving sight(ResultSet row) throws SQLException {
        Array streaming = row.getArray("streaming");
        return new Sight.Serving(
                !row.getBoolean("recovering"),
                Optional.ofNullable(row.getString("upstream")),
                new Position(Integer.parseInt(row.getString("timeline"), 16), row.getLong("lsn")),
                SynchronousNames.names(row.getString("waits")),
                Arrays.stream((String[]) streaming.getArray()).collect(Collectors.toSet()),
                row.getLong("mark"));
    }

    /// Whether each sender's own idea of its standby, synchronous or not, is what `names` says.
    static String sendersAgree(Set<String> names) {
        return """
        SELECT coalesce(bool_and((sync_state <> 'async') = (application_name IN (%s))), true)
        FROM pg_stat_replication WHERE state IN ('streaming', 'catchup')
        """
                .formatted(
                        names.isEmpty()
                                ? "NULL"
                                : names.stream()
                                        .map(PostgresSql::literal)
                                        .collect(Collectors.joining(",")));
    }

    static String setting(Wire wire, String name) {
        return wire.row(
                "read " + name,
                LIMIT,
                "SELECT coalesce(current_setting(" + literal(name) + ", true), '')",
                row -> row.getString(1));
    }

    /// Writes a setting into the member's own file; it needs a reload to be seen.
    static void set(Wire wire, String name, String value) {
        wire.run("set " + name, LIMIT, "ALTER SYSTEM SET " + name + " = " + literal(value));
    }

    /// Has every process read the settings again; returns when this session has seen the value.
    static void reload(Wire wire, String member, String name, String value, Deadline deadline) {
        wire.row("reload the settings", LIMIT, "SELECT pg_reload_conf()", row -> row.getBoolean(1));
        if (!deadline.await(POLL, () -> setting(wire, name).equals(value))) {
            throw new PostgresException(
                    Kind.SILENT,
                    "wait until %s has taken %s = '%s': not in time; ask again"
                            .formatted(member, name, value));
        }
    }

    static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
