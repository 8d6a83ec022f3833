package dev.twinkeel.recovery;

import java.util.List;
import java.util.Optional;

/// The deciding half of the recovery engine: a pure function. It does no I/O and holds no clock and
/// no threads.
public final class Decide {
    private Decide() {}

    /// What an event leads to.
    public static Step decide(Policy policy, State state, Event event) {
        return new Step(state, List.of(), Optional.empty(), List.of(), false);
    }

    /// What the region's gates may do, counted on this engine's monotonic clock; empty when nothing
    /// may pass. A grant whose `until` is not in the future is none: ask at the instant of use.
    public static Optional<Grant> grant(Policy policy, State state) {
        return Optional.empty();
    }

    /// Why a person's command cannot be taken now; empty when it is taken.
    public static Optional<String> refusal(Policy policy, State state, Command command) {
        return Optional.empty();
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
