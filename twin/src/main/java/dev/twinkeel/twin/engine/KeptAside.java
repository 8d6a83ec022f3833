package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a former life of a member committed and the database that lives on never got.
///
/// A copy of the folder that was kept is started on an address of its own, where only the superuser
/// is let in. Which transactions are meant its log tells: those whose commit lies behind the place
/// where the histories part. Of each, the rows that it wrote are read from the tables, and looked
/// up in the database that lives on by their primary key. The folder itself is not touched.
public final class KeptAside {
    private static final int ROWS_MAX = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PostgresInstallation installation;
    private final Processes processes;
    private final PostgresSpec member;

    /// Where the row stands in the database that lives on.
    public enum There {
        /// It has no row with this primary key.
        ABSENT,
        /// It has another one with this primary key.
        DIFFERENT,
        /// It has the same one: somebody wrote it again.
        SAME,
        /// The table has no primary key, or could not be read there.
        UNKNOWN
    }

    /// A row that was committed and not copied.
    ///
    /// @param table with its schema
    /// @param values the whole row as JSON
    public record Row(String database, String table, String values, There there) {}

    /// What one folder has.
    ///
    /// @param folder that was kept, and still is
    /// @param timeline of its history, which parted from the one that lives on at `fork`
    /// @param transactions that it committed after that
    /// @param rows that they wrote, at most a thousand
    /// @param deleted rows that they deleted, by table: their values are gone from the tables
    /// @param trouble why it could not be read; empty when it was
    public record Life(
            String member,
            Path folder,
            int timeline,
            long fork,
            long transactions,
            List<Row> rows,
            Map<String, Long> deleted,
            Optional<String> trouble) {
        public Life {
            rows = List.copyOf(rows);
            deleted = Map.copyOf(deleted);
        }

        /// Whether there is anything to recover, or nobody knows.
        public boolean matters() {
            return !rows.isEmpty() || !deleted.isEmpty() || trouble.isPresent();
        }
    }

    public KeptAside(PostgresInstallation installation, Processes processes, PostgresSpec member) {
        this.installation = installation;
        this.processes = processes;
        this.member = member;
    }

    /// The member's folders that may have something: former lives, and its data when it is dead.
    public List<Path> folders(boolean dead) {
        List<Path> found = new ArrayList<>();
        if (dead) {
            found.add(member.data());
        }
        for (int older = 0; older < PostgresServer.ASIDE_MAX; older++) {
            found.add(member.aside(older));
        }
        return found.stream().filter(it -> Files.exists(it.resolve("PG_VERSION"))).toList();
    }

    /// Reads one folder, one at a time.
    ///
    /// @param living address of the primary of the database that lives on
    public synchronized Life read(Path folder, Address living) {
        PostgresSpec spec = copySpec();
        PostgresServer server = new PostgresServer(installation, processes, spec);
        try {
            copy(folder, spec);
            server.start();
            try (Wire there = wire(living, "postgres");
                    Wire here = wire(spec.listen(), "postgres")) {
                return read(folder, here, there, spec.listen(), living);
            }
        } catch (PostgresException | EngineException failure) {
            return new Life(
                    member.name(),
                    folder,
                    0,
                    0,
                    0,
                    List.of(),
                    Map.of(),
                    Optional.of(String.valueOf(failure.getMessage())));
        } finally {
            server.kill();
            Folders.delete(spec.folder());
        }
    }

    private PostgresSpec copySpec() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new PostgresSpec(
                    "kept-" + member.name(),
                    member.place(),
                    new Address("127.0.0.1", free.getLocalPort()),
                    member.folder().resolve("looked-at"),
                    member.log().resolveSibling("kept-" + member.name() + ".log"),
                    member.superuserPasswordFile());
        } catch (IOException failure) {
            throw new EngineException("find a free port for what was kept aside", failure);
        }
    }

    /// As a primary that nobody but the superuser may reach; its commits wait for nobody, as those
    /// of the engine's own connections do.
    private void copy(Path folder, PostgresSpec spec) {
        Folders.delete(spec.folder());
        try {
            Folders.makePrivate(spec.folder());
            Folders.copy(folder, spec.data());
            for (String file : List.of("standby.signal", "recovery.signal", "postmaster.pid")) {
                Files.deleteIfExists(spec.data().resolve(file));
            }
            Files.writeString(spec.data().resolve("postgresql.auto.conf"), "");
            Files.writeString(spec.data().resolve(Drain.HBA), Drain.REJECT + "\n");
            PostgresConf.writePassFile(spec);
            installation.user().give(spec.folder());
        } catch (IOException failure) {
            throw Folders.failed("copy " + folder + " to look at it", spec.folder(), failure);
        }
    }

    private Wire wire(Address address, String database) {
        return new Wire(member.name(), address, database, member.superuserPasswordFile());
    }

    private Life read(Path folder, Wire here, Wire there, Address copy, Address living) {
        long end =
                here.row(
                        "look at the end of its log",
                        LIMIT,
                        "SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint",
                        row -> row.getLong(1));
        Fork fork = Fork.between(History.of(here), History.of(there));
        boolean more = fork.parted() && fork.at() < end;
        List<String> committed = more ? committed(here, fork.at(), end) : List.of();
        List<Row> rows = new ArrayList<>();
        Map<String, Long> deleted = new LinkedHashMap<>();
        if (!committed.isEmpty()) {
            for (String database : databases(here)) {
                try (Wire kept = wire(copy, database);
                        Wire lives = wire(living, database)) {
                    var tables = new KeptTables(database, kept, lives);
                    rows.addAll(tables.written(committed, ROWS_MAX - rows.size()));
                    deleted.putAll(tables.deleted(committed, fork.at(), end));
                }
            }
        }
        return new Life(
                member.name(),
                folder,
                fork.timeline(),
                fork.at(),
                committed.size(),
                rows,
                deleted,
                Optional.empty());
    }

    /// Transactions whose commit is in the log behind the fork, with their subtransactions.
    ///
    /// @param end of what was there before the copy was started
    private static List<String> committed(Wire here, long fork, long end) {
        here.run("read its own log", LIMIT, "CREATE EXTENSION IF NOT EXISTS pg_walinspect");
        String all =
                here.row(
                        "look for commits behind the fork",
                        LIMIT,
                        KeptTables.COMMITTED.formatted(fork, end),
                        row -> row.getString(1));
        return all.isEmpty() ? List.of() : List.of(all.split(" ", -1));
    }

    private static List<String> databases(Wire here) {
        String all =
                here.row(
                        "list the databases",
                        LIMIT,
                        "SELECT coalesce(string_agg(datname, chr(10)), '') FROM pg_database"
                                + " WHERE datallowconn AND NOT datistemplate AND datname <> 'postgres'",
                        row -> row.getString(1));
        return all.isEmpty() ? List.of() : List.of(all.split("\n", -1));
    }
}
