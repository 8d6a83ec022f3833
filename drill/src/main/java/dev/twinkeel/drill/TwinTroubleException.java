package dev.twinkeel.drill;

/// The system under test could not do what the drill asked of it: the drill is broken, and says
/// nothing about the application.
public class TwinTroubleException extends RuntimeException {
    public TwinTroubleException(String message) {
        super(message);
    }

    public TwinTroubleException(String message, Throwable cause) {
        super(message, cause);
    }
}
