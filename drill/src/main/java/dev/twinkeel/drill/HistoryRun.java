package dev.twinkeel.drill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The checked history of one drill, where its scenario asks for one.
final class HistoryRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 250;

    private final TwinUnderTest twin;
    private final Progress progress;
    private final Optional<HistoryClients> clients;
    private final @Nullable HistoryFindings unplayed;

    private HistoryRun(
            TwinUnderTest twin,
            Progress progress,
            Optional<HistoryClients> clients,
            @Nullable HistoryFindings unplayed) {
        this.twin = twin;
        this.progress = progress;
        this.clients = clients;
        this.unplayed = unplayed;
    }

    static HistoryRun start(Scenario scenario, TwinUnderTest twin, Load load, Progress progress) {
        List<DatabaseAddress> gates = scenario.history() ? twin.gates() : List.of();
        if (gates.isEmpty()) {
            return new HistoryRun(twin, progress, Optional.empty(), null);
        }
        try {
            progress.at("baseline", "a few clients play a history that is checked");
            HistoryClients clients = HistoryClients.start(load, gates);
            return new HistoryRun(twin, progress, Optional.of(clients), null);
        } catch (SQLException e) {
            String why = "its tables cannot be made: " + e.getMessage();
            return new HistoryRun(twin, progress, Optional.empty(), HistoryFindings.unchecked(why));
        }
    }

    /// Ends the clients and checks what they saw; null when there was none.
    @Nullable HistoryFindings end() throws InterruptedException {
        if (clients.isEmpty()) {
            return unplayed;
        }
        clients.get().close();
        HistoryFindings findings = checked(clients.get().seen());
        progress.at("history", findings.sentence());
        return findings;
    }

    private HistoryFindings checked(HistoryClients.Seen seen) throws InterruptedException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return HistoryFindings.of(seen, read());
            } catch (SQLException | TwinTroubleException e) {
                if (System.nanoTime() > giveUp) {
                    // What is in the list is unknown, and never nothing.
                    return HistoryFindings.unchecked("the final read failed: " + e.getMessage());
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private List<Long> read() throws SQLException {
        String database = twin.gates().getFirst().name();
        try (Connection connection = FinalRead.connect(twin.primary(database), PATIENCE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(HistoryClients.WHOLE)) {
            if (!row.next()) {
                throw new SQLException("the list is not there");
            }
            return HistoryClients.values(row);
        }
    }

    @Override
    public void close() {
        clients.ifPresent(HistoryClients::close);
    }
}
