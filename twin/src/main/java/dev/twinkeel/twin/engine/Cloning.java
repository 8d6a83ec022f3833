package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyInputStream;

/// Copies a running member, primary or standby, over one SQL connection: the same way that its
/// users' data goes, so through the same link.
///
/// All files come as one stream, the answer to one binary `COPY` in which the server walks its own
/// data folder, so a long round trip is paid a handful of times and not once a file; chunks bound
/// the memory on both sides. `pg_control` is read last, after everything else, as the end of the
/// backup demands (PostgreSQL manual, 25.3.3). Files that vanish while we read are left out:
/// replaying the log removes them as well.
///
/// The log that the copy needs to be whole comes last, so that it can be started whatever happens
/// to the upstream meanwhile: it may be the only copy left.
///
/// The files are not flushed here: a server that starts from a backup flushes its whole folder
/// before it replays (`SyncDataDirectory`), and before that nobody relies on the copy.
final class Cloning {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /// For the server's checkpoint, and between two pieces of the stream.
    private static final Duration STALL = Duration.ofSeconds(20);

    private static final int CHUNK_BYTES = 1 << 20;

    /// Emptied, not copied (manual, 25.3.4.2): the folder is there, what is in it is not.
    private static final String EMPTY =
            "pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans";

    private static final String LEFT_OUT =
            "^\\./(postmaster\\.(pid|opts)|standby\\.signal|recovery\\.signal|postgresql\\.(auto\\.)?conf"
                    + "|pg_hba\\.conf|pg_ident\\.conf|backup_label.*|tablespace_map.*|backup_manifest"
                    + "|current_logfiles|twinkeel\\..*|(%s)/.*)$".formatted(EMPTY)
                    + "|/pgsql_tmp|/pg_internal\\.init|/global/pg_control$";

    private final Path data;

    Cloning(Path data) {
        this.data = data;
    }

    /// Fills the folder, which must not exist.
    ///
    /// @param limit for the whole
    /// @return bytes copied
    long from(Address upstream, Path superuserPasswordFile, Duration limit) throws IOException {
        Deadline deadline = Deadline.in(limit);
        Folders.makePrivate(data);
        try (Connection connection =
                Wire.open(upstream, "postgres", superuserPasswordFile, CONNECT)) {
            connection.setNetworkTimeout(Runnable::run, (int) STALL.toMillis());
            refuseTablespaces(connection);
            long bytes = copy(connection, everything(), deadline);
            Backup backup = stop(connection);
            bytes += copy(connection, log(backup), deadline);
            pad(backup);
            return bytes;
        } catch (SQLException failure) {
            throw PostgresException.of("clone " + upstream + " into " + data, failure);
        }
    }

    /// Starts the backup too: one round trip less.
    private static void refuseTablespaces(Connection connection) throws SQLException {
        String sql =
                "SELECT pg_backup_start('twinkeel', true)::text"
                        + " || coalesce((SELECT string_agg(spcname, ' ') FROM pg_tablespace"
                        + " WHERE oid NOT IN (1663, 1664)), '')";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            String text = rows.getString(1);
            if (text.contains(" ") || !text.matches("[0-9A-F]+/[0-9A-F]+")) {
                throw new SQLException(
                        "it has tablespaces of its own (after '"
                                + text
                                + "'), which are not copied; move their tables to the default one");
            }
        }
    }

    private long copy(Connection connection, String query, Deadline deadline)
            throws SQLException, IOException {
        String sql = "COPY (" + query + ") TO STDOUT (FORMAT binary)";
        PGConnection driver = connection.unwrap(PGConnection.class);
        try (DataInputStream stream =
                new DataInputStream(
                        new java.io.BufferedInputStream(
                                new PGCopyInputStream(driver, sql), 1 << 16))) {
            // Signature, flags, and the length of an extension that there is not (manual, COPY).
            stream.skipNBytes(19);
            long bytes = 0;
            while (stream.readShort() >= 0) {
                bytes += piece(stream);
                if (deadline.over()) {
                    throw new SQLException("not done in time, after " + bytes + " bytes", "08006");
                }
            }
            return bytes;
        }
    }

    /// Path, whether it is a folder, offset, and the bytes, which are null for a folder and for a
    /// file that has vanished.
    private static String everything() {
        return """
        WITH RECURSIVE found(path, folder, size) AS (
            SELECT '.', true, 0::bigint
          UNION ALL
            SELECT found.path || '/' || name, stat.isdir, stat.size
            FROM found,
              LATERAL pg_ls_dir(found.path, true, false) name,
              LATERAL pg_stat_file(found.path || '/' || name, true) stat
            WHERE found.folder AND stat.isdir IS NOT NULL
              AND found.path || '/' || name !~ '%1$s'),
        ordered AS MATERIALIZED (
          SELECT path, folder, size FROM found ORDER BY folder DESC, path),
        chunks AS (
          SELECT path, folder, at
          FROM ordered, generate_series(0::bigint, greatest(size - 1, 0), %2$d) at)
        SELECT path, folder, at,
          CASE WHEN NOT folder THEN pg_read_binary_file(path, at, %2$d, true) END
        FROM chunks
        UNION ALL
        SELECT './%3$s', false, 0::bigint, pg_read_binary_file('%3$s')
        """
                .formatted(LEFT_OUT, CHUNK_BYTES, ControlFile.PATH);
    }

    /// The segments from the backup's start to its end, of every timeline in between, as pieces.
    /// What is in the last one after the end is of no use to anybody.
    private static String log(Backup backup) {
        return """
        SELECT './pg_wal/' || name, false, at,
          pg_read_binary_file('pg_wal/' || name, at, %1$d, true)
        FROM pg_ls_waldir(), generate_series(0::bigint, size - 1, %1$d) at
        WHERE (name ~ '^[0-9A-F]{24}$'
            AND substring(name, 9) BETWEEN '%2$s' AND '%3$s'
            AND (substring(name, 9) < '%3$s' OR at <= %4$d))
          OR name ~ '^[0-9A-F]{8}\\.history$'
        ORDER BY name, at
        """
                .formatted(CHUNK_BYTES, backup.first(), backup.last(), backup.offset());
    }

    private int piece(DataInputStream stream) throws IOException {
        String path = new String(field(stream), StandardCharsets.UTF_8);
        boolean folder = field(stream)[0] != 0;
        long at = java.nio.ByteBuffer.wrap(field(stream)).getLong();
        int length = stream.readInt();
        Path target = data.resolve(path).normalize();
        if (!target.startsWith(data)) {
            throw new IOException("the upstream names a file outside its data folder: " + path);
        }
        if (folder) {
            Files.createDirectories(target);
            return 0;
        }
        if (length < 0) {
            return 0;
        }
        byte[] bytes = stream.readNBytes(length);
        if (path.endsWith(ControlFile.PATH) && !ControlFile.whole(bytes)) {
            throw new IOException(
                    "the upstream wrote its control file while it was read; try again");
        }
        StandardOpenOption how =
                at == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
        try (OutputStream out =
                Files.newOutputStream(
                        target, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            out.write(bytes);
        }
        return length;
    }

    private static byte[] field(DataInputStream stream) throws IOException {
        int length = stream.readInt();
        return stream.readNBytes(length);
    }

    /// Every segment has its full size, as the server expects.
    private void pad(Backup backup) throws IOException {
        try (Stream<Path> segments = Files.list(data.resolve("pg_wal"))) {
            for (Path segment : segments.toList()) {
                boolean last = segment.getFileName().toString().endsWith(backup.last());
                if (last && Files.size(segment) < backup.segmentBytes()) {
                    try (var file = new RandomAccessFile(segment.toFile(), "rw")) {
                        file.setLength(backup.segmentBytes());
                    }
                }
            }
        }
    }

    /// Where the log is that a backup needs.
    ///
    /// @param first name of its first segment, without the timeline
    /// @param last and of its last
    /// @param offset of its end in that one
    private record Backup(String first, String last, long offset, long segmentBytes) {
        private static final Pattern FIRST =
                Pattern.compile("\\(file [0-9A-F]{8}([0-9A-F]{16})\\)");

        static Backup of(String label, long end, long segmentBytes) throws SQLException {
            Matcher first = FIRST.matcher(label);
            if (!first.find()) {
                throw new SQLException("no first segment in the backup's label: " + label);
            }
            long perFile = (1L << 32) / segmentBytes;
            long last = (end - 1) / segmentBytes;
            return new Backup(
                    first.group(1),
                    String.format(Locale.ROOT, "%08X%08X", last / perFile, last % perFile),
                    (end - 1) % segmentBytes,
                    segmentBytes);
        }
    }

    /// The label goes to the copy byte for byte.
    private Backup stop(Connection connection) throws SQLException, IOException {
        Backup backup;
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT labelfile, lsn - '0/0'::pg_lsn,"
                                        + " pg_size_bytes(current_setting('wal_segment_size'))"
                                        + " FROM pg_backup_stop(false)")) {
            rows.next();
            String label = rows.getString(1);
            Files.writeString(data.resolve("backup_label"), label);
            backup = Backup.of(label, rows.getBigDecimal(2).longValueExact(), rows.getLong(3));
        }
        for (String folder : List.of("pg_wal/archive_status", "pg_wal/summaries")) {
            Files.createDirectories(data.resolve(folder));
        }
        return backup;
    }
}
