package dev.twinkeel.drill;

import java.util.Arrays;

/// Every request of a run, in the order in which it was intended: what a client meant to do, did,
/// and was told. Times are nanoseconds since the load started, on one monotonic clock; -1 is never.
///
/// Kept in memory, about 40 bytes a request, at most [#CAPACITY]. Thread-safe: written by the
/// load's thread, read by the drill's.
final class History {
    /// An hour at 1000 requests a second: 140 MB.
    static final int CAPACITY = 3_600_000;

    private static final int FIRST_SIZE = 1 << 14;

    private long[] intended = new long[FIRST_SIZE];
    private long[] sent = new long[FIRST_SIZE];
    private long[] completed = new long[FIRST_SIZE];
    private int[] write = new int[FIRST_SIZE];
    private short[] status = new short[FIRST_SIZE];
    private Outcome[] outcome = new Outcome[FIRST_SIZE];
    private Cause[] cause = new Cause[FIRST_SIZE];
    private int size;
    private int writes;
    private int pending;

    /// One request.
    ///
    /// @param write the write's number, counted from 0, which is in its key; -1 for a read
    /// @param intended when the schedule wanted it
    /// @param sent when its first byte left
    /// @param completed when its client knew the outcome
    /// @param status of the answer, 0 when there was none
    record Row(
            int index,
            int write,
            long intended,
            long sent,
            long completed,
            Outcome outcome,
            Cause cause,
            int status) {
        boolean isWrite() {
            return write >= 0;
        }

        boolean ok() {
            return outcome == Outcome.OK;
        }

        /// From the intended start, so that a client which had to wait is not forgotten.
        long latencyNanos() {
            return completed - intended;
        }
    }

    /// Adds a request that is now under way and returns its index.
    synchronized int begin(Kind kind, long intendedNanos) {
        if (size == CAPACITY) {
            throw new IllegalStateException(
                    "record a request: the history is full at " + CAPACITY + "; shorten the drill");
        }
        if (size == intended.length) {
            grow();
        }
        int index = size++;
        intended[index] = intendedNanos;
        sent[index] = -1;
        completed[index] = -1;
        outcome[index] = Outcome.PENDING;
        cause[index] = Cause.NONE;
        write[index] = kind == Kind.WRITE ? writes++ : -1;
        pending++;
        return index;
    }

    synchronized void sent(int index, long nanos) {
        if (sent[index] < 0) {
            sent[index] = nanos;
        }
    }

    synchronized void end(int index, long nanos, Outcome how, Cause why, int answered) {
        if (outcome[index] != Outcome.PENDING) {
            throw new IllegalStateException("end a request twice: " + row(index));
        }
        completed[index] = nanos;
        outcome[index] = how;
        cause[index] = why;
        status[index] = (short) answered;
        pending--;
    }

    synchronized Row row(int index) {
        return new Row(
                index,
                write[index],
                intended[index],
                sent[index],
                completed[index],
                outcome[index],
                cause[index],
                status[index]);
    }

    synchronized int size() {
        return size;
    }

    synchronized int writes() {
        return writes;
    }

    /// How many requests are under way.
    synchronized int pending() {
        return pending;
    }

    private void grow() {
        int larger = Math.min(CAPACITY, size * 2);
        intended = Arrays.copyOf(intended, larger);
        sent = Arrays.copyOf(sent, larger);
        completed = Arrays.copyOf(completed, larger);
        write = Arrays.copyOf(write, larger);
        status = Arrays.copyOf(status, larger);
        outcome = Arrays.copyOf(outcome, larger);
        cause = Arrays.copyOf(cause, larger);
    }
}
