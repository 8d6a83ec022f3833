package dev.twinkeel.recovery;

/// The consensus store that keeps one [Lease] a database. A port: ZooKeeper in the twin, a DynamoDB
/// table with multi-region strong consistency on AWS, a simulated store in the forecast.
///
/// Calls block, each for at most the store's own time limit, and may be made from any thread. A
/// read may be stale; a swap is linearizable, so acting on a stale read is safe: its swap is
/// refused.
public interface Leases {
    /// The record of a database; refused when there is none yet.
    Reply<Versioned> read(String database);

    /// Writes the first record of a database; refused when there is one.
    Reply<Versioned> create(Lease first);

    /// Writes `next` if the record still has the version of `expected`; refused when it has not.
    Reply<Versioned> swap(Versioned expected, Lease next);
}
