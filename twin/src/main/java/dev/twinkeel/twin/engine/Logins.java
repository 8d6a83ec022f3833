package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/// The roles under which an application logs in to one member.
///
/// There may be two: the owner of the database, and another that acts as the owner from its first
/// statement on (`ALTER ROLE ... SET role`), so that what it makes belongs to the owner. Whichever
/// is not in use gets the next password, and nobody's login is ever refused meanwhile.
public final class Logins implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final String member;
    private final Address address;
    private final Wire wire;

    /// @param address of the member as seen from here
    public Logins(String member, Address address, Path superuserPasswordFile) {
        this.member = member;
        this.address = address;
        this.wire = new Wire(member, address, "postgres", superuserPasswordFile);
    }

    /// Gives a role a new password, and makes the role when it is not there and is not the owner's
    /// own. A verifier is sent, never the password. Returns when the synchronous standbys have it.
    public void set(String role, String owner, String password) {
        boolean _ =
                wire.ask(
                        "give role " + role + " a password",
                        LIMIT,
                        connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute("SET synchronous_commit = on");
                                connection.setAutoCommit(false);
                                // As when it is created: it may be older than that.
                                statement.execute(
                                        "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
                                make(statement, role, owner);
                                statement.execute(
                                        "ALTER ROLE \"%s\" LOGIN PASSWORD %s"
                                                .formatted(
                                                        role,
                                                        PostgresSql.literal(
                                                                Verifier.of(password))));
                                connection.commit();
                                return true;
                            } finally {
                                connection.setAutoCommit(true);
                            }
                        });
    }

    private static void make(Statement statement, String role, String owner) throws SQLException {
        if (role.equals(owner)) {
            return;
        }
        try (ResultSet there =
                statement.executeQuery(
                        "SELECT 1 FROM pg_roles WHERE rolname = " + PostgresSql.literal(role))) {
            if (there.next()) {
                return;
            }
        }
        statement.execute("CREATE ROLE \"%s\" IN ROLE \"%s\"".formatted(role, owner));
        statement.execute("ALTER ROLE \"%s\" SET role = '%s'".formatted(role, owner));
    }

    /// Whether the member lets this role in with this password now.
    public boolean lets(String role, String password, String database) {
        Properties properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", password);
        properties.setProperty("sslmode", "disable");
        properties.setProperty("connectTimeout", "1");
        properties.setProperty("socketTimeout", "5");
        properties.setProperty("ApplicationName", "twinkeel");
        try (Connection connection =
                DriverManager.getConnection(
                        "jdbc:postgresql://" + address + "/" + database, properties)) {
            return connection.isValid(1);
        } catch (SQLException _) {
            return false;
        }
    }

    /// Sessions of clients that logged in as this role; who looks on from outside is none.
    public long sessions(String role) {
        return wire.row(
                "count the sessions of " + role + " on " + member,
                LIMIT,
                "SELECT count(*) FROM pg_stat_activity WHERE usename = "
                        + PostgresSql.literal(role)
                        + " AND application_name NOT LIKE 'twinkeel%'",
                row -> row.getLong(1));
    }

    @Override
    public void close() {
        wire.close();
    }
}
