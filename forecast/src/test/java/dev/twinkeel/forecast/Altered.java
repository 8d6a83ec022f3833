package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Stage;
import dev.twinkeel.recovery.State;
import dev.twinkeel.recovery.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Records with one part exchanged, for planted faults.
final class Altered {
    private Altered() {}

    static State stage(State s, Stage stage) {
        return of(s, stage, s.lease(), s.confirmed(), s.force());
    }

    static State confirmed(State s, Instant confirmed) {
        return of(s, s.stage(), s.lease(), Optional.of(confirmed), s.force());
    }

    /// Whoever is waited for counts as having everything.
    static State withoutFloor(State s) {
        return of(
                s,
                s.stage(),
                s.lease(),
                s.confirmed(),
                s.force()
                        .map(
                                force ->
                                        new State.Force(
                                                force.synchronous(),
                                                new Position(force.floor().timeline(), 0))));
    }

    static State lease(State s, UnaryOperator<Lease> change) {
        return of(
                s,
                s.stage(),
                s.lease()
                        .map(
                                known ->
                                        new State.Known(
                                                new Versioned(
                                                        change.apply(known.lease()),
                                                        known.versioned().version()),
                                                known.arrived())),
                s.confirmed(),
                s.force());
    }

    static State synchronous(State s, Set<Member> synchronous) {
        return lease(s, lease -> synchronous(lease, synchronous));
    }

    static State owingNothing(State s) {
        return of(s, s.stage(), s.lease(), s.confirmed(), s.force(), /* owed= */ false);
    }

    private static State of(
            State s,
            Stage stage,
            Optional<State.Known> lease,
            Optional<Instant> confirmed,
            Optional<State.Force> force) {
        return of(s, stage, lease, confirmed, force, s.owed());
    }

    private static State of(
            State s,
            Stage stage,
            Optional<State.Known> lease,
            Optional<Instant> confirmed,
            Optional<State.Force> force,
            boolean owed) {
        return new State(
                stage,
                s.now(),
                lease,
                confirmed,
                s.sights(),
                s.views(),
                s.marks(),
                s.works(),
                force,
                s.unsureUntil(),
                s.doubtful(),
                s.quietUntil(),
                s.alone(),
                s.order(),
                owed,
                s.scaled(),
                s.approved(),
                s.paused());
    }

    static Lease synchronous(Lease l, Set<Member> synchronous) {
        return of(l, l.epoch(), synchronous, l.degraded(), l.trail());
    }

    static Lease degraded(Lease l, boolean degraded) {
        return of(l, l.epoch(), l.synchronous(), degraded, l.trail());
    }

    static Lease epoch(Lease l, int more) {
        return of(l, l.epoch() + more, l.synchronous(), l.degraded(), l.trail());
    }

    static Lease trail(Lease l, Position position) {
        List<Lease.Trail> trail = List.of(new Lease.Trail(position, Duration.ZERO));
        return of(l, l.epoch(), l.synchronous(), l.degraded(), trail);
    }

    private static Lease of(
            Lease l,
            long epoch,
            Set<Member> synchronous,
            boolean degraded,
            List<Lease.Trail> trail) {
        return new Lease(
                l.database(),
                epoch,
                l.region(),
                l.holder(),
                synchronous,
                l.renewal(),
                l.position(),
                degraded,
                l.successor(),
                trail);
    }

    static Policy lagLimit(Policy p, Duration limit) {
        return of(p, p.lease(), p.guard(), p.evidence(), p.holdDown(), limit, p.approval());
    }

    static Policy holdDown(Policy p, Duration wait) {
        return of(p, p.lease(), p.guard(), p.evidence(), wait, p.lagLimit(), p.approval());
    }

    static Policy lease(Policy p, Duration lease) {
        return of(p, lease, p.guard(), p.evidence(), p.holdDown(), p.lagLimit(), p.approval());
    }

    static Policy guard(Policy p, Duration guard) {
        return of(p, p.lease(), guard, p.evidence(), p.holdDown(), p.lagLimit(), p.approval());
    }

    static Policy evidence(Policy p, Duration wait) {
        return of(p, p.lease(), p.guard(), wait, p.holdDown(), p.lagLimit(), p.approval());
    }

    static Policy withoutApproval(Policy p) {
        return of(p, p.lease(), p.guard(), p.evidence(), p.holdDown(), p.lagLimit(), false);
    }

    private static Policy of(
            Policy p,
            Duration lease,
            Duration guard,
            Duration evidence,
            Duration holdDown,
            Duration lagLimit,
            boolean approval) {
        return new Policy(
                p.database(),
                p.place(),
                p.witness(),
                p.regions(),
                p.preferred(),
                p.members(),
                p.standing(),
                lease,
                guard,
                p.renew(),
                evidence,
                p.patience(),
                p.redundancyWait(),
                holdDown,
                lagLimit,
                approval);
    }
}
