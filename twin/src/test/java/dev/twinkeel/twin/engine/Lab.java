package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// A folder with real servers in it, all gone when it is closed.
final class Lab implements AutoCloseable {
    static final String PASSWORD = "engine-only";
    static final String APP_PASSWORD = "app-only";

    final Path folder;
    final Processes processes;
    final PostgresInstallation installation;
    private final Map<String, PostgresControl> controls = new ConcurrentHashMap<>();

    Lab() throws IOException {
        folder = Files.createTempDirectory("twinkeel-engines").toRealPath();
        processes = new Processes(folder.resolve("state"));
        installation = PostgresInstallation.find(PostgresBinaries.cache(), folder.resolve("state"));
    }

    PostgresServer server(String name) {
        return new PostgresServer(installation, processes, spec(name));
    }

    PostgresSpec spec(String name) {
        return spec(folder, name, freePort());
    }

    static PostgresSpec spec(Path folder, String name, int port) {
        try {
            Path password = folder.resolve("superuser");
            if (!Files.exists(password)) {
                Files.writeString(password, PASSWORD + "\n");
            }
            return new PostgresSpec(
                    name,
                    "lab",
                    new Address("127.0.0.1", port),
                    folder.resolve("members").resolve(name),
                    folder.resolve("logs").resolve(name + ".log"),
                    password);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    /// One a server, so that looking often does not connect often.
    PostgresControl control(PostgresServer server) {
        PostgresSpec spec = server.spec();
        return controls.computeIfAbsent(
                spec.name(),
                name -> new PostgresControl(name, spec.listen(), spec.superuserPasswordFile()));
    }

    /// A session of the application.
    static Connection app(PostgresServer server, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "app");
        properties.setProperty("password", APP_PASSWORD);
        properties.setProperty("sslmode", "disable");
        properties.setProperty("socketTimeout", "20");
        Address listen = server.spec().listen();
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(listen.host(), listen.port(), database),
                properties);
    }

    Path appPasswordFile() throws IOException {
        return Files.writeString(folder.resolve("app"), APP_PASSWORD);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    static void await(String what, Duration limit, BooleanSupplier condition) {
        if (!Deadline.in(limit).await(Duration.ofMillis(2), condition)) {
            throw new AssertionError("not within " + limit + ": " + what);
        }
    }

    static double millisSince(long nanos) {
        return Math.round((System.nanoTime() - nanos) / 10_000.0) / 100.0;
    }

    static void figure(String name, double millis) {
        System.out.printf("measured: %-60s %9.1f ms%n", name, millis);
    }

    @Override
    public void close() {
        controls.values().forEach(PostgresControl::close);
        processes.close();
        Folders.delete(folder);
    }
}
