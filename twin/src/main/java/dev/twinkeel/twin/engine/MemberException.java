package dev.twinkeel.twin.engine;

import org.jspecify.annotations.Nullable;

/// A member of a database or a cache did not do what it was asked. The kind says what the asker may
/// conclude.
public abstract sealed class MemberException extends RuntimeException
        permits PostgresException, RedisException {
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

    MemberException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
