package dev.twinkeel.storefront;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A few connections to one side of a database.
///
/// It starts without its database. While it holds no connection it knocks once a second and keeps
/// the first that it gets, so that the first request after a failover, or the first of users who
/// were sent ahead of the database, finds one: across a link, by code that the JVM has never run,
/// one takes longer than a request waits. Thread-safe.
final class Pool implements Part {
    /// How long a request waits for a connection when it is its turn, before it looks at its
    /// deadline again: HikariCP's least.
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final Duration VALIDATION = Duration.ofSeconds(1);

    static {
        // A connection that was idle is not asked whether it lives. Whoever uses it finds out, and
        // tries again on another one; a server that is late for a moment would lose them all.
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "600000");
    }

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Environment.Target target;
    private final Login login;
    private final Thread watch;
    private final PatientSource knocked;
    private final HikariDataSource source;
    private final Semaphore turns;

    /// @param connections at most
    Pool(Environment.Target target, String applicationName, int connections) {
        this.target = target;
        this.login = new Login(target);
        this.turns = new Semaphore(connections, /* fair= */ true);
        var config = new HikariConfig();
        config.setPoolName(applicationName + " " + target);
        config.setDataSource(new PatientSource(target, applicationName, PatientSource.PATIENCE));
        knocked = new PatientSource(target, applicationName, /* patience= */ Duration.ZERO);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setValidationTimeout(VALIDATION.toMillis());
        config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
        config.setMaxLifetime(Duration.ofMinutes(10).toMillis());
        source = new HikariDataSource(config);
        watch = Thread.ofVirtual().name("watch of " + target).start(this::watch);
    }

    /// After a rotation the connections that wait are closed, and each other when it is given back.
    private void watch() {
        new Rounds("the watch of " + target, source::isClosed).run(this::look);
    }

    private void look() throws InterruptedException {
        Thread.sleep(LOOK);
        if (login.rotated()) {
            source.getHikariPoolMXBean().softEvictConnections();
        }
        if (source.getHikariPoolMXBean().getTotalConnections() == 0) {
            knock();
        }
    }

    /// The pool itself is asked only when somebody has answered: it would ask again and again.
    private void knock() {
        try {
            knocked.getConnection().close();
            source.getConnection().close();
        } catch (SQLException _) {
            // Nobody is there yet.
        }
    }

    /// A connection, alive when it was last used or asked. Those who wait are served in turn, until
    /// their deadline (of `System.nanoTime()`): after an outage a queue is waiting, and HikariCP
    /// alone would send whom it cannot serve within 250 ms to the end of it.
    Connection borrow(long deadlineNanos) throws SQLException {
        if (!turn(deadlineNanos)) {
            throw new SQLTransientConnectionException(
                    "no connection to %s was free in time".formatted(target));
        }
        try {
            return connection(deadlineNanos);
        } catch (SQLException | RuntimeException failed) {
            turns.release();
            throw failed;
        }
    }

    /// Whoever has its turn keeps it while the database is away: at the end of the queue again, the
    /// first to come would be the last to be served.
    private Connection connection(long deadlineNanos) throws SQLException {
        while (true) {
            try {
                return source.getConnection();
            } catch (SQLTransientConnectionException away) {
                if (System.nanoTime() - deadlineNanos >= 0) {
                    throw away;
                }
            }
        }
    }

    private boolean turn(long deadlineNanos) {
        try {
            return turns.tryAcquire(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Takes a connection back.
    void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException _) {
            // It died after it had done its work; the pool has noticed.
        } finally {
            turns.release();
        }
    }

    /// Closes a connection that failed, instead of taking it back.
    void discard(Connection connection) {
        try {
            source.evictConnection(connection);
        } finally {
            turns.release();
        }
    }

    @Override
    public void close() {
        watch.interrupt();
        source.close();
    }
}
