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
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.BooleanSupplier;

/// A folder with real servers in it, all gone when it is closed.
final class Lab implements AutoCloseable {
    static final String PASSWORD = "engine-only";
    static final String APP_PASSWORD = "app-only";

    final Path folder;
    final Processes processes;
    final PostgresInstallation installation;
    private final Path superuserPasswordFile;
    private final List<PostgresControl> controls = new ArrayList<>();

    Lab() throws IOException {
        folder = Files.createTempDirectory("twinkeel-engines").toRealPath();
        processes = new Processes(folder.resolve("state"));
        installation = PostgresInstallation.find(PostgresBinaries.cache(), folder.resolve("state"));
        superuserPasswordFile = Files.writeString(folder.resolve("superuser"), PASSWORD + "\n");
    }

    PostgresServer server(String name) {
        return new PostgresServer(installation, processes, spec(name));
    }

    PostgresSpec spec(String name) {
        return new PostgresSpec(
                name,
                "lab",
                new Address("127.0.0.1", freePort()),
                folder.resolve("members").resolve(name),
                folder.resolve("logs").resolve(name + ".log"),
                superuserPasswordFile);
    }

    PostgresControl control(PostgresServer server) {
        PostgresControl control =
                new PostgresControl(
                        server.spec().name(), server.spec().listen(), superuserPasswordFile);
        controls.add(control);
        return control;
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
        controls.forEach(PostgresControl::close);
        processes.close();
        Folders.delete(folder);
    }
}
