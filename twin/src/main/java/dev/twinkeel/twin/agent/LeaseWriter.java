package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Leases;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Writes the lease of one database for its engine.
///
/// A swap whose answer did not come is asked again. When the first try turns out to be the one that
/// happened, the answer is done, and the lease runs from the first try: others may have seen the
/// record change then. Thread-safe.
final class LeaseWriter {
    private final Leases leases;
    private final InstantSource clock;

    /// The last swap asked for, until its answer is known.
    private Effect.@Nullable Swap open;

    private Instant openSince = Instant.EPOCH;

    /// @param again the same swap was asked before without an answer
    private record Try(Instant first, boolean again) {}

    LeaseWriter(Leases leases, InstantSource clock) {
        this.leases = leases;
        this.clock = clock;
    }

    Reply<Outcome> create(Effect.Create create) {
        Instant asked = clock.instant();
        return outcome(leases.create(create.first()), asked);
    }

    Reply<Outcome> swap(Effect.Swap swap) {
        Try attempt = begin(swap);
        Reply<Versioned> reply = leases.swap(swap.expected(), swap.next());
        if (attempt.again() && reply instanceof Reply.Refused<Versioned>) {
            reply = happenedBefore(swap, reply);
        }
        if (!(reply instanceof Reply.Unknown<Versioned>)) {
            end(swap);
        }
        return outcome(reply, attempt.first());
    }

    private Reply<Versioned> happenedBefore(Effect.Swap swap, Reply<Versioned> refused) {
        return leases.read(swap.next().database()) instanceof Reply.Done<Versioned>(var now)
                        && now.lease().equals(swap.next())
                        && now.version() == swap.expected().version() + 1
                ? new Reply.Done<>(now)
                : refused;
    }

    private synchronized Try begin(Effect.Swap swap) {
        boolean again = swap.equals(open);
        if (!again) {
            open = swap;
            openSince = clock.instant();
        }
        return new Try(openSince, again);
    }

    private synchronized void end(Effect.Swap swap) {
        if (swap.equals(open)) {
            open = null;
        }
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
