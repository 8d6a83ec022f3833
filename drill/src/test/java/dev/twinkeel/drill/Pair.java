package dev.twinkeel.drill;

import dev.twinkeel.drill.history.AppendHistory.Append;
import dev.twinkeel.drill.history.Operation;
import dev.twinkeel.traffic.Conditions;
import dev.twinkeel.traffic.FlowLog;
import dev.twinkeel.traffic.Loops;
import dev.twinkeel.traffic.Relay;
import dev.twinkeel.traffic.Targets;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.engine.PostgresBinaries;
import dev.twinkeel.twin.engine.PostgresControl;
import dev.twinkeel.twin.engine.PostgresInstallation;
import dev.twinkeel.twin.engine.PostgresServer;
import dev.twinkeel.twin.engine.PostgresSpec;
import dev.twinkeel.twin.engine.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/// A primary and a standby, both real, with a link between them that can be cut, and one client
/// that appends values through an open session.
final class Pair implements AutoCloseable {
    static final String STANDBY = "b";
    private static final String PASSWORD = "for-this-test";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Processes processes;
    private final PostgresServer primary;
    private final PostgresServer standby;
    private final PostgresControl first;
    private final PostgresControl second;
    private final Loops loops = Loops.open("pair", 1);
    private final Conditions link = Conditions.direct();
    private final Relay relay;
    final Connection session;
    private final List<Append> appends = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    /// @param waitsFor whom commits wait for; nobody makes them asynchronous
    Pair(Path folder, Set<String> waitsFor) throws Exception {
        Path state = folder.resolve("state");
        processes = new Processes(state);
        Path password = Files.writeString(folder.resolve("superuser"), PASSWORD + "\n");
        var installation = PostgresInstallation.find(PostgresBinaries.cache(), state);
        primary = server(installation, folder, "a", password);
        standby = server(installation, folder, STANDBY, password);
        primary.createPrimary();
        primary.start();
        first = control(primary);
        first.synchronise(Set.of());
        session = FinalRead.connect(address(primary), SOON);
        try (Statement statement = session.createStatement()) {
            HistoryClients.tables(statement);
        }
        relay =
                Relay.listen(
                        loops,
                        new InetSocketAddress(
                                InetAddress.ofLiteral("127.0.0.1"), Orders.freePort()),
                        Targets.always(socket(primary.spec().listen())),
                        link,
                        FlowLog.NONE);
        standby.createStandby("a", new Address("127.0.0.1", relay.address().getPort()));
        standby.start();
        second = control(standby);
        await(() -> first.sight().streaming().contains(STANDBY));
        first.synchronise(waitsFor);
    }

    private PostgresServer server(
            PostgresInstallation installation, Path folder, String name, Path password)
            throws IOException {
        return new PostgresServer(
                installation,
                processes,
                new PostgresSpec(
                        name,
                        "test",
                        new Address("127.0.0.1", Orders.freePort()),
                        folder.resolve(name),
                        folder.resolve(name + ".log"),
                        password));
    }

    private static PostgresControl control(PostgresServer server) {
        PostgresSpec spec = server.spec();
        return new PostgresControl(spec.name(), spec.listen(), spec.superuserPasswordFile());
    }

    private static InetSocketAddress socket(Address address) {
        return new InetSocketAddress(address.host(), address.port());
    }

    private static DatabaseAddress address(PostgresServer server) {
        return new DatabaseAddress(
                server.spec().name(),
                "jdbc:postgresql://" + server.spec().listen() + "/postgres",
                "postgres",
                PASSWORD);
    }

    /// Begins to append, one value after the other.
    Thread write() {
        return Thread.ofVirtual().start(this::appending);
    }

    private void appending() {
        for (long value = 1; !over; value++) {
            long began = System.nanoTime();
            var result = Operation.Result.DONE;
            try {
                HistoryClients.changed(session, HistoryClients.APPEND, value);
            } catch (SQLException e) {
                result = Operation.Result.UNKNOWN;
                over = true;
            }
            appends.add(new Append(value, began, System.nanoTime(), result, 1));
        }
    }

    long acknowledged() {
        return appends.stream().filter(it -> it.result() == Operation.Result.DONE).count();
    }

    /// No byte passes between the two, in either direction.
    void cut() {
        link.cut(Conditions.Way.BOTH);
    }

    void promoteStandby() {
        second.detach();
        second.promote(Set.of(), 2, _ -> true);
    }

    /// Commits that wait for a standby now.
    long waiting() throws SQLException {
        try (Connection look = FinalRead.connect(address(primary), SOON);
                Statement statement = look.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")) {
            row.next();
            return row.getLong(1);
        }
    }

    /// A person's or a pool's cancel of whatever waits.
    void cancelWaiting() throws SQLException {
        try (Connection look = FinalRead.connect(address(primary), SOON);
                Statement statement = look.createStatement()) {
            statement.execute(
                    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
        }
    }

    /// Ends the client and compares what it was told with what the promoted standby has.
    HistoryFindings judged(Thread writer) throws Exception {
        over = true;
        session.abort(Runnable::run);
        writer.join();
        try (Connection read = FinalRead.connect(address(standby), SOON);
                Statement statement = read.createStatement();
                ResultSet row = statement.executeQuery(HistoryClients.WHOLE)) {
            row.next();
            return HistoryFindings.of(
                    new HistoryClients.Seen(List.of(), List.copyOf(appends), List.of()),
                    HistoryClients.values(row));
        }
    }

    static void await(Callable<Boolean> condition) throws Exception {
        long giveUp = System.nanoTime() + SOON.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > giveUp) {
                throw new AssertionError("not within " + SOON);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Override
    public void close() throws Exception {
        session.abort(Runnable::run);
        first.close();
        second.close();
        relay.close();
        loops.close();
        primary.kill();
        standby.kill();
        processes.close();
    }
}
