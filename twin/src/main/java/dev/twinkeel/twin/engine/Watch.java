package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/// A connection held only to notice its end: the kernel closes the sockets of a process that dies,
/// milliseconds after.
public final class Watch implements MemberControl.Held {
    private static final Duration OPEN = Duration.ofSeconds(1);

    private final Connection connection;
    private final AtomicBoolean told = new AtomicBoolean();

    private Watch(Connection connection) {
        this.connection = connection;
    }

    static Watch open(
            String member, Address address, Path passwordFile, Consumer<String> whenClosed) {
        try {
            Connection connection = Wire.open(address, "postgres", passwordFile, OPEN);
            Watch watch = new Watch(connection);
            Thread.ofVirtual()
                    .name("watch " + member)
                    .start(() -> watch.listen(member, whenClosed));
            return watch;
        } catch (SQLException failure) {
            throw PostgresException.of("watch " + member + " at " + address, failure);
        }
    }

    private void listen(String member, Consumer<String> whenClosed) {
        try {
            PGConnection listening = connection.unwrap(PGConnection.class);
            connection.setNetworkTimeout(Runnable::run, 0);
            while (!told.get()) {
                // Zero waits for ever, and comes back only for a notice or the end.
                listening.getNotifications(0);
            }
        } catch (SQLException failure) {
            if (told.compareAndSet(false, true)) {
                whenClosed.accept(
                        "the connection to " + member + " ended: " + failure.getMessage());
            }
        }
    }

    /// Stops watching, without a call back.
    @Override
    public void close() {
        told.set(true);
        try {
            connection.abort(Runnable::run);
        } catch (SQLException _) {
            // Ended is all we want, and it is.
        }
    }
}
