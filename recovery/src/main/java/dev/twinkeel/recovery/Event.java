package dev.twinkeel.recovery;

import java.time.Instant;

/// Something that happened, with the instant on the observer's own monotonic clock. Instants of one
/// engine never go back; instants of two engines are never compared in a decision.
public sealed interface Event {
    Instant at();

    /// Time passed. Sent several times a lease; deadlines are judged here.
    record Tick(Instant at) implements Event {}

    /// The driver starts, or starts again with the state read from the journal. Effects that were
    /// under way are unknown; every one may be asked again.
    record Started(Instant at) implements Event {}

    /// The lease as read or as written by us. `askedAt` is the instant before the request was sent,
    /// from which a holder may count its lease; `at` is the instant the answer came, from which
    /// anyone else must count it.
    record LeaseSeen(Instant at, Instant askedAt, Versioned lease) implements Event {}

    /// The store did not answer, or has no record for the database.
    record LeaseUnseen(Instant at, String reason) implements Event {}

    /// A member looks different from before.
    record MemberSeen(Instant at, Member member, Sight sight) implements Event {}

    /// A vantage point (possibly this one) says whether a region is alive, as it sees it.
    record RegionSeen(Instant at, String vantage, String region, boolean alive) implements Event {}

    /// A vantage point cannot be heard: what it said before no longer counts.
    record VantageLost(Instant at, String vantage) implements Event {}

    /// The answer to an effect.
    record Replied(Instant at, Effect effect, Reply<Outcome> reply) implements Event {}

    /// A person asks for something. `who` goes into the audit trail.
    record Commanded(Instant at, String who, Command command) implements Event {}
}
