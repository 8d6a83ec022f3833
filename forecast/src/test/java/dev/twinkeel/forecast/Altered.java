package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.recovery.Stage;
import dev.twinkeel.recovery.State;
import dev.twinkeel.recovery.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Records with one part exchanged, for planted faults.
final class Altered {
    private Altered() {}

    static State stage(State s, Stage stage) {
        return of(s, stage, s.lease());
    }

    static State synchronous(State s, Set<Member> synchronous) {
        return of(
                s,
                s.stage(),
                s.lease()
                        .map(
                                known ->
                                        new State.Known(
                                                new Versioned(
                                                        synchronous(known.lease(), synchronous),
                                                        known.versioned().version()),
                                                known.arrived())));
    }

    private static State of(State s, Stage stage, Optional<State.Known> lease) {
        return new State(
                stage,
                s.now(),
                lease,
                s.confirmed(),
                s.sights(),
                s.views(),
                s.marks(),
                s.works(),
                s.force(),
                s.unsureUntil(),
                s.doubtful(),
                s.quietUntil(),
                s.alone(),
                s.order(),
                s.owed(),
                s.scaled(),
                s.approved(),
                s.paused());
    }

    static Lease synchronous(Lease l, Set<Member> synchronous) {
        return new Lease(
                l.database(),
                l.epoch(),
                l.region(),
                l.holder(),
                synchronous,
                l.renewal(),
                l.position(),
                l.degraded(),
                l.successor());
    }

    static Lease epoch(Lease l, int more) {
        return new Lease(
                l.database(),
                l.epoch() + more,
                l.region(),
                l.holder(),
                l.synchronous(),
                l.renewal(),
                l.position(),
                l.degraded(),
                l.successor());
    }

    static Policy lagLimit(Policy p, Duration limit) {
        return of(p, p.lease(), p.guard(), p.holdDown(), limit);
    }

    static Policy holdDown(Policy p, Duration wait) {
        return of(p, p.lease(), p.guard(), wait, p.lagLimit());
    }

    static Policy lease(Policy p, Duration lease) {
        return of(p, lease, p.guard(), p.holdDown(), p.lagLimit());
    }

    static Policy guard(Policy p, Duration guard) {
        return of(p, p.lease(), guard, p.holdDown(), p.lagLimit());
    }

    private static Policy of(
            Policy p, Duration lease, Duration guard, Duration holdDown, Duration lagLimit) {
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
                p.evidence(),
                p.patience(),
                p.redundancyWait(),
                holdDown,
                lagLimit,
                p.approval());
    }
}
