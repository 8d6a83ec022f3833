package dev.twinkeel.recovery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The deciding half of the recovery engine: a pure function. It does no I/O and holds no clock and
/// no threads.
///
/// An event first changes the facts; then the stage is judged by the facts, again and again until
/// it stays. So nothing depends on which event brought a fact, or on seeing every one of them.
public final class Decide {
    /// More transitions at once than any path has.
    private static final int TRANSITIONS_MAX = 8;

    private Decide() {}

    /// What an event leads to. Instants of events must not go back; one that does counts as now.
    public static Step decide(Policy policy, State state, Event event) {
        Draft d = new Draft(policy, state, event.at());
        Seeing.take(d, event);
        for (int i = 0; i < TRANSITIONS_MAX; i++) {
            Class<?> before = d.stage.getClass();
            judge(d);
            if (d.stage.getClass() == before) {
                Standby.doubts(d, event);
                return d.finish();
            }
        }
        throw new IllegalStateException(
                "deciding on "
                        + event
                        + " never ends: "
                        + d.stage
                        + " after "
                        + d.finish().taken());
    }

    private static void judge(Draft d) {
        switch (d.stage) {
            case Stage.Standing _ -> Standby.standing(d);
            case Stage.Awaiting awaiting -> Standby.awaiting(d, awaiting);
            case Stage.Claiming _ -> Holder.claiming(d);
            case Stage.Electing electing -> Election.electing(d, electing);
            case Stage.Swapping swapping -> Election.swapping(d, swapping);
            case Stage.Promoting _ -> Holder.promoting(d);
            case Stage.Joining _ -> Holder.joining(d);
            case Stage.Rerouting rerouting -> Moves.rerouting(d, rerouting);
            case Stage.Verifying _ -> Moves.verifying(d);
            case Stage.Holding _ -> Moves.holding(d);
            case Stage.Preparing preparing -> Moves.preparing(d, preparing);
            case Stage.Leading leading -> Moves.leading(d, leading);
            case Stage.Draining draining -> Moves.draining(d, draining);
            case Stage.CatchingUp catching -> Moves.catchingUp(d, catching);
            case Stage.Lapsed _ -> Holder.lapse(d);
            case Stage.Blocked blocked -> Election.blocked(d, blocked);
        }
    }

    /// What the region's gates may do, counted on this engine's monotonic clock; empty when nothing
    /// may pass. A grant whose `until` is not in the future is none: ask at the instant of use.
    public static Optional<Grant> grant(Policy policy, State state) {
        if (!state.stage().grants() || state.lease().isEmpty() || state.confirmed().isEmpty()) {
            return Optional.empty();
        }
        Lease lease = state.lease().get().lease();
        Instant until = state.confirmed().get().plus(policy.lease());
        if (!lease.region().equals(policy.place()) || lease.holder().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Grant(policy.database(), lease.epoch(), lease.holder().get(), until));
    }

    /// Why a person's command cannot be taken now; empty when it is taken.
    public static Optional<String> refusal(Policy policy, State state, Command command) {
        return Orders.refusal(new Draft(policy, state, state.now()), command);
    }

    /// What a command would lead to at an instant, and what stands in its way, in sentences.
    /// Nothing is asked for.
    public static List<String> dryRun(Policy policy, State state, Instant now, Command command) {
        return DryRun.of(policy, state, now, command);
    }

    /// The state after the events of a journal, before [Event.Started].
    public static State replay(Policy policy, List<Entry> entries) {
        State state = State.initial(policy);
        for (Entry entry : entries) {
            state = decide(policy, state, entry.event()).next();
        }
        return state;
    }
}
