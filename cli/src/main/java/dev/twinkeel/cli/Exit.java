package dev.twinkeel.cli;

/// What the command line's exit code says.
final class Exit {
    /// It was done; a drill passed.
    static final int DONE = 0;

    /// A drill ran and an objective was missed; what was ordered was done in part only, or given
    /// up.
    static final int MISSED = 1;

    /// The command, the file or the machine must be corrected first; nothing was started.
    static final int USAGE = 2;

    /// A drill proved nothing: its fault had no effect, or its load was not what was asked.
    static final int INVALID = 3;

    /// Something broke that is neither the user's nor the application's doing.
    static final int BROKEN = 4;

    /// What a shell says of a command that was stopped with Ctrl-C.
    static final int INTERRUPTED = 130;

    private Exit() {}
}
