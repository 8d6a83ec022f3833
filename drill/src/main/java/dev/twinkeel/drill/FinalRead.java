package dev.twinkeel.drill;

import dev.twinkeel.model.Load;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Reads the ledger's keys from the database that is the primary at the end, as a stream.
final class FinalRead {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long PAUSE_MILLIS = 250;
    private static final int FETCH_ROWS = 5_000;

    private FinalRead() {}

    /// The database could not be read: what is lost is unknown, never everything.
    static final class UnreadException extends Exception {
        UnreadException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Reads in one transaction, again from the start when that fails, for at most 15 seconds.
    ///
    /// @param sink makes an empty ledger for each try, and takes its keys
    static <T extends Consumer<String>> T read(
            Load.Ledger ledger, Supplier<DatabaseAddress> where, Supplier<T> sink)
            throws UnreadException, InterruptedException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                T keys = sink.get();
                once(where.get(), ledger.query(), keys);
                return keys;
            } catch (SQLException | TwinTroubleException e) {
                if (System.nanoTime() > giveUp) {
                    throw new UnreadException(
                            "read the ledger of %s with %s: %s"
                                    .formatted(ledger.database(), ledger.query(), e.getMessage()),
                            e);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static void once(DatabaseAddress where, String query, Consumer<String> keys)
            throws SQLException {
        try (Connection connection = connect(where, Duration.ofSeconds(30))) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                try (ResultSet role = statement.executeQuery("SELECT pg_is_in_recovery()")) {
                    if (!role.next() || role.getBoolean(1)) {
                        throw new SQLException("the member is a standby, not the primary");
                    }
                }
                statement.setFetchSize(FETCH_ROWS);
                try (ResultSet rows = statement.executeQuery(query)) {
                    while (rows.next()) {
                        String key = rows.getString(1);
                        if (key != null) {
                            keys.accept(key);
                        }
                    }
                }
            }
            connection.rollback();
        }
    }

    static Connection connect(DatabaseAddress where, Duration patience) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", where.user());
        properties.setProperty("password", where.password());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", Long.toString(Math.max(1, patience.toSeconds())));
        properties.setProperty("ApplicationName", "twinkeel-drill");
        return DriverManager.getConnection(where.url(), properties);
    }
}
