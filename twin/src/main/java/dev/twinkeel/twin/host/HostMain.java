package dev.twinkeel.twin.host;

/// The process under a twin. Its arguments are the application's file and the state folder.
public final class HostMain {
    /// The line that says the twin serves.
    static final String READY = "READY";

    /// Starts the line that says why the twin cannot be started.
    static final String FAILED = "FAILED ";

    private HostMain() {}

    public static void main(String[] arguments) {
        System.out.println(FAILED + String.join(" ", arguments));
    }
}
