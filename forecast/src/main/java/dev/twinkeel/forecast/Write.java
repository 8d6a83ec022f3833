package dev.twinkeel.forecast;

import org.jspecify.annotations.Nullable;

/// One write of one client, on its way.
final class Write {
    final int id;
    final Gate gate;

    /// What the gate led under when it was sent.
    final long epoch;

    /// The gate's connection that it came through; a reset ends it.
    final int connection;

    @Nullable Branch branch;
    long lsn;

    /// The epoch of the primary that took it: a later one than the gate's when the server that the
    /// gate leads to has handed over and taken back meanwhile.
    long taken;

    Write(int id, Gate gate, long epoch, int connection) {
        this.id = id;
        this.gate = gate;
        this.epoch = epoch;
        this.connection = connection;
    }
}
