package dev.twinkeel.storefront;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One connection to the writer side of a database, for work in the background: opened when it is
/// needed, thrown away when it fails. For one thread.
final class Session implements Part {
    /// What answered so lately is not asked whether it lives.
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final PatientSource source;
    private final Login login;
    private volatile @Nullable Connection connection;
    private long answeredNanos = System.nanoTime() - FRESH.toNanos();

    Session(Environment.Target target, String applicationName) {
        this.login = new Login(target);
        // Whoever uses it asks again by itself, at its own pace.
        this.source = new PatientSource(target, applicationName, Duration.ZERO);
    }

    /// What is done in one transaction.
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /// Whether the database can be written from here: it is not, in a region that does not hold it.
    boolean open() {
        try {
            Connection open = connection();
            if (System.nanoTime() - answeredNanos < FRESH.toNanos() || open.isValid(1)) {
                return true;
            }
        } catch (SQLException _) {
            // It is away.
        } catch (RuntimeException unforeseen) {
            drop();
            throw unforeseen;
        }
        drop();
        return false;
    }

    /// Runs the work in a transaction and returns when two servers have it.
    ///
    /// @throws SQLException when it is not known to be kept; it may be
    <T> T transact(Work<T> work) throws SQLException {
        try {
            Connection open = connection();
            T result = work.in(open);
            open.clearWarnings();
            open.commit();
            answeredNanos = System.nanoTime();
            SQLWarning warning = open.getWarnings();
            if (warning != null) {
                // Committed on one server only: no acknowledgement.
                throw new SQLException("the commit was answered with a warning", warning);
            }
            return result;
        } catch (SQLException | RuntimeException failed) {
            // Its rows are not locked any longer.
            drop();
            throw failed;
        }
    }

    private Connection connection() throws SQLException {
        if (login.rotated()) {
            drop();
        }
        Connection open = connection;
        if (open == null) {
            open = source.getConnection();
            open.setAutoCommit(false);
            connection = open;
        }
        return open;
    }

    private void drop() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException _) {
                // It was broken already.
            }
        }
    }

    @Override
    public void close() {
        drop();
    }
}
