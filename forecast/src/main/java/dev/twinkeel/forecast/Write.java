package dev.twinkeel.forecast;

import org.jspecify.annotations.Nullable;

/// One write of one client, on its way.
final class Write {
    final int id;
    final Gate gate;
    final long epoch;

    /// The gate's connection that it came through; a reset ends it.
    final int connection;

    @Nullable Branch branch;
    long lsn;

    Write(int id, Gate gate, long epoch, int connection) {
        this.id = id;
        this.gate = gate;
        this.epoch = epoch;
        this.connection = connection;
    }
}
