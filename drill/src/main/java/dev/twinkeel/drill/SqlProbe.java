package dev.twinkeel.drill;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One client for any PostgreSQL, to compare engines of recovery by: it inserts rows at a constant
/// rate over JDBC, has a fault done in the middle by a command, and prints the outage as a drill
/// measures it, and how many acknowledged rows are missing afterwards.
///
/// Open loop: a write has its time whether or not those before it have ended. A few connections
/// carry the writes; one that broke is opened again by the next write that it gets. It is run by
/// `bench/patroni/run`; see there.
public final class SqlProbe {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1) / 200;
    private static final int CONNECTIONS = 8;

    /// As long as a drill's shoppers wait.
    private static final Duration DEADLINE = Scenario.LoadChange.DEFAULT_DEADLINE;

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration BASELINE = Duration.ofSeconds(5);
    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final Duration OBSERVE = Duration.ofSeconds(75);

    /// Between two tries of one connection to be opened: the tries of all must not take the machine
    /// from the recovery they wait for.
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final String url;
    private final Properties properties = new Properties();
    private final History history = new History();
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();
    private final long began = System.nanoTime();
    private volatile boolean over;

    private SqlProbe(String url, String user, String password) {
        this.url = url;
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "1");
        properties.setProperty("loginTimeout", "1");
        properties.setProperty("socketTimeout", "2");
        properties.setProperty("hostRecheckSeconds", "0");
    }

    /// Arguments: the JDBC URL, the user, the file with the password, and the command that looks
    /// for its victims, waits for a line, does the fault, and returns when it is done.
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 4) {
            throw new IllegalArgumentException(
                    "usage: SqlProbe <jdbc-url> <user> <password-file> <fault-command>");
        }
        String password = Files.readString(Path.of(arguments[2])).strip();
        new SqlProbe(arguments[0], arguments[1], password).run(arguments[3]);
    }

    private void run(String fault) throws Exception {
        List<Thread> threads =
                IntStream.range(0, CONNECTIONS)
                        .mapToObj(it -> Thread.ofPlatform().name("writer-" + it).start(this::write))
                        .toList();
        until(WARM_UP.toNanos());
        Process hand = new ProcessBuilder("/bin/sh", "-c", fault).redirectErrorStream(true).start();
        until(WARM_UP.plus(BASELINE).toNanos());
        long at = now();
        strike(hand, fault);
        long end = watch(at);
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        List<History.Row> rows = rows();
        Outage outage =
                Outage.measure(
                        rows, new Outage.Span(WARM_UP.toNanos(), at, end, STEADY.toNanos(), false));
        tell(rows, outage, lost());
    }

    /// The command has looked for its victims already, and waits for a line.
    private static void strike(Process hand, String command)
            throws IOException, InterruptedException {
        try (OutputStream line = hand.getOutputStream()) {
            line.write('\n');
        }
        String said = new String(hand.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (hand.waitFor() != 0) {
            throw new IOException(
                    "do the fault: `%s` ended with %d: %s"
                            .formatted(command, hand.exitValue(), said));
        }
    }

    /// @return when all was well for long enough, or the patience was over
    private long watch(long fault) {
        long giveUp = fault + OBSERVE.toNanos();
        long well = now();
        while (now() < giveUp && now() - well < STEADY.plus(DEADLINE).toNanos()) {
            until(now() + TimeUnit.MILLISECONDS.toNanos(100));
            well = Math.max(well, lastTrouble());
        }
        return now() - DEADLINE.toNanos();
    }

    private long lastTrouble() {
        long last = 0;
        long now = now();
        for (int i = Math.max(0, history.size() - 2000); i < history.size(); i++) {
            History.Row row = history.row(i);
            boolean late = row.outcome() == Outcome.PENDING && now - row.intended() > 100_000_000L;
            boolean bad = row.outcome() != Outcome.PENDING && !row.ok();
            if (late || bad) {
                last = Math.max(last, late ? now : row.completed());
            }
        }
        return last;
    }

    private List<History.Row> rows() {
        List<History.Row> rows = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            rows.add(history.row(i));
        }
        return rows;
    }

    private long now() {
        return System.nanoTime() - began;
    }

    private void until(long nanos) {
        for (long left = nanos - now(); left > 0; left = nanos - now()) {
            LockSupport.parkNanos(left);
        }
    }

    /// One connection's share of the writes: whoever is free takes the next.
    private void write() {
        Connection connection = null;
        while (!over) {
            long intended = next.getAndIncrement() * EVERY_NANOS;
            until(intended);
            int index = history.begin(Kind.WRITE, intended);
            connection = write(connection, index, intended);
        }
        close(connection);
    }

    /// @return the connection when it can go on
    private @Nullable Connection write(@Nullable Connection former, int index, long intended) {
        Connection connection = former;
        boolean sent = false;
        try {
            if (now() - intended > DEADLINE.toNanos()) {
                throw new SQLException("its time was over before a connection was free for it");
            }
            while (connection == null) {
                connection = open(intended);
            }
            history.sent(index, now());
            sent = true;
            insert(connection, index);
            boolean timely = now() - intended <= DEADLINE.toNanos();
            acknowledged.add(index);
            history.end(
                    index,
                    now(),
                    timely ? Outcome.OK : Outcome.UNKNOWN,
                    timely ? Cause.NONE : Cause.DEADLINE,
                    0);
            return connection;
        } catch (SQLException _) {
            history.end(
                    index,
                    now(),
                    sent ? Outcome.UNKNOWN : Outcome.FAILED,
                    sent ? Cause.CLOSED : Cause.NOT_CONNECTED,
                    0);
            close(connection);
            return null;
        }
    }

    /// Tries for as long as the write may take.
    private @Nullable Connection open(long intended) throws SQLException {
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException failure) {
            if (over || now() - intended > DEADLINE.toNanos()) {
                throw failure;
            }
            until(now() + PAUSE.toNanos());
            return null;
        }
    }

    /// A commit that is answered with a warning was not replicated, and is not acknowledged.
    private static void insert(Connection connection, int key) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into probe (key) values (?)")) {
            insert.setInt(1, key);
            insert.executeUpdate();
            if (insert.getWarnings() != null || connection.getWarnings() != null) {
                throw new SQLException("answered with a warning: " + insert.getWarnings());
            }
        }
    }

    private int lost() throws SQLException {
        Set<Integer> missing = new HashSet<>(acknowledged);
        try (Connection connection = DriverManager.getConnection(url, properties);
                ResultSet keys =
                        connection.createStatement().executeQuery("select key from probe")) {
            while (keys.next()) {
                missing.remove(keys.getInt(1));
            }
        }
        return missing.size();
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.abort(Runnable::run);
            }
        } catch (SQLException _) {
            // Ended is all we want, and it is.
        }
    }

    private void tell(List<History.Row> rows, Outage outage, int lost) {
        long failed = rows.stream().filter(row -> !row.ok()).count();
        Long rto = outage.rtoNanos();
        System.out.println("seen " + outage.seen());
        System.out.println("rto " + (rto == null ? "none" : Long.toString(rto / 1_000_000)));
        System.out.println("gap " + outage.longestGapNanos() / 1_000_000);
        System.out.println("writes " + rows.size());
        System.out.println("failed " + failed);
        System.out.println("acknowledged " + acknowledged.size());
        System.out.println("lost " + lost);
    }
}
