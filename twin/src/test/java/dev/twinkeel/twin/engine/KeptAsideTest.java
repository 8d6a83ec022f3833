package dev.twinkeel.twin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.twin.engine.KeptAside.There;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// An old primary went on alone after its replica was promoted elsewhere.
final class KeptAsideTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void whatWasCommittedAndNotCopiedIsListedRowByRow() throws Exception {
        try (Lab lab = new Lab()) {
            PostgresServer old = lab.server("orders-old");
            PostgresServer next = lab.server("orders-next");
            prepare(lab, old, next);
            lab.control(next).detach();
            write(
                    old,
                    "INSERT INTO note VALUES (10, 'kept'), (11, 'again')",
                    "UPDATE note SET text = 'changed' WHERE id = 1",
                    "DELETE FROM note WHERE id = 2",
                    "BEGIN; SAVEPOINT s; INSERT INTO note VALUES (12, 'part'); COMMIT",
                    "BEGIN; INSERT INTO note VALUES (13, 'undone'); ROLLBACK");
            lab.control(next).promote(Set.of(), 2, _ -> true);
            write(next, "INSERT INTO note VALUES (11, 'again'), (14, 'new')");
            old.kill();
            old.createStandby(next.spec().name(), next.spec().listen());
            old.start();

            var kept = new KeptAside(lab.installation, lab.processes, old.spec());
            assertThat(kept.folders(false)).containsExactly(old.spec().aside());
            KeptAside.Life life = kept.read(old.spec().aside(), next.spec().listen());
            assertThat(life.trouble()).isEmpty();
            assertThat(life.rows())
                    .extracting(KeptAside.Row::values, KeptAside.Row::there)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple(
                                    "{\"id\": 10, \"text\": \"kept\"}", There.ABSENT),
                            org.assertj.core.groups.Tuple.tuple(
                                    "{\"id\": 11, \"text\": \"again\"}", There.SAME),
                            org.assertj.core.groups.Tuple.tuple(
                                    "{\"id\": 12, \"text\": \"part\"}", There.ABSENT),
                            org.assertj.core.groups.Tuple.tuple(
                                    "{\"id\": 1, \"text\": \"changed\"}", There.DIFFERENT));
            assertThat(life.rows()).allMatch(row -> row.table().equals("public.note"));
            assertThat(life.deleted()).isEqualTo(Map.of("note", 1L));
            assertThat(old.spec().folder().resolve("looked-at")).doesNotExist();
            assertThat(lab.processes.running("kept-orders-old")).isEmpty();
        }
    }

    private static void prepare(Lab lab, PostgresServer old, PostgresServer next) throws Exception {
        old.createPrimary();
        old.start();
        var schema =
                Files.writeString(
                        lab.folder.resolve("schema.sql"),
                        "CREATE TABLE note (id int PRIMARY KEY, text text);");
        lab.control(old).create("orders", "app", lab.appPasswordFile(), Optional.of(schema));
        lab.control(old).synchronise(Set.of());
        next.createStandby(old.spec().name(), old.spec().listen());
        next.start();
        write(old, "INSERT INTO note VALUES (1, 'one'), (2, 'two'), (3, 'three')");
        var written = lab.control(old).sight().position();
        Lab.await(
                "the replica has it",
                SOON,
                () -> lab.control(next).sight().position().lsn() >= written.lsn());
    }

    private static void write(PostgresServer server, String... statements) throws SQLException {
        try (Connection app = Lab.app(server, "orders");
                Statement statement = app.createStatement()) {
            for (String sql : List.of(statements)) {
                statement.execute(sql);
            }
        }
    }
}
