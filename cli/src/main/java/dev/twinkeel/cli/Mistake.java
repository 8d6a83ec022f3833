package dev.twinkeel.cli;

import dev.twinkeel.drill.DatabaseAddress;
import dev.twinkeel.drill.Fault;
import dev.twinkeel.drill.Proof;
import dev.twinkeel.drill.TwinTroubleException;
import dev.twinkeel.drill.Wound;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Load;
import dev.twinkeel.twin.host.Restored;
import dev.twinkeel.twin.host.TwinClient;
import dev.twinkeel.twin.store.Backups;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A careless statement of the application's own role, which every copy repeats, and the way back.
final class Mistake {
    /// To which moment before the statement is restored: nobody knows it better.
    private static final Duration BEFORE = Duration.ofSeconds(1);

    private static final Pattern TABLE =
            Pattern.compile("\\bfrom\\s+([A-Za-z_][A-Za-z0-9_.]*)", Pattern.CASE_INSENSITIVE);

    private final TwinClient client;
    private final Application application;
    private volatile Optional<Made> made = Optional.empty();
    private volatile Optional<Restored> restored = Optional.empty();

    /// @param at the instant before the statement was sent
    /// @param key one that was there
    private record Made(Instant at, String table, String key) {}

    Mistake(TwinClient client, Application application) {
        this.client = client;
        this.application = application;
    }

    Load.Ledger ledger() {
        return application
                .load()
                .ledger()
                .orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "erase what the ledger is read from: the file's load names"
                                                + " no ledger; add load.ledger"));
    }

    Wound erase(Fault fault, String region, DatabaseAddress primary) {
        if (Backups.of(application).isEmpty()) {
            throw new TwinTroubleException(
                    "erase %s: it could not be restored: the file names no bucket, or no backup; the storefront with both is examples/storefront/stores.yaml"
                            .formatted(ledger().database()));
        }
        String query = ledger().query();
        Matcher from = TABLE.matcher(query);
        if (!from.find()) {
            throw new TwinTroubleException(
                    "erase what the ledger is read from: \"%s\" names no table".formatted(query));
        }
        String table = from.group(1);
        try (Connection connection = connect(primary);
                Statement statement = connection.createStatement()) {
            String key;
            try (ResultSet row = statement.executeQuery(query + " LIMIT 1")) {
                if (!row.next()) {
                    throw new TwinTroubleException("erase " + table + ": it is empty");
                }
                key = row.getString(1);
            }
            Instant at = Instant.now();
            statement.execute("TRUNCATE " + table + " CASCADE");
            made = Optional.of(new Made(at, table, key));
            return new Wound(
                    fault,
                    at,
                    region,
                    "deleted every row of %s, and what refers to it".formatted(table),
                    List.of(),
                    List.of(table));
        } catch (SQLException e) {
            throw new TwinTroubleException("erase " + table + " at " + primary.url(), e);
        }
    }

    List<Proof> erased(DatabaseAddress primary) {
        Made mistake = made.orElseThrow();
        boolean there = has(primary, mistake.key());
        return List.of(
                new Proof(
                        "what was in %s is gone".formatted(mistake.table()),
                        !there,
                        "%s is %s".formatted(mistake.key(), there ? "there" : "not there")));
    }

    Wound restore(Fault fault, String region) {
        Made mistake =
                made.orElseThrow(
                        () ->
                                new TwinTroubleException(
                                        "restore: nothing was erased; write `fault: { erase:"
                                                + " database }` before it"));
        Instant now = Instant.now();
        Restored past = client.restore(ledger().database(), mistake.at().minus(BEFORE));
        restored = Optional.of(past);
        return new Wound(fault, now, region, sentence(past), List.of(), List.of());
    }

    private static String sentence(Restored past) {
        long rows = past.rows().values().stream().mapToLong(Long::longValue).sum();
        return String.format(
                Locale.ROOT,
                "to %s in %.1f s, from the backups in %s, on a server of its own: %d rows",
                past.moment(),
                past.took().toMillis() / 1000.0,
                past.region(),
                rows);
    }

    List<Proof> restored() {
        Made mistake = made.orElseThrow();
        boolean there = past().filter(it -> has(it, mistake.key())).isPresent();
        return List.of(
                new Proof(
                        "what was erased is in the restored database",
                        there,
                        "%s is %s".formatted(mistake.key(), there ? "there" : "not there")));
    }

    /// The restored server, as the application's own role reaches it.
    Optional<DatabaseAddress> past() {
        return restored.map(
                it -> {
                    try {
                        return new DatabaseAddress(
                                ledger().database(),
                                "jdbc:postgresql://%s/%s".formatted(it.address(), it.database()),
                                it.user(),
                                Files.readString(it.passwordFile()).strip());
                    } catch (IOException e) {
                        throw new TwinTroubleException("read the password " + it.passwordFile(), e);
                    }
                });
    }

    Optional<String> told() {
        return restored.map(Mistake::sentence);
    }

    private boolean has(DatabaseAddress where, String key) {
        String sql = "SELECT count(*) FROM (" + ledger().query() + ") l(key) WHERE key = ?";
        try (Connection connection = connect(where);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getLong(1) > 0;
            }
        } catch (SQLException e) {
            throw new TwinTroubleException("look for a row at " + where.url(), e);
        }
    }

    private static Connection connect(DatabaseAddress where) throws SQLException {
        return DriverManager.getConnection(
                where.url() + "?connectTimeout=5&socketTimeout=30&ApplicationName=twinkeel-drill",
                where.user(),
                where.password());
    }
}
