package dev.twinkeel.twin.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.archive.Archiver.Source;
import dev.twinkeel.twin.engine.PastServer;
import dev.twinkeel.twin.engine.PostgresBinaries;
import dev.twinkeel.twin.engine.PostgresControl;
import dev.twinkeel.twin.engine.PostgresInstallation;
import dev.twinkeel.twin.engine.PostgresServer;
import dev.twinkeel.twin.engine.PostgresSpec;
import dev.twinkeel.twin.engine.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// With real servers, and a shelf in a folder.
final class ArchiverTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration REPLAY = Duration.ofMinutes(2);

    private Path folder;
    private Processes processes;
    private PostgresInstallation installation;
    private PostgresServer primary;
    private FolderShelf shelf;
    private Archiver archiver;

    @BeforeEach
    void open() throws Exception {
        folder = Files.createTempDirectory("twinkeel-archive").toRealPath();
        Files.writeString(folder.resolve("superuser"), "for the test only");
        processes = new Processes(folder.resolve("state"));
        installation = PostgresInstallation.find(PostgresBinaries.cache(), folder.resolve("state"));
        shelf = new FolderShelf(folder.resolve("shelf"));
        archiver = archiver();
        primary = server("orders-a");
        primary.createPrimary();
        primary.start();
        sql(primary, "CREATE DATABASE orders", "postgres");
        sql(primary, "CREATE TABLE placed (number int)");
    }

    @AfterEach
    void close() throws IOException {
        archiver.close();
        processes.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Archiver archiver() {
        return new Archiver(
                "orders-db", DAY, shelf, folder.resolve("superuser"), folder.resolve("scratch"));
    }

    private PostgresSpec spec(String name) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new PostgresSpec(
                    name,
                    "lab",
                    new Address("127.0.0.1", free.getLocalPort()),
                    folder.resolve("members").resolve(name),
                    folder.resolve(name + ".log"),
                    folder.resolve("superuser"));
        }
    }

    private PostgresServer server(String name) throws IOException {
        return new PostgresServer(installation, processes, spec(name));
    }

    private static void sql(PostgresServer server, String statement) throws SQLException {
        sql(server, statement, "orders");
    }

    /// As the superuser, whose commits wait for no standby.
    private static void sql(PostgresServer server, String text, String database)
            throws SQLException {
        try (Connection connection = connect(server, database);
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static Connection connect(PostgresServer server, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s/%s?sslmode=disable&options=-c%%20synchronous_commit=local"
                        .formatted(server.spec().listen(), database),
                "postgres",
                "for the test only");
    }

    private static void place(PostgresServer server, int from, int to) throws SQLException {
        sql(server, "INSERT INTO placed SELECT generate_series(%d, %d)".formatted(from, to));
    }

    /// The server's own clock, with no commit in the same millisecond on either side.
    private static Instant now(PostgresServer server) throws SQLException {
        try (Connection connection = connect(server, "orders");
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT (1000 * extract(epoch FROM clock_timestamp()))::bigint,"
                                        + " pg_sleep(0.01)")) {
            row.next();
            return Instant.ofEpochMilli(row.getLong(1) + 1);
        }
    }

    private void step(PostgresServer member, long epoch) throws IOException {
        archiver.step(
                new Source(epoch, member.spec().name(), member.spec().listen()),
                System.nanoTime() + DAY.toNanos());
    }

    private PastServer.Contents restored(Instant moment) throws IOException {
        Archive archive = Archive.read(shelf, "orders-db");
        Archive.Base base = archive.base(moment, archiver.told().until()).orElseThrow();
        PostgresSpec spec = spec("restored");
        Path log = folder.resolve("fetched");
        archive.fetch(base, log);
        var past = new PastServer(installation, processes, spec);
        try (InputStream packed = archive.open(base)) {
            past.restore(packed, log, moment, REPLAY);
        }
        return past.contents();
    }

    private long rows(Instant moment) throws IOException {
        return restored(moment).rows().getOrDefault("orders.public.placed", -1L);
    }

    @Test
    void whatWasDeletedIsThereAsItWasBefore() throws Exception {
        step(primary, 1);
        place(primary, 1, 100);
        Instant before = now(primary);
        sql(primary, "DROP TABLE placed");
        step(primary, 1);
        PastServer.Contents contents = restored(before);
        assertThat(contents.rows()).containsEntry("orders.public.placed", 100L);
        assertThat(contents.lastCommit().orElseThrow()).isBeforeOrEqualTo(before);
        assertThat(primary.alive()).isTrue();
    }

    @Test
    void aMomentAfterTheLastCommitHasEverything() throws Exception {
        step(primary, 1);
        place(primary, 1, 10);
        step(primary, 1);
        Instant until = archiver.told().until().orElseThrow();
        assertThat(rows(until)).isEqualTo(10);
        place(primary, 11, 20);
        assertThat(rows(until)).as("what was not archived").isEqualTo(10);
    }

    @Test
    void theLogGoesOnUnderTheTimelineOfTheNewPrimary() throws Exception {
        step(primary, 1);
        PostgresServer standby = server("orders-b");
        standby.createStandby("orders-a", primary.spec().listen());
        standby.start();
        place(primary, 1, 10);
        try (PostgresControl old = control(primary);
                PostgresControl now = control(standby)) {
            long written = old.sight().position().lsn();
            await(() -> now.sight().position().lsn() >= written);
            Instant before = now(primary);
            step(primary, 1);
            // Nobody but the archive has this; it must not come back.
            now.detach();
            place(primary, 11, 15);
            step(primary, 1);
            primary.kill();
            now.promote(Set.of());
            place(standby, 21, 30);
            step(standby, 2);
            long timeline = now.sight().position().timeline();
            assertThat(timeline).isEqualTo(2);
            assertThat(rows(before)).isEqualTo(10);
            assertThat(rows(archiver.told().until().orElseThrow())).isEqualTo(20);
        }
    }

    @Test
    void aStandbyIsArchivedAsWell() throws Exception {
        PostgresServer standby = server("orders-b");
        standby.createStandby("orders-a", primary.spec().listen());
        standby.start();
        step(standby, 1);
        place(primary, 1, 10);
        Instant then = now(primary);
        // A standby knows of a moment only by a commit after it.
        sql(primary, "CREATE TABLE later (number int)");
        await(
                () -> {
                    step(standby, 1);
                    return archiver.told().until().filter(it -> !it.isBefore(then)).isPresent();
                });
        assertThat(rows(then)).isEqualTo(10);
    }

    @Test
    void aLostShelfOnlyLetsTheBacklogGrow() throws Exception {
        step(primary, 1);
        shelf.lose(true);
        for (int round = 0; round < 3; round++) {
            place(primary, 10 * round + 1, 10 * round + 10);
            assertThatThrownBy(() -> step(primary, 1)).hasMessageContaining("does not answer");
        }
        assertThat(archiver.told().backlogBytes()).isPositive();
        shelf.lose(false);
        step(primary, 1);
        assertThat(archiver.told().backlogBytes()).isZero();
        assertThat(rows(archiver.told().until().orElseThrow())).isEqualTo(30);
    }

    @Test
    void anArchiverThatWasKilledGoesOnWhereItWas() throws Exception {
        step(primary, 1);
        place(primary, 1, 10);
        step(primary, 1);
        archiver.close();
        archiver = archiver();
        place(primary, 11, 20);
        step(primary, 1);
        Archive archive = Archive.read(shelf, "orders-db");
        assertThat(archive.bases()).hasSize(1);
        assertThat(archive.windows(Optional.empty())).hasSize(1);
        assertThat(rows(archiver.told().until().orElseThrow())).isEqualTo(20);
    }

    @Test
    void theNewestBackupsAreKeptWithTheLogThatTheyNeed() throws Exception {
        archiver.close();
        archiver =
                new Archiver(
                        "orders-db",
                        Duration.ZERO,
                        shelf,
                        folder.resolve("superuser"),
                        folder.resolve("scratch"));
        for (int round = 0; round <= Archiver.BASES_MAX; round++) {
            place(primary, 10 * round + 1, 10 * round + 10);
            sql(primary, "SELECT pg_switch_wal()");
            step(primary, 1);
        }
        Archive archive = Archive.read(shelf, "orders-db");
        assertThat(archive.bases()).hasSize(Archiver.BASES_MAX);
        assertThat(archive.windows(Optional.empty())).hasSize(1);
        assertThat(rows(archive.bases().getFirst().taken())).isEqualTo(20);
    }

    private static PostgresControl control(PostgresServer server) {
        PostgresSpec spec = server.spec();
        return new PostgresControl(spec.name(), spec.listen(), spec.superuserPasswordFile());
    }

    private interface Question {
        boolean yes() throws Exception;
    }

    private static void await(Question question) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!question.yes()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within a minute");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
