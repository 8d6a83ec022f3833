package dev.twinkeel.twin.host;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something about the twin that a person can read and act on: what was being done, with what, and
/// what to do next.
public final class TwinException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final @Nullable String remedy;

    public TwinException(String message) {
        this(message, (Throwable) null);
    }

    public TwinException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = null;
    }

    /// @param remedy what a person must correct, in one sentence or a few lines
    public TwinException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /// What a person must correct; empty when that is not known, as after a defect.
    public Optional<String> remedy() {
        return Optional.ofNullable(remedy);
    }
}
