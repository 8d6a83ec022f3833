package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.engine.MemberException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Creates an application's role and database, and applies its schema once.
public final class Databases {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration SCHEMA_LIMIT = Duration.ofMinutes(1);

    /// What became of the schema file.
    public enum Schema {
        /// There is none.
        NONE,
        /// It was applied now.
        APPLIED,
        /// It was applied before, and is the same.
        PRESENT,
        /// It was applied before and has changed since; nothing was done.
        CHANGED
    }

    private final String member;
    private final Address address;
    private final Path superuserPasswordFile;

    Databases(String member, Address address, Path superuserPasswordFile) {
        this.member = member;
        this.address = address;
        this.superuserPasswordFile = superuserPasswordFile;
    }

    /// Idempotent. The whole schema file is one transaction, together with the note that it was
    /// applied; it runs with the rights of the role, which owns the database.
    Schema create(String database, String role, Path rolePasswordFile, Optional<Path> schema) {
        try (Wire wire = new Wire(member, address, "postgres", superuserPasswordFile)) {
            String password = read(rolePasswordFile);
            wire.ask(
                    "create role " + role + " and database " + database,
                    LIMIT,
                    connection -> create(connection, database, role, password));
        }
        if (schema.isEmpty()) {
            return Schema.NONE;
        }
        Path file = schema.orElseThrow();
        String script = read(file);
        try (Wire wire = new Wire(member, address, database, superuserPasswordFile)) {
            return wire.ask(
                    "apply the schema " + file + " to database " + database,
                    SCHEMA_LIMIT,
                    connection -> apply(connection, role, script));
        }
    }

    private static boolean create(
            Connection connection, String database, String role, String password)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!exists(statement, "pg_roles WHERE rolname", role)) {
                statement.execute("CREATE ROLE " + identifier(role) + " LOGIN");
            }
            // A verifier is sent, never the password itself.
            statement.execute(
                    "ALTER ROLE %s PASSWORD %s"
                            .formatted(
                                    identifier(role),
                                    PostgresSql.literal(Verifier.of(password.strip()))));
            if (!exists(statement, "pg_database WHERE datname", database)) {
                statement.execute(
                        "CREATE DATABASE %s OWNER %s"
                                .formatted(identifier(database), identifier(role)));
            }
            // Otherwise every role may connect to every database.
            for (String name : List.of(database, "postgres", "template1")) {
                statement.execute(
                        "REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(identifier(name)));
            }
            return true;
        }
    }

    private static Schema apply(Connection connection, String role, String script)
            throws SQLException {
        String digest = digest(script);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS twinkeel");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS twinkeel.schema (digest text NOT NULL,"
                            + " applied timestamptz NOT NULL DEFAULT now())");
            try (ResultSet rows = statement.executeQuery("SELECT digest FROM twinkeel.schema")) {
                if (rows.next()) {
                    return rows.getString(1).equals(digest) ? Schema.PRESENT : Schema.CHANGED;
                }
            }
            statement.execute("SET LOCAL ROLE " + identifier(role));
            statement.execute(script);
            statement.execute("RESET ROLE");
            try (PreparedStatement note =
                    connection.prepareStatement(
                            "INSERT INTO twinkeel.schema (digest) VALUES (?)")) {
                note.setString(1, digest);
                note.executeUpdate();
            }
            connection.commit();
            return Schema.APPLIED;
        } catch (SQLException failure) {
            connection.rollback();
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static boolean exists(Statement statement, String where, String name)
            throws SQLException {
        try (ResultSet rows =
                statement.executeQuery(
                        "SELECT 1 FROM " + where + " = " + PostgresSql.literal(name))) {
            return rows.next();
        }
    }

    private static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String digest(String script) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new PostgresException(
                    Kind.REFUSED, "read " + file + ": it cannot be read: " + failure, failure);
        }
    }
}
