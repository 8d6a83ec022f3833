package dev.twinkeel.drill.history;

/// One operation of one client on a register.
///
/// @param value written or read; meaningless for a read that is not done
/// @param began just before it was sent, by one monotonic clock
/// @param ended just after its answer came; meaningless when it is unknown
public record Operation(Kind kind, long value, long began, long ended, Result result) {
    /// What a register holds before the first write.
    public static final long INITIAL = 0;

    public enum Kind {
        READ,
        WRITE
    }

    public enum Result {
        DONE,
        /// It had no effect, and never will.
        FAILED,
        /// It may have had its effect, or may still have it.
        UNKNOWN
    }

    public Operation {
        if (result != Result.UNKNOWN && ended < began) {
            throw new IllegalArgumentException(
                    "an operation that ended at %d, before it began at %d".formatted(ended, began));
        }
    }

    public static Operation write(long value, long began, long ended) {
        return new Operation(Kind.WRITE, value, began, ended, Result.DONE);
    }

    public static Operation read(long value, long began, long ended) {
        return new Operation(Kind.READ, value, began, ended, Result.DONE);
    }

    /// A write of which nobody knows.
    public static Operation unknown(long value, long began) {
        return new Operation(Kind.WRITE, value, began, Long.MAX_VALUE, Result.UNKNOWN);
    }

    /// A write that was refused.
    public static Operation failed(long value, long began, long ended) {
        return new Operation(Kind.WRITE, value, began, ended, Result.FAILED);
    }

    /// An unknown one never ends.
    long end() {
        return result == Result.UNKNOWN ? Long.MAX_VALUE : ended;
    }
}
