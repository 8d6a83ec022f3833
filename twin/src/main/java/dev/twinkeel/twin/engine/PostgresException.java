package dev.twinkeel.twin.engine;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;

/// A PostgreSQL member did not do what it was asked. The kind says what the asker may conclude.
public final class PostgresException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// What the asker may conclude.
    public enum Kind {
        /// Nobody listens there, or an open connection was closed by the other side: the process is
        /// gone or going. Whether the operation happened is unknown.
        GONE,
        /// No answer in time. Whether the operation happened is unknown.
        SILENT,
        /// The member answered, and the answer is no: it did not happen.
        REFUSED
    }

    private final Kind kind;

    public PostgresException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    PostgresException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// Classifies a driver's failure once, at the edge.
    static PostgresException of(String doing, SQLException failure) {
        Kind kind = kindOf(failure);
        return new PostgresException(kind, doing + ": " + failure.getMessage(), failure);
    }

    private static Kind kindOf(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // A system that gives up an attempt says so by a ConnectException, too.
            boolean late = String.valueOf(cause.getMessage()).contains("timed out");
            if (cause instanceof SocketTimeoutException
                    || cause instanceof NoRouteToHostException
                    || late) {
                return Kind.SILENT;
            }
            if (cause instanceof ConnectException) {
                return Kind.GONE;
            }
        }
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return switch (state) {
            // Administrator command, crash, cannot connect now (starting, stopping or in recovery).
            case "57P01", "57P02", "57P03", "57P05" -> Kind.GONE;
            case "" -> Kind.REFUSED;
            default -> state.startsWith("08") ? Kind.GONE : Kind.REFUSED;
        };
    }
}
