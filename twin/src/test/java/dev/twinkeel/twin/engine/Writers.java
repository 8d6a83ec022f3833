package dev.twinkeel.twin.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Sessions that insert one row after the other, each on one connection opened at the start, and
/// remember what was acknowledged and when the last time was.
final class Writers {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private volatile long lastNanos;
    private volatile boolean stop;

    Writers(PostgresServer server, int sessions) throws SQLException {
        for (int session = 0; session < sessions; session++) {
            Connection connection = Lab.app(server, "orders");
            threads.add(Thread.ofVirtual().start(() -> write(connection)));
        }
    }

    private void write(Connection connection) {
        try (connection;
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO note VALUES (?)")) {
            while (!stop) {
                int id = NEXT.incrementAndGet();
                insert.setInt(1, id);
                if (insert.executeUpdate() == 1 && insert.getWarnings() == null) {
                    lastNanos = System.nanoTime();
                    acknowledged.add(id);
                }
            }
        } catch (SQLException _) {
            // The session was ended: that row is unknown, and this session writes no more.
        }
    }

    int count() {
        return acknowledged.size();
    }

    long lastNanos() {
        return lastNanos;
    }

    /// Waits until every session has ended.
    void join() throws InterruptedException {
        stop = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /// The acknowledged rows that a server does not have.
    Set<Integer> missingFrom(PostgresServer server) throws SQLException {
        Set<Integer> missing = new TreeSet<>(acknowledged);
        try (Connection connection = Lab.app(server, "orders");
                ResultSet rows = connection.createStatement().executeQuery("SELECT id FROM note")) {
            while (rows.next()) {
                missing.remove(rows.getInt(1));
            }
        }
        return missing;
    }
}
