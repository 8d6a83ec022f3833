package dev.twinkeel.twin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class CloningTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MANY_SUBTRANSACTIONS =
            """
            create temporary table held (n int);
            do $$ begin
                for n in 1..200 loop
                    begin
                        insert into held values (n);
                    exception when division_by_zero then
                        null;
                    end;
                end loop;
            end $$""";

    private static Lab lab;
    private static PostgresServer primary;

    @BeforeAll
    static void open() throws Exception {
        lab = new Lab();
        primary = primary("orders-a");
        lab.control(primary).create("orders", "app", lab.appPasswordFile(), Optional.empty());
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @Test
    void aCloneAcrossALongLinkPaysTheRoundTripOnlyAFewTimes() throws Exception {
        PostgresServer near = lab.server("near");
        long start = System.nanoTime();
        long bytes = near.createStandby("orders-a", primary.spec().listen());
        Lab.figure("clone " + bytes / 1_000_000 + " MB on loopback", Lab.millisSince(start));
        try (SlowLink link = new SlowLink(primary.spec().listen(), Duration.ofMillis(60))) {
            PostgresServer far = lab.server("far");
            start = System.nanoTime();
            far.createStandby("orders-a", link.address());
            Lab.figure("clone at a round trip of 60 ms", Lab.millisSince(start));
            far.start();
            Lab.await(
                    "streams",
                    SOON,
                    () -> lab.control(far).sight().upstream().equals(Optional.of("orders-a")));
            Lab.figure("clone, start, stream at 60 ms", Lab.millisSince(start));
            far.kill();
        }
    }

    @Test
    void aCloneThatWasNotFilledToTheEndIsNeverStarted() throws Exception {
        PostgresServer member = lab.server("broken");
        member.createStandby("orders-a", primary.spec().listen());
        // As a host leaves it that died while it filled the folder.
        Path unfinished = member.spec().folder().resolve("unfinished");
        Files.writeString(unfinished, "");
        assertThat(member.created()).isFalse();
        assertThatThrownBy(member::start).hasMessageContaining("no whole database cluster");
        Files.delete(unfinished);
        try (SlowLink link = new SlowLink(primary.spec().listen(), Duration.ZERO)) {
            link.cutAfter(5_000_000);
            assertThatThrownBy(() -> member.createStandby("orders-a", link.address()))
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(member.created()).as("it has what it had before").isTrue();
        assertThat(member.spec().aside()).doesNotExist();
    }

    @Test
    void aCloneNeedsNothingMoreOfItsUpstream() {
        PostgresServer first = primary("payments-a");
        PostgresServer second = lab.server("payments-b");
        second.createStandby("payments-a", first.spec().listen());
        PostgresServer third = lab.server("payments-c");
        first.kill();
        second.start();
        third.createStandby("payments-b", second.spec().listen());
        second.kill();
        third.start();
        assertThat(lab.control(third).sight().writable()).isFalse();
        lab.control(third).promote(Set.of(), 2, _ -> true);
        assertThat(lab.control(third).sight().writable()).isTrue();
        third.kill();
        third.start();
        assertThat(lab.control(third).sight().writable()).isTrue();
        third.kill();
    }

    @Test
    void aCloneThatDoesNotStartIsGivenUpForWhatWasThere() throws Exception {
        PostgresServer member = lab.server("taken");
        member.startStandby("orders-a", primary.spec().listen());
        member.kill();
        try (var taken =
                new java.net.ServerSocket(
                        member.spec().listen().port(),
                        1,
                        java.net.InetAddress.getByName(member.spec().listen().host()))) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> member.startStandby("orders-a", primary.spec().listen()))
                    .hasMessageContaining("it ended at once");
        }
        assertThat(member.spec().aside()).doesNotExist();
        member.start();
        assertThat(lab.control(member).sight().writable()).isFalse();
        member.kill();
    }

    @Test
    void aCloneThatFollowedStaysWhateverEndsIt() throws Exception {
        PostgresServer member = lab.server("followed");
        member.startStandby("orders-a", primary.spec().listen());
        member.kill();
        Files.delete(member.spec().log());
        try (Connection held = Lab.app(primary, "orders")) {
            // With more sub-transactions open than a snapshot holds, a new standby follows but
            // cannot answer before they end.
            held.setAutoCommit(false);
            try (Statement statement = held.createStatement()) {
                statement.execute(MANY_SUBTRANSACTIONS);
            }
            var started =
                    CompletableFuture.runAsync(
                            () -> member.startStandby("orders-a", primary.spec().listen()));
            Lab.await("it follows", SOON, () -> logOf(member).contains("started streaming WAL"));
            assertThat(started).isNotDone();
            member.kill();
            assertThatThrownBy(started::join).hasMessageContaining("it ended at once");
            held.rollback();
        }
        assertThat(member.created()).isTrue();
        assertThat(member.spec().aside()).as("its former life is still kept").exists();
        member.start();
        assertThat(lab.control(member).sight().writable()).isFalse();
        member.kill();
    }

    @Test
    void aMemberOfAnotherDatabaseIsNotFollowed() {
        PostgresServer other = primary("invoices-a");
        PostgresServer standby = lab.server("invoices-b");
        standby.createStandby("invoices-a", other.spec().listen());
        standby.start();
        lab.control(standby).follow("orders-a", primary.spec().listen());
        Lab.await(
                "the refusal in the log",
                SOON,
                () -> standby.lastWords().contains("database system identifier"));
        assertThat(lab.control(standby).sight().upstream()).isEmpty();
        standby.kill();
        other.kill();
    }

    @Test
    void anUpstreamThatIsNotThereIsGone() {
        PostgresServer member = lab.server("lonely");
        assertThatThrownBy(
                        () ->
                                member.createStandby(
                                        "nobody-there", new Address("127.0.0.1", Lab.freePort())))
                .isInstanceOfSatisfying(
                        PostgresException.class,
                        gone -> assertThat(gone.kind()).isEqualTo(PostgresException.Kind.GONE));
    }

    @Test
    void aServerThatCannotStartSaysWhyAndLeavesNothing() throws Exception {
        PostgresServer member = lab.server("broken-start");
        member.createPrimary();
        Files.delete(member.spec().data().resolve("global/pg_control"));
        assertThatThrownBy(member::start)
                .hasMessageContaining("it ended at once")
                .hasMessageContaining("pg_control");
        assertThat(member.alive()).isFalse();
        assertThat(lab.processes.running("broken-start")).isEmpty();
    }

    @Test
    void noSecretIsInACommandLineOrAnEnvironment() throws Exception {
        for (ProcessHandle handle : lab.processes.running("orders-a").orElseThrow().tree()) {
            Path proc = Path.of("/proc", Long.toString(handle.pid()));
            if (Files.isDirectory(proc)) {
                assertThat(Files.readString(proc.resolve("cmdline"))).doesNotContain(Lab.PASSWORD);
                assertThat(Files.readString(proc.resolve("environ"))).doesNotContain(Lab.PASSWORD);
            }
        }
        assertThat(Files.getPosixFilePermissions(primary.spec().passFile())).hasSize(2);
        assertThat(Files.readString(primary.spec().log())).doesNotContain("SCRAM-SHA-256$");
    }

    private static PostgresServer primary(String name) {
        PostgresServer server = lab.server(name);
        server.createPrimary();
        server.start();
        return server;
    }

    private static String logOf(PostgresServer server) {
        try {
            Path log = server.spec().log();
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
