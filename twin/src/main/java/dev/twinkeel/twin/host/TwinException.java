package dev.twinkeel.twin.host;

import org.jspecify.annotations.Nullable;

/// Something about the twin that a person can read and act on: what was being done, with what, and
/// what to do next.
public final class TwinException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TwinException(String message) {
        super(message);
    }

    public TwinException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
