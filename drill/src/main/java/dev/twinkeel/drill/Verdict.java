package dev.twinkeel.drill;

/// What a drill says.
public enum Verdict {
    /// Every objective was met.
    PASS(0),
    /// The claim is false: an objective was missed.
    FAIL(1),
    /// The drill does not show anything: the fault had no effect, the load was not what it should
    /// have been, or the ledger could not be read.
    INVALID(3);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    /// For the shell. 2 is wrong usage and 4 a broken drill, which have no verdict.
    public int exitCode() {
        return exitCode;
    }
}
