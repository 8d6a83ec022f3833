package dev.twinkeel.drill;

/// The application does not serve the load of the drill while nothing is broken.
public final class NotServedException extends TwinTroubleException {
    private static final long serialVersionUID = 1L;

    NotServedException(String message) {
        super(message);
    }
}
