package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// One superuser connection to one member, opened when first needed and again after it broke.
///
/// Every wait has a bound on the socket, never a statement cancel: a cancelled wait for a
/// synchronous standby reports success for a commit that nobody else has. A connection whose answer
/// did not come in time is thrown away. Thread-safe: one call at a time.
final class Wire implements AutoCloseable {
    /// To be able to reach a member across a slow link, and still far below any lease.
    private static final int CONNECT_SECONDS = 1;

    /// What the driver's own limits can tell apart.
    private static final Duration FINEST = Duration.ofSeconds(1);

    /// `SSLRequest` of the frontend/backend protocol: its length and its code.
    private static final long TLS_QUESTION = 8L << 32 | 80_877_103;

    /// SQLSTATE of a connection that failed.
    private static final String CONNECTION_FAILURE = "08006";

    private final String member;
    private final Address address;
    private final String database;
    private final Path passwordFile;
    private @Nullable Connection open;

    /// Asks one thing on an open connection.
    interface Asking<T> {
        T on(Connection connection) throws SQLException;
    }

    /// Reads one row.
    interface Reading<T> {
        T from(ResultSet row) throws SQLException;
    }

    Wire(String member, Address address, String database, Path passwordFile) {
        this.member = member;
        this.address = address;
        this.database = database;
        this.passwordFile = passwordFile;
    }

    /// Runs something that may be done twice: when a connection that had been open turns out to be
    /// broken, it is asked again on a new one. So what is [MemberException.Kind#GONE] is also gone
    /// for a new connection, and a server that was restarted meanwhile is not.
    private synchronized <T> T askAgain(String doing, Duration limit, Asking<T> asking) {
        boolean reused = open != null;
        try {
            return ask(doing, limit, asking);
        } catch (PostgresException failure) {
            if (reused && failure.kind() == PostgresException.Kind.GONE) {
                return ask(doing, limit, asking);
            }
            throw failure;
        }
    }

    /// Runs `asking`, each answer of the server within `limit`.
    synchronized <T> T ask(String doing, Duration limit, Asking<T> asking) {
        String what = doing + " on " + member + " at " + address;
        try {
            Connection connection = opened(limit);
            connection.setNetworkTimeout(Runnable::run, (int) Math.max(1, limit.toMillis()));
            return asking.on(connection);
        } catch (SQLException failure) {
            PostgresException told = PostgresException.of(what, failure);
            if (told.kind() != PostgresException.Kind.REFUSED || broken()) {
                close();
            }
            throw told;
        }
    }

    /// Runs one statement that brings no rows and may be run twice.
    void run(String doing, Duration limit, String sql) {
        askAgain(
                doing,
                limit,
                connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.execute(sql);
                    }
                });
    }

    /// Runs one query that brings exactly one row and may be run twice.
    <T> T row(String doing, Duration limit, String sql, Reading<T> reading) {
        return askAgain(
                doing,
                limit,
                connection -> {
                    try (Statement statement = connection.createStatement();
                            ResultSet rows = statement.executeQuery(sql)) {
                        if (!rows.next()) {
                            throw new SQLException("no row came from: " + sql);
                        }
                        return reading.from(rows);
                    }
                });
    }

    private Connection opened(Duration limit) throws SQLException {
        Connection connection = open;
        if (connection == null || connection.isClosed()) {
            if (limit.compareTo(FINEST) < 0) {
                greet(address, (int) limit.toMillis());
            }
            connection = open(address, database, passwordFile, limit);
            open = connection;
        }
        return connection;
    }

    /// Asks whether TLS is spoken, which every server answers before it asks who is there: one that
    /// hangs is told from one that is slow without the driver, which counts in whole seconds.
    private static void greet(Address address, int limitMillis) throws SQLException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(limitMillis);
            socket.connect(new InetSocketAddress(address.host(), address.port()), limitMillis);
            new DataOutputStream(socket.getOutputStream()).writeLong(TLS_QUESTION);
            if (socket.getInputStream().read() < 0) {
                throw new EOFException("the connection was closed before a word was said");
            }
        } catch (IOException failure) {
            throw new SQLException(
                    "no greeting: " + failure.getMessage(), CONNECTION_FAILURE, failure);
        }
    }

    /// Opens a connection as the superuser. Its commits wait for nobody: what the engine itself
    /// writes must not hang on a missing standby (the canary asks for the wait explicitly).
    static Connection open(Address address, String database, Path passwordFile, Duration limit)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", password(passwordFile));
        properties.setProperty("ApplicationName", "twinkeel");
        properties.setProperty("options", "-c synchronous_commit=local -c statement_timeout=0");
        properties.setProperty("assumeMinServerVersion", "18");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty(
                "socketTimeout", Long.toString(Math.max(1, (limit.toMillis() + 999) / 1000)));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("logServerErrorDetail", "false");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address.host() + ":" + address.port() + "/" + database,
                properties);
    }

    private static String password(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw new PostgresException(
                    PostgresException.Kind.REFUSED,
                    "read the password of PostgreSQL's superuser from "
                            + file
                            + ": it cannot be read; run `twinkeel up` again, which writes it",
                    failure);
        }
    }

    private boolean broken() {
        try {
            return open == null || open.isClosed();
        } catch (SQLException _) {
            return true;
        }
    }

    /// Ends the connection without waiting for the other side.
    @Override
    public synchronized void close() {
        Connection connection = open;
        open = null;
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException _) {
                // Ended is all we want, and it is.
            }
        }
    }
}
