package dev.twinkeel.storefront;

import dev.twinkeel.twin.engine.PostgresBinaries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real PostgreSQL with the storefront's schema, for one test class. Runs as root and not as
/// root.
final class Postgres implements AutoCloseable {
    private static final String PASSWORD = "harbour";
    private static final Path SCHEMA = Path.of("db/orders.sql");

    private final Path folder;
    private final Process process;
    private final int port;
    private final Path passwordFile;

    Postgres() {
        PostgresBinaries binaries = PostgresBinaries.unpack(PostgresBinaries.cache());
        try {
            folder = Files.createTempDirectory("storefront-postgres-");
            passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
            Path data = folder.resolve("data");
            Path log = folder.resolve("log");
            Process initdb =
                    start(
                            log,
                            binaries.program("initdb"),
                            List.of("-D", data, "-U", "app", "-N", "-E", "UTF8").stream()
                                    .map(Object::toString)
                                    .toList(),
                            List.of("-A", "scram-sha-256", "--pwfile=" + passwordFile));
            if (!initdb.waitFor(60, TimeUnit.SECONDS) || initdb.exitValue() != 0) {
                throw new IllegalStateException("initdb failed: " + Files.readString(log));
            }
            port = freePort();
            process =
                    start(
                            log,
                            binaries.program("postgres"),
                            List.of("-D", data.toString(), "-p", "" + port, "-F"),
                            List.of("-h", "127.0.0.1", "-c", "unix_socket_directories="));
        } catch (IOException failed) {
            throw new UncheckedIOException("start PostgreSQL for a test", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PostgreSQL starts", interrupted);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Until.holds("PostgreSQL answers; see " + folder, this::answers);
        String schema = read(SCHEMA);
        run(schema);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("read " + file, failed);
        }
    }

    private static Process start(Path log, Path program, List<String> first, List<String> then)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "--user", "--"));
        }
        command.add(program.toString());
        command.addAll(first);
        command.addAll(then);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException _) {
            return false;
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/postgres?socketTimeout=20".formatted(port),
                "app",
                PASSWORD);
    }

    int port() {
        return port;
    }

    /// This server, as the services are told of it, seen through another port.
    Environment.Target through(int relayPort) {
        return new Environment.Target(
                "127.0.0.1",
                relayPort,
                "postgres",
                "app",
                passwordFile,
                java.util.Optional.empty());
    }

    Environment.Target target() {
        return through(port);
    }

    void run(String statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException failed) {
            throw new IllegalStateException("run " + statements, failed);
        }
    }

    long number(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException("ask " + query, failed);
        }
    }

    /// Ends it with its sessions, so that it leaves nothing of its shared memory on the machine; a
    /// polite stop would wait for them.
    @Override
    public void close() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("end PostgreSQL after a test", failed);
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Scratch.delete(folder);
    }
}
