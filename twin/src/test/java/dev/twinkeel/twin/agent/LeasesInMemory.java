package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Leases;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import java.util.HashMap;
import java.util.Map;

/// The simplest store that keeps the contract. Thread-safe.
final class LeasesInMemory implements Leases {
    private final Map<String, Versioned> records = new HashMap<>();

    @Override
    public synchronized Reply<Versioned> read(String database) {
        Versioned record = records.get(database);
        return record == null
                ? new Reply.Refused<>("no record of " + database)
                : new Reply.Done<>(record);
    }

    @Override
    public synchronized Reply<Versioned> create(Lease first) {
        Versioned record = new Versioned(first, 0);
        return records.putIfAbsent(first.database(), record) == null
                ? new Reply.Done<>(record)
                : new Reply.Refused<>("there is a record of " + first.database());
    }

    @Override
    public synchronized Reply<Versioned> swap(Versioned expected, Lease next) {
        Versioned current = records.get(next.database());
        if (current == null || current.version() != expected.version()) {
            return new Reply.Refused<>("the record of " + next.database() + " has changed");
        }
        Versioned record = new Versioned(next, current.version() + 1);
        records.put(next.database(), record);
        return new Reply.Done<>(record);
    }
}
