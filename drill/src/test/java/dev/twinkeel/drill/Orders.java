package dev.twinkeel.drill;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.engine.PostgresBinaries;
import dev.twinkeel.twin.engine.PostgresInstallation;
import dev.twinkeel.twin.engine.PostgresServer;
import dev.twinkeel.twin.engine.PostgresSpec;
import dev.twinkeel.twin.engine.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// A real PostgreSQL server with a table of orders.
final class Orders implements AutoCloseable {
    private static final String PASSWORD = "for-this-test";
    private static final int SESSIONS = 4;

    private final Processes processes;
    private final PostgresServer server;
    private final BlockingQueue<Connection> sessions = new ArrayBlockingQueue<>(SESSIONS);

    Orders(Path folder) throws IOException, SQLException {
        Path state = folder.resolve("state");
        processes = new Processes(state);
        Path password = Files.writeString(folder.resolve("superuser"), PASSWORD + "\n");
        server =
                new PostgresServer(
                        PostgresInstallation.find(PostgresBinaries.cache(), state),
                        processes,
                        new PostgresSpec(
                                "orders",
                                "test",
                                new Address("127.0.0.1", freePort()),
                                folder.resolve("member"),
                                folder.resolve("orders.log"),
                                password));
        server.createPrimary();
        server.start();
        for (int session = 0; session < SESSIONS; session++) {
            Connection connection = FinalRead.connect(address(), Duration.ofSeconds(20));
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET synchronous_commit = off");
                statement.execute("CREATE TABLE IF NOT EXISTS orders (key text)");
            }
            sessions.add(connection);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    DatabaseAddress address() {
        Address listen = server.spec().listen();
        return new DatabaseAddress(
                "orders-db",
                "jdbc:postgresql://%s:%d/postgres".formatted(listen.host(), listen.port()),
                "postgres",
                PASSWORD);
    }

    boolean insert(String key) {
        return execute("INSERT INTO orders VALUES (?)", key);
    }

    boolean delete(String key) {
        return execute("DELETE FROM orders WHERE key = ?", key);
    }

    private boolean execute(String sql, String key) {
        try {
            Connection session = sessions.take();
            try (var statement = session.prepareStatement(sql)) {
                statement.setString(1, key);
                return statement.executeUpdate() == 1;
            } finally {
                sessions.add(session);
            }
        } catch (SQLException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection session : sessions) {
            session.close();
        }
        server.kill();
        processes.close();
    }
}
