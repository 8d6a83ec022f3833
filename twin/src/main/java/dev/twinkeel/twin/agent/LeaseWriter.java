package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Leases;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes the lease of one database for its engine.
///
/// A swap whose answer did not come is asked again, maybe with a newer position in it. When an
/// earlier try turns out to be the one that happened, the answer is done with what that one wrote,
/// and the lease runs from then: others may have seen the record change then. Thread-safe.
final class LeaseWriter {
    /// Tries for one version that are remembered: a store that does not answer is asked for as long
    /// as it does not.
    private static final int TRIES_MAX = 16;

    private final Leases leases;
    private final InstantSource clock;

    /// What was asked for without an answer, and when first; all expect the same version.
    private final Map<Lease, Instant> open = new LinkedHashMap<>();

    private long expected = -1;

    LeaseWriter(Leases leases, InstantSource clock) {
        this.leases = leases;
        this.clock = clock;
    }

    Reply<Outcome> create(Effect.Create create) {
        Instant asked = clock.instant();
        return outcome(leases.create(create.first()), asked);
    }

    Reply<Outcome> swap(Effect.Swap swap) {
        boolean again = begin(swap);
        Reply<Versioned> reply = leases.swap(swap.expected(), swap.next());
        if (again && reply instanceof Reply.Refused<Versioned>) {
            reply = happenedBefore(swap, reply);
        }
        return reply instanceof Reply.Unknown<Versioned>
                ? outcome(reply, Instant.EPOCH)
                : end(reply);
    }

    private Reply<Versioned> happenedBefore(Effect.Swap swap, Reply<Versioned> refused) {
        return leases.read(swap.next().database()) instanceof Reply.Done<Versioned>(var now)
                        && now.version() == swap.expected().version() + 1
                        && asked(now.lease())
                ? new Reply.Done<>(now)
                : refused;
    }

    /// Whether it was asked before without an answer.
    private synchronized boolean begin(Effect.Swap swap) {
        if (swap.expected().version() != expected) {
            open.clear();
            expected = swap.expected().version();
        }
        boolean again = !open.isEmpty();
        open.putIfAbsent(swap.next(), clock.instant());
        if (open.size() > TRIES_MAX) {
            open.remove(open.keySet().iterator().next());
        }
        return again;
    }

    private synchronized boolean asked(Lease lease) {
        return open.containsKey(lease);
    }

    private synchronized Reply<Outcome> end(Reply<Versioned> reply) {
        Instant asked =
                reply instanceof Reply.Done<Versioned>(var now)
                        ? open.getOrDefault(now.lease(), clock.instant())
                        : Instant.EPOCH;
        open.clear();
        return outcome(reply, asked);
    }

    private static Reply<Outcome> outcome(Reply<Versioned> reply, Instant asked) {
        return switch (reply) {
            case Reply.Done<Versioned>(var lease) ->
                    new Reply.Done<>(new Outcome.Swapped(asked, lease));
            case Reply.Refused<Versioned>(var reason) -> new Reply.Refused<>(reason);
            case Reply.Unknown<Versioned>(var reason) -> new Reply.Unknown<>(reason);
        };
    }
}
