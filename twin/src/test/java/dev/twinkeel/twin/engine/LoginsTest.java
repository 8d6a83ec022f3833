package dev.twinkeel.twin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LoginsTest {
    private static Lab lab;
    private static PostgresServer primary;

    @BeforeAll
    static void open() throws Exception {
        lab = new Lab();
        primary = lab.server("orders-a");
        primary.createPrimary();
        primary.start();
        lab.control(primary).create("orders", "app", lab.appPasswordFile(), Optional.empty());
        lab.control(primary).synchronise(Set.of());
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static Logins logins() {
        PostgresSpec spec = primary.spec();
        return new Logins(spec.name(), spec.listen(), spec.superuserPasswordFile());
    }

    private static Connection connect(String database, String user, String password)
            throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s/%s?sslmode=disable&socketTimeout=20"
                        .formatted(primary.spec().listen(), database),
                user,
                password);
    }

    /// Class 28: this user with this password. A server that is late with the handshake ends it
    /// without a word, which is no answer.
    private static boolean refused(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("28") || state.equals("42501");
    }

    private static Connection patiently(String user, String password) throws SQLException {
        return patiently("orders", user, password);
    }

    private static Connection patiently(String database, String user, String password)
            throws SQLException {
        Deadline deadline = Deadline.in(Duration.ofMinutes(2));
        while (true) {
            try {
                return connect(database, user, password);
            } catch (SQLException failed) {
                if (refused(failed) || deadline.over()) {
                    throw failed;
                }
            }
        }
    }

    @Test
    void aRoleOfAnotherServiceHasNoWayIntoTheDatabase() throws Exception {
        try (Logins logins = logins()) {
            logins.set("stranger", "app", "of a stranger");
            lets(logins, "stranger", "of a stranger");
            try (Wire wire =
                    new Wire(
                            primary.spec().name(),
                            primary.spec().listen(),
                            "postgres",
                            primary.spec().superuserPasswordFile())) {
                boolean _ =
                        wire.ask(
                                "take the stranger out",
                                Duration.ofSeconds(20),
                                connection -> {
                                    try (Statement statement = connection.createStatement()) {
                                        statement.execute(
                                                "GRANT CONNECT ON DATABASE template1 TO PUBLIC");
                                        return !statement.execute("REVOKE app FROM stranger");
                                    }
                                });
            }

            // A cluster of an older version lets everybody into it, until a password is next given.
            logins.set("app", "app", Lab.APP_PASSWORD);

            // With its own good password, at the member's own address: 42501 is a missing right.
            for (String database : List.of("orders", "postgres", "template1")) {
                assertThatThrownBy(() -> patiently(database, "stranger", "of a stranger"))
                        .as(database)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
            }
            lets(logins, "app", Lab.APP_PASSWORD);
        }
    }

    @Test
    void whatTheOtherRoleMakesBelongsToTheOwner() throws Exception {
        try (Logins logins = logins()) {
            logins.set("app_b", "app", "of the other role");
            lets(logins, "app_b", "of the other role");
            lets(logins, "app", Lab.APP_PASSWORD);
            assertThat(logins.lets("app_b", Lab.APP_PASSWORD, "orders")).isFalse();
            try (Connection other = patiently("app_b", "of the other role");
                    Statement statement = other.createStatement()) {
                statement.execute("CREATE TABLE made (number int)");
                try (ResultSet owner =
                        statement.executeQuery(
                                "SELECT tableowner FROM pg_tables WHERE tablename = 'made'")) {
                    assertThat(owner.next()).isTrue();
                    assertThat(owner.getString(1)).isEqualTo("app");
                }
                assertThat(logins.sessions("app_b")).isEqualTo(1);
            }
        }
    }

    @Test
    void nobodyWhoReadsTheFileIsEverRefusedWhileRolesTakeTurns() throws Exception {
        Path file = lab.folder.resolve("login");
        write(file, "app", Lab.APP_PASSWORD);
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        AtomicInteger opened = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        Thread pod =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!done.get()) {
                                        try {
                                            List<String> read = Files.readAllLines(file);
                                            connect("orders", read.getFirst(), read.getLast())
                                                    .close();
                                            opened.incrementAndGet();
                                        } catch (SQLException e) {
                                            if (refused(e)) {
                                                refused.add(e.toString());
                                            }
                                        } catch (Exception e) {
                                            refused.add(e.toString());
                                        }
                                    }
                                });
        try (Logins logins = logins()) {
            for (int turn = 1; turn <= 6; turn++) {
                String role = turn % 2 == 1 ? "app_b" : "app";
                logins.set(role, "app", "password " + turn);
                write(file, role, "password " + turn);
                int before = opened.get();
                // One may have read before the file was replaced, and logs in after the next turn:
                // a whole rotation later, which a pod never is.
                Lab.await("logins go on", Duration.ofMinutes(1), () -> opened.get() > before + 2);
            }
        } finally {
            done.set(true);
            pod.join();
        }
        assertThat(refused).isEmpty();
        try (Logins logins = logins()) {
            // Back, for the other test.
            logins.set("app", "app", Lab.APP_PASSWORD);
        }
    }

    private static void lets(Logins logins, String role, String password) {
        Lab.await(
                role + " is let in",
                Duration.ofMinutes(1),
                () -> logins.lets(role, password, "orders"));
    }

    private static void write(Path file, String user, String password) throws Exception {
        Path beside = Files.writeString(lab.folder.resolve("login.new"), user + "\n" + password);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
