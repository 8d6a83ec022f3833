package dev.twinkeel.storefront;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// A few connections to one side of a database.
///
/// It starts without its database and holds no connection until one is needed, so the pods of a
/// standby region do not knock at a door that is closed. Thread-safe.
final class Pool implements AutoCloseable {
    /// Three connections carry some hundreds of short transactions a second; twelve pods of three
    /// leave PostgreSQL most of its hundred.
    private static final int CONNECTIONS = 3;

    /// How long one request may wait for a connection before it looks at its deadline again:
    /// HikariCP's least.
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final HikariDataSource source;

    Pool(Environment.Target target, String applicationName, boolean autoCommit) {
        var config = new HikariConfig();
        config.setPoolName(applicationName + " " + target);
        config.setDataSource(new PatientSource(target, applicationName));
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setValidationTimeout(PATIENCE.toMillis());
        config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
        // Nothing follows a rotated password but a new connection.
        config.setMaxLifetime(Duration.ofMinutes(10).toMillis());
        config.setAutoCommit(autoCommit);
        source = new HikariDataSource(config);
    }

    /// A connection, alive when it was last used or asked; at most 250 ms are waited for it.
    Connection borrow() throws SQLException {
        return source.getConnection();
    }

    /// Takes a connection back. What was not committed is rolled back.
    static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException _) {
            // It died after it had done its work; the pool has noticed.
        }
    }

    /// Closes a connection that failed, instead of taking it back.
    void discard(Connection connection) {
        source.evictConnection(connection);
    }

    @Override
    public void close() {
        source.close();
    }
}
