package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Decide;
import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Grant;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.recovery.State;
import dev.twinkeel.recovery.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the simulated agents decide with: the engine itself, or in a test the engine with a planted
/// fault.
interface Decider {
    Decider ENGINE = new Decider() {};

    default Step decide(Policy policy, State state, Event event) {
        return Decide.decide(policy, state, event);
    }

    default Optional<Grant> grant(Policy policy, State state) {
        return Decide.grant(policy, state);
    }

    /// What is really done for an effect, in order; the first one's answer is the effect's.
    default List<Effect> carriedOut(State state, Effect effect) {
        return List.of(effect);
    }

    /// How far the clock that the agent reads is from a steady one.
    default long clockErrorMicros(long nowMicros) {
        return 0;
    }

    /// Whether servers obey an epoch older than the newest they have seen.
    default boolean ignoresEpochs() {
        return false;
    }

    /// For how long an agent passes on what the other region's granted and holds there for `left`.
    default Duration passedOn(Duration left) {
        return left;
    }

    /// How many looks without an answer make a member silent.
    default int silentLooks() {
        return 2;
    }
}
