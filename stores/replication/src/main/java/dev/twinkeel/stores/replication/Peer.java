package dev.twinkeel.stores.replication;

import java.io.IOException;

/// The other region's half of a replicator. Returns when the other region has the batch for good;
/// whatever it throws, the batch may be there or not, and is sent again.
interface Peer {
    void send(byte[] batch) throws IOException, InterruptedException;
}
