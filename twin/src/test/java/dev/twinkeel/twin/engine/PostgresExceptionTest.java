package dev.twinkeel.twin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.twin.engine.MemberException.Kind;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/// What may be concluded from a driver's failure: only who refuses or closes is gone.
final class PostgresExceptionTest {
    @Test
    void whoRefusesAConnectionIsGone() {
        assertThat(attempt(new ConnectException("Connection refused"))).isEqualTo(Kind.GONE);
    }

    @Test
    void whoClosesAConnectionIsGone() {
        assertThat(
                        kind(
                                new PSQLException(
                                        "An I/O error occurred",
                                        PSQLState.CONNECTION_FAILURE,
                                        new EOFException())))
                .isEqualTo(Kind.GONE);
    }

    @Test
    void anAttemptThatTookTooLongOnABusyMachineProvesNothing() {
        assertThat(attempt(new SocketTimeoutException("Connect timed out"))).isEqualTo(Kind.SILENT);
        assertThat(attempt(new ConnectException("Connection timed out"))).isEqualTo(Kind.SILENT);
        assertThat(attempt(new NoRouteToHostException("No route to host"))).isEqualTo(Kind.SILENT);
        assertThat(
                        kind(
                                new PSQLException(
                                        "Connection attempt timed out.",
                                        PSQLState.CONNECTION_UNABLE_TO_CONNECT)))
                .isEqualTo(Kind.SILENT);
    }

    private static Kind attempt(Exception cause) {
        return kind(
                new PSQLException(
                        "The connection attempt failed.",
                        PSQLState.CONNECTION_UNABLE_TO_CONNECT,
                        cause));
    }

    private static Kind kind(SQLException failure) {
        return PostgresException.of("look on box-a", failure).kind();
    }
}
