package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.engine.KeptAside.Row;
import dev.twinkeel.twin.engine.KeptAside.There;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tables of one database in what was kept aside, and in the one that lives on.
final class KeptTables {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// Numbers of the transactions that committed behind a position, and of their parts.
    static final String COMMITTED =
            """
            SELECT coalesce(string_agg(id, ' '), '') FROM (
              SELECT r.xid::text AS id, r.description
              FROM pg_get_wal_records_info('0/0'::pg_lsn + %1$d, '0/0'::pg_lsn + %2$d) r
              WHERE r.resource_manager = 'Transaction' AND r.record_type LIKE 'COMMIT%%'
              UNION
              SELECT unnest(string_to_array(
                  trim(substring(r.description FROM 'subxacts: ([0-9 ]+)')), ' ')), ''
              FROM pg_get_wal_records_info('0/0'::pg_lsn + %1$d, '0/0'::pg_lsn + %2$d) r
              WHERE r.resource_manager = 'Transaction' AND r.record_type LIKE 'COMMIT%%'
            ) ids WHERE id <> ''
            """;

    private static final String TABLES =
            """
            SELECT format('%I.%I', n.nspname, c.relname),
              coalesce((SELECT string_agg(format('t.%1$I = k.%1$I', a.attname), ' AND ')
                FROM pg_index i JOIN pg_attribute a
                  ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                WHERE i.indrelid = c.oid AND i.indisprimary), '')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND c.relpersistence = 'p'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            ORDER BY 1
            """;

    private static final String DELETED =
            """
            SELECT c.oid::regclass::text, count(*)
            FROM pg_get_wal_block_info('0/0'::pg_lsn + ?, '0/0'::pg_lsn + ?) b
              JOIN pg_class c ON pg_relation_filenode(c.oid) = b.relfilenode AND c.relkind = 'r'
              JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE b.resource_manager = 'Heap' AND b.record_type LIKE 'DELETE%'
              AND b.xid::text = ANY (?)
              AND b.reldatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            GROUP BY 1
            """;

    private final String database;
    private final Wire kept;
    private final Wire lives;

    KeptTables(String database, Wire kept, Wire lives) {
        this.database = database;
        this.kept = kept;
        this.lives = lives;
    }

    /// @param same condition by which a row `k` and a row `t` have the same primary key; empty
    ///   without one
    private record Table(String name, String same) {}

    /// The rows that these transactions left, as they are there.
    List<Row> written(List<String> transactions, int most) {
        List<Row> rows = new ArrayList<>();
        for (Table table : kept.ask("list the tables of " + database, LIMIT, this::tables)) {
            if (rows.size() >= most) {
                break;
            }
            for (String values : values(table, transactions, most - rows.size())) {
                rows.add(new Row(database, table.name(), values, there(table, values)));
            }
        }
        return rows;
    }

    private List<Table> tables(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (var statement = connection.createStatement();
                ResultSet found = statement.executeQuery(TABLES)) {
            while (found.next()) {
                tables.add(new Table(found.getString(1), found.getString(2)));
            }
        }
        return tables;
    }

    private List<String> values(Table table, List<String> transactions, int most) {
        String sql =
                "SELECT to_jsonb(t)::text FROM %s t WHERE t.xmin::text = ANY (?) LIMIT %d"
                        .formatted(table.name(), most);
        return kept.ask(
                "read the rows of " + table.name(),
                LIMIT,
                connection -> {
                    List<String> values = new ArrayList<>();
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setArray(1, texts(connection, transactions));
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                values.add(rows.getString(1));
                            }
                        }
                    }
                    return values;
                });
    }

    private There there(Table table, String values) {
        if (table.same().isEmpty()) {
            return There.UNKNOWN;
        }
        String sql =
                "SELECT to_jsonb(t) = to_jsonb(k) FROM %1$s t, jsonb_populate_record(NULL::%1$s, ?::jsonb) k WHERE %2$s"
                        .formatted(table.name(), table.same());
        try {
            return lives.ask(
                    "look a row of " + table.name() + " up",
                    LIMIT,
                    connection -> {
                        try (PreparedStatement statement = connection.prepareStatement(sql)) {
                            statement.setString(1, values);
                            try (ResultSet row = statement.executeQuery()) {
                                return !row.next()
                                        ? There.ABSENT
                                        : row.getBoolean(1) ? There.SAME : There.DIFFERENT;
                            }
                        }
                    });
        } catch (PostgresException e) {
            return There.UNKNOWN;
        }
    }

    /// How many rows these transactions deleted, by table.
    Map<String, Long> deleted(List<String> transactions, long fork, long end) {
        kept.run("read its own log", LIMIT, "CREATE EXTENSION IF NOT EXISTS pg_walinspect");
        return kept.ask(
                "count deleted rows",
                LIMIT,
                connection -> {
                    Map<String, Long> deleted = new LinkedHashMap<>();
                    try (PreparedStatement statement = connection.prepareStatement(DELETED)) {
                        statement.setLong(1, fork);
                        statement.setLong(2, end);
                        statement.setArray(3, texts(connection, transactions));
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                deleted.put(rows.getString(1), rows.getLong(2));
                            }
                        }
                    }
                    return deleted;
                });
    }

    private static Array texts(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }
}
