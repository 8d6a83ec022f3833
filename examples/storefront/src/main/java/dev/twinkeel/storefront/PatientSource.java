package dev.twinkeel.storefront;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// Opens connections for the pool: it reads user and password again for each, and while the
/// database is away it asks again every 50 ms.
///
/// Both matter after a failover. The password may have been rotated. And HikariCP doubles its pause
/// after each refused connection, up to five seconds, for as long as a request waits: a database
/// that was away for eight seconds would be found again up to five seconds late. So the pool is not
/// told of a refusal until [#PATIENCE] is over; requests wait no longer for it, they have their own
/// limit. Thread-safe.
final class PatientSource implements DataSource {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /// A connection that PostgreSQL does not answer on for so long is given up.
    private static final int SILENCE_SECONDS = 2;

    private final Login login;
    private final Duration patience;
    private final PGSimpleDataSource source = new PGSimpleDataSource();

    /// @param patience how long it asks again before it tells of a refusal
    PatientSource(Environment.Target target, String applicationName, Duration patience) {
        this.login = new Login(target);
        this.patience = patience;
        source.setServerNames(new String[] {target.host()});
        source.setPortNumbers(new int[] {target.port()});
        source.setDatabaseName(target.name());
        source.setApplicationName(applicationName);
        source.setConnectTimeout(1);
        source.setSocketTimeout(SILENCE_SECONDS);
        source.setTcpKeepAlive(true);
        source.setAssumeMinServerVersion("14");
        // The second use of a statement on a connection is already prepared on the server.
        source.setPrepareThreshold(2);
    }

    @Override
    public Connection getConnection() throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return open();
            } catch (SQLException refused) {
                if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                    throw refused;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /// Never one with what was replaced while it was opened: nobody would look at it again.
    private Connection open() throws SQLException {
        while (true) {
            Login.Words words = words();
            Connection connection = source.getConnection(words.user(), words.password());
            boolean replaced = true;
            try {
                replaced = !words().equals(words);
                if (!replaced) {
                    return connection;
                }
            } finally {
                if (replaced) {
                    connection.close();
                }
            }
        }
    }

    /// A file that cannot be read for a moment is a database that is away for a moment.
    private Login.Words words() throws SQLException {
        try {
            return login.read();
        } catch (UncheckedIOException unreadable) {
            throw new SQLException(unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return source.getConnection(user, password);
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) {
        // Nothing is written: the pool logs what matters.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The driver would need a thread for each connection; connect and socket limits do.
    }

    @Override
    public int getLoginTimeout() {
        return SILENCE_SECONDS;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("no parent logger");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("not a wrapper of " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
