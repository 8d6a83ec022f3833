package dev.twinkeel.cli;

import dev.twinkeel.twin.host.TwinException;
import java.util.Objects;

/// A failure that a person can do something about: told in words, without a stack trace.
final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;
    private final String message;
    private final String remedy;

    /// @param exit one of [Exit]
    /// @param message what was being done, with which values, and what came of it
    /// @param remedy what to do next, in one sentence
    Trouble(int exit, String message, String remedy) {
        super(message);
        this.exit = exit;
        this.message = message;
        this.remedy = remedy;
    }

    /// What the twin cannot do: the user's to correct when it says how, something broken otherwise.
    ///
    /// @param otherwise the remedy when the twin knows none
    static Trouble of(TwinException cause, String otherwise) {
        return new Trouble(
                cause.remedy().isPresent() ? Exit.USAGE : Exit.BROKEN,
                Objects.requireNonNullElse(cause.getMessage(), "the twin failed"),
                cause.remedy().orElse(otherwise));
    }

    int exit() {
        return exit;
    }

    String message() {
        return message;
    }

    String remedy() {
        return remedy;
    }
}
