package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A database as it was at a moment: a server of its own, made from a base backup and the log that
/// was archived after it (PostgreSQL manual, 25.3.5). PostgreSQL itself reads the log with its
/// `restore_command`, stops at the moment, and begins a timeline of its own. Nothing else is
/// touched by it, and it waits for no standby.
public final class PastServer {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration COUNT_LIMIT = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(20);

    /// What PostgreSQL says when no commit after the moment is in the log: then all that is in it
    /// is from before.
    private static final String NOTHING_LATER =
            "recovery ended before configured recovery target was reached";

    /// While it reads its settings PostgreSQL knows no abbreviation of a zone, not even `Z`.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    private final PostgresInstallation installation;
    private final Processes processes;
    private final PostgresServer server;

    /// What is in it.
    ///
    /// @param rows of each table, by `database.schema.table`
    /// @param lastCommit of the last transaction that it has
    public record Contents(Map<String, Long> rows, Optional<Instant> lastCommit) {}

    public PastServer(PostgresInstallation installation, Processes processes, PostgresSpec spec) {
        this.installation = installation;
        this.processes = processes;
        this.server = new PostgresServer(installation, processes, spec);
    }

    /// Ends what was restored there before, and makes and starts it anew.
    ///
    /// @param base as [BaseBackup] packed it
    /// @param log a folder with the segments and history files from the backup on; removed at the
    ///   end
    /// @param limit for replaying the log
    public void restore(InputStream base, Path log, Instant moment, Duration limit) {
        PostgresSpec spec = server.spec();
        processes.running(spec.name()).ifPresent(RunningProcess::kill);
        Leftovers.remove(spec.data());
        Folders.delete(spec.data());
        server.fill(() -> unpack(base, log));
        try {
            Files.deleteIfExists(spec.log());
            write(log, Optional.of(moment));
            if (!replayed(limit)) {
                write(log, Optional.empty());
                boolean _ = replayed(limit);
            }
        } catch (IOException failure) {
            throw Folders.failed("restore " + spec.name(), spec.folder(), failure);
        } finally {
            Folders.delete(log);
        }
    }

    private void unpack(InputStream base, Path log) throws IOException {
        PostgresSpec spec = server.spec();
        BaseBackup.unpack(base, spec.data());
        Files.writeString(spec.data().resolve("recovery.signal"), "");
        installation.user().give(log);
    }

    private void write(Path log, Optional<Instant> moment) throws IOException {
        StringBuilder settings = new StringBuilder("synchronous_standby_names = ''\n");
        settings.append("restore_command = '/bin/cp \"%s/%%f\" \"%%p\"'\n".formatted(log));
        settings.append("recovery_target_action = 'promote'\n");
        moment.ifPresent(
                it -> settings.append("recovery_target_time = '%s'\n".formatted(TIME.format(it))));
        Path file = server.spec().data().resolve("postgresql.auto.conf");
        Files.writeString(file, settings);
        installation.user().give(file);
    }

    /// @return false when there was nothing to stop at
    private boolean replayed(Duration limit) throws IOException {
        String trouble;
        try {
            server.start();
            if (writable(limit)) {
                return true;
            }
            trouble =
                    server.alive()
                            ? "it has not replayed the archived log after " + limit
                            : "it ended while it replayed the archived log";
        } catch (EngineException ended) {
            trouble = String.valueOf(ended.getMessage());
        }
        server.kill();
        Path log = server.spec().log();
        if (Files.exists(log) && Files.readString(log).contains(NOTHING_LATER)) {
            Files.delete(log);
            return false;
        }
        throw new EngineException(
                "restore %s: %s; see %s".formatted(server.spec().name(), trouble, log));
    }

    private boolean writable(Duration limit) {
        try (Wire wire = wire("postgres")) {
            boolean[] open = new boolean[1];
            boolean _ =
                    Deadline.in(limit)
                            .await(
                                    POLL,
                                    () -> {
                                        open[0] = open(wire);
                                        return open[0] || !server.alive();
                                    });
            return open[0];
        }
    }

    private static boolean open(Wire wire) {
        try {
            return wire.row(
                    "look", LIMIT, "SELECT NOT pg_is_in_recovery()", row -> row.getBoolean(1));
        } catch (PostgresException _) {
            return false;
        }
    }

    /// Counts every row of every table that an application made.
    public Contents contents() {
        Map<String, Long> rows = new LinkedHashMap<>();
        try (Wire wire = wire("postgres")) {
            for (String database : databases(wire)) {
                try (Wire there = wire(database)) {
                    rows.putAll(there.ask("count rows", COUNT_LIMIT, it -> count(it, database)));
                }
            }
            long last =
                    wire.row(
                            "look at the last commit",
                            LIMIT,
                            "SELECT coalesce(1000 * extract(epoch FROM"
                                    + " pg_last_xact_replay_timestamp()), 0)::bigint",
                            row -> row.getLong(1));
            return new Contents(
                    rows, last == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(last)));
        }
    }

    private static List<String> databases(Wire wire) {
        String all =
                wire.row(
                        "list the databases",
                        LIMIT,
                        "SELECT coalesce(string_agg(datname, chr(10)), '') FROM pg_database"
                                + " WHERE datallowconn AND NOT datistemplate AND datname <> 'postgres'",
                        row -> row.getString(1));
        return all.isEmpty() ? List.of() : List.of(all.split("\n", -1));
    }

    private static Map<String, Long> count(java.sql.Connection connection, String database)
            throws java.sql.SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement()) {
            List<String> tables = new java.util.ArrayList<>();
            try (ResultSet found =
                    statement.executeQuery(
                            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename)"
                                    + " FROM pg_tables WHERE schemaname NOT IN"
                                    + " ('pg_catalog', 'information_schema', 'twinkeel') ORDER BY 1")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet counted = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    counted.next();
                    rows.put(database + "." + table, counted.getLong(1));
                }
            }
        }
        return rows;
    }

    private Wire wire(String database) {
        PostgresSpec spec = server.spec();
        return new Wire(spec.name(), spec.listen(), database, spec.superuserPasswordFile());
    }
}
