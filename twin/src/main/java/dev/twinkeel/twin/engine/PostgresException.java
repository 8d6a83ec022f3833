package dev.twinkeel.twin.engine;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;

/// A PostgreSQL member did not do what it was asked.
public final class PostgresException extends MemberException {
    private static final long serialVersionUID = 1;

    public PostgresException(Kind kind, String message) {
        super(kind, message, null);
    }

    PostgresException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
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
