package dev.twinkeel.twin.engine;

import org.jspecify.annotations.Nullable;

/// A Redis server did not do what it was asked.
public final class RedisException extends MemberException {
    private static final long serialVersionUID = 1;

    RedisException(Kind kind, String message, @Nullable Throwable cause) {
        super(kind, message, cause);
    }
}
