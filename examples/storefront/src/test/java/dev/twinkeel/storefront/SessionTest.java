package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
    private static final String CONNECTIONS =
            "select count(*) from pg_stat_activity where application_name = 'held'";

    private static Postgres postgres;

    @TempDir Path folder;

    @BeforeAll
    static void start() {
        postgres = new Postgres();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private Environment.Target target(Path passwordFile) {
        Environment.Target target = postgres.target();
        return new Environment.Target(
                target.host(),
                target.port(),
                target.name(),
                target.user(),
                passwordFile,
                Optional.empty());
    }

    @Test
    void aPasswordThatCannotBeReadForAMomentIsADatabaseThatIsAwayForAMoment() throws Exception {
        Path password = folder.resolve("password");
        Environment.Target target = target(password);
        try (Session session = new Session(target, "session")) {
            assertThat(session.open()).isFalse();
            assertThatThrownBy(() -> session.transact(Connection::isClosed))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("check that the file " + password);

            Files.copy(postgres.target().passwordFile(), password);
            assertThat(session.open()).isTrue();
        }
    }

    @Test
    void aFailureInTheMiddleHoldsNoLocks() {
        try (Session session = new Session(postgres.target(), "held")) {
            assertThatThrownBy(() -> session.transact(SessionTest::lockAndFail))
                    .hasMessage("unforeseen");
            Until.holds("its connection is closed", () -> postgres.number(CONNECTIONS) == 0);
            assertThat(session.open()).isTrue();
        }
    }

    private static Object lockAndFail(Connection connection) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("lock table outbox in exclusive mode");
        }
        throw new IllegalStateException("unforeseen");
    }
}
