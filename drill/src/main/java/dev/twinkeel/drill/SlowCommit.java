package dev.twinkeel.drill;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// Shows that commits take as long as a slow disk makes them, by committing something.
public final class SlowCommit {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private SlowCommit() {}

    /// @param by how long a flush takes at least
    public static Proof proof(DatabaseAddress where, Duration by) {
        String claim = "a commit on %s takes %s and more".formatted(where.name(), Words.time(by));
        try (Connection connection = FinalRead.connect(where, PATIENCE);
                Statement statement = connection.createStatement()) {
            long start = System.nanoTime();
            statement.execute(InsideProbe.COMMIT);
            long millis = (System.nanoTime() - start) / 1_000_000;
            return new Proof(claim, millis >= by.toMillis(), "it took " + Words.millis(millis));
        } catch (SQLException e) {
            return new Proof(claim, false, "it failed: " + e.getMessage());
        }
    }
}
