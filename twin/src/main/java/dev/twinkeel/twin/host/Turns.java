package dev.twinkeel.twin.host;

import java.util.concurrent.Semaphore;

/// How many pods may be starting at once on a machine with few cores. Each holds a permit from its
/// process's start until it is ready. Thread-safe.
final class Turns {
    /// Two cores start four Java processes about as fast as two, and much faster than twelve.
    private static final int SOME = 4;

    private final Semaphore some = new Semaphore(SOME);
    private Semaphore oneByOne = new Semaphore(1);

    /// For those that users wait for.
    Semaphore some() {
        return some;
    }

    /// For those that are started beside others that serve, which need the processors.
    synchronized Semaphore oneByOne() {
        return oneByOne;
    }

    /// Users wait for those too that were to start one after another.
    synchronized void hurry() {
        oneByOne.release(SOME - 1);
        oneByOne = new Semaphore(1);
    }
}
