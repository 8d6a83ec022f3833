package dev.twinkeel.twin.engine;

/// The machine did not do what was needed: a program, a file or a process. The message says what
/// was being done, with what, and what to do next.
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
