package dev.twinkeel.cli;

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
