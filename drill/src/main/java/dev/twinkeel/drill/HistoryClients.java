package dev.twinkeel.drill;

import dev.twinkeel.drill.history.AppendHistory.Append;
import dev.twinkeel.drill.history.AppendHistory.Read;
import dev.twinkeel.drill.history.Operation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A few clients beside the load, over SQL through the gates as pods go. They write and read
/// registers, and append to a list and read it whole, and note what they were told and by which
/// epoch, so that the history can be checked. Thread-safe.
///
/// A new register is taken after a few dozen operations: that is what keeps checking cheap.
final class HistoryClients implements AutoCloseable {
    private static final int CLIENTS = 3;
    private static final long PACE_MILLIS = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    static final int REGISTER_OPERATIONS = 40;
    private static final int LIST = 1;
    private static final int OPERATIONS_MAX = 100_000;

    private static final String EPOCH =
            "(SELECT coalesce(substring(shobj_description(oid, 'pg_database')"
                    + " FROM '^twinkeel epoch ([0-9]+)$')::bigint, 0)"
                    + " FROM pg_database WHERE datname = 'postgres')";
    private static final String WRITE =
            "INSERT INTO twinkeel_register AS r VALUES (?, ?) ON CONFLICT (key)"
                    + " DO UPDATE SET value = excluded.value RETURNING "
                    + EPOCH;
    private static final String READ =
            "SELECT %s, coalesce((SELECT value FROM twinkeel_register WHERE key = ?), %d)"
                    .formatted(EPOCH, Operation.INITIAL);
    static final String APPEND =
            "UPDATE twinkeel_list SET list = list || ?::bigint WHERE key = %d RETURNING %s"
                    .formatted(LIST, EPOCH);
    static final String WHOLE =
            "SELECT %s, list FROM twinkeel_list WHERE key = %d".formatted(EPOCH, LIST);

    private final Load load;
    private final List<DatabaseAddress> gates;
    private final AtomicLong next = new AtomicLong(1);
    private final List<Told> operations = new ArrayList<>();
    private final List<Append> appends = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /// An operation on a register, with the epoch that answered it; 0 when none did.
    record Told(long register, Operation operation, long epoch) {}

    /// What the clients saw.
    record Seen(List<Told> operations, List<Append> appends, List<Read> reads) {}

    private HistoryClients(Load load, List<DatabaseAddress> gates) {
        this.load = load;
        this.gates = List.copyOf(gates);
    }

    /// Makes the tables and begins.
    ///
    /// @param gates of every zone; those of a region that does not serve refuse
    /// @throws SQLException when no gate leads to a database in which tables can be made
    static HistoryClients start(Load load, List<DatabaseAddress> gates) throws SQLException {
        var clients = new HistoryClients(load, gates);
        clients.prepare();
        for (int client = 0; client < CLIENTS; client++) {
            int first = client;
            clients.threads.add(
                    Thread.ofVirtual().name("history-" + client).start(() -> clients.run(first)));
        }
        return clients;
    }

    private void prepare() throws SQLException {
        SQLException trouble = new SQLException("there is no gate");
        for (DatabaseAddress gate : gates) {
            try (Connection connection = FinalRead.connect(gate, Duration.ofSeconds(10));
                    Statement statement = connection.createStatement()) {
                tables(statement);
                return;
            } catch (SQLException e) {
                trouble = e;
            }
        }
        throw trouble;
    }

    static void tables(Statement statement) throws SQLException {
        statement.execute(
                "CREATE TABLE IF NOT EXISTS twinkeel_register"
                        + " (key bigint PRIMARY KEY, value bigint NOT NULL)");
        statement.execute(
                "CREATE TABLE IF NOT EXISTS twinkeel_list"
                        + " (key int PRIMARY KEY, list bigint[] NOT NULL)");
        statement.execute("TRUNCATE twinkeel_register, twinkeel_list");
        statement.execute("INSERT INTO twinkeel_list VALUES (%d, '{}')".formatted(LIST));
    }

    /// Over one session as long as it lives, then over the next zone's gate.
    private void run(int first) {
        int gate = first;
        while (!closed) {
            try (Connection connection =
                    FinalRead.connect(gates.get(gate % gates.size()), PATIENCE)) {
                while (!closed && pause()) {
                    operate(connection);
                }
            } catch (SQLException e) {
                // The operation that met it is noted; the session is of no more use.
            }
            gate++;
            if (!pause()) {
                return;
            }
        }
    }

    private boolean pause() {
        try {
            Thread.sleep(PACE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void operate(Connection connection) throws SQLException {
        long number = next.getAndIncrement();
        long register = number / REGISTER_OPERATIONS;
        switch ((int) (number % 4)) {
            case 0 -> write(connection, register, number);
            case 1 -> append(connection, number);
            case 2 -> whole(connection);
            default -> read(connection, register);
        }
    }

    private void write(Connection connection, long register, long value) throws SQLException {
        long began = load.nowNanos();
        try {
            long epoch = changed(connection, WRITE, register, value);
            var operation = Operation.write(value, began, load.nowNanos());
            note(new Told(register, operation, epoch));
        } catch (SQLException e) {
            var operation =
                    refused(e)
                            ? Operation.failed(value, began, load.nowNanos())
                            : Operation.unknown(value, began);
            note(new Told(register, operation, 0));
            throw e;
        }
    }

    private void read(Connection connection, long register) throws SQLException {
        long began = load.nowNanos();
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setLong(1, register);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                var operation = Operation.read(row.getLong(2), began, load.nowNanos());
                note(new Told(register, operation, row.getLong(1)));
            }
        }
    }

    private void append(Connection connection, long value) throws SQLException {
        long began = load.nowNanos();
        try {
            long epoch = changed(connection, APPEND, value);
            note(new Append(value, began, load.nowNanos(), Operation.Result.DONE, epoch));
        } catch (SQLException e) {
            var result = refused(e) ? Operation.Result.FAILED : Operation.Result.UNKNOWN;
            note(new Append(value, began, load.nowNanos(), result, 0));
            throw e;
        }
    }

    private void whole(Connection connection) throws SQLException {
        long began = load.nowNanos();
        try (PreparedStatement statement = connection.prepareStatement(WHOLE);
                ResultSet row = statement.executeQuery()) {
            row.next();
            Read read = new Read(values(row), began, load.nowNanos(), row.getLong(1));
            synchronized (this) {
                reads.add(read);
            }
        }
    }

    static List<Long> values(ResultSet row) throws SQLException {
        return List.of((Long[]) row.getArray(2).getArray());
    }

    /// @return the epoch that acknowledged it
    static long changed(Connection connection, String sql, long... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < values.length; index++) {
                statement.setLong(index + 1, values[index]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long epoch = row.getLong(1);
                // A cancelled wait for the standbys is a warning, not an acknowledgement.
                if (statement.getWarnings() != null || connection.getWarnings() != null) {
                    throw new SQLException("acknowledged with a warning", "01000");
                }
                return epoch;
            }
        }
    }

    /// A server that is read-only says a definite no; anything else leaves it open.
    private static boolean refused(SQLException e) {
        return Optional.ofNullable(e.getSQLState()).orElse("").startsWith("25");
    }

    private synchronized void note(Told told) {
        if (operations.size() < OPERATIONS_MAX) {
            operations.add(told);
        }
    }

    private synchronized void note(Append append) {
        appends.add(append);
    }

    /// Ends the clients and tells what they saw.
    synchronized Seen seen() {
        return new Seen(List.copyOf(operations), List.copyOf(appends), List.copyOf(reads));
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join(PATIENCE.multipliedBy(3));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread.interrupt();
        }
    }
}
