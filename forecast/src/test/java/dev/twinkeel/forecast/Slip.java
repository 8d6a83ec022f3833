package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Decide;
import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Grant;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.recovery.Stage;
import dev.twinkeel.recovery.State;
import dev.twinkeel.recovery.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// More planted faults: rules that are skipped, and words that are believed too easily.
enum Slip implements Decider {
    /// A region is taken without the person's word that the policy asks for.
    NO_APPROVAL {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            return Decide.decide(Altered.withoutApproval(policy), state, event);
        }
    },

    /// The evidence of an instant is enough.
    NO_WAIT_FOR_EVIDENCE {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            return Decide.decide(Altered.evidence(policy, Duration.ZERO), state, event);
        }
    },

    /// The word of a vantage point counts although it cannot be heard any more.
    OLD_WORDS_COUNT {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            return Decide.decide(
                    policy,
                    state,
                    event instanceof Event.VantageLost(var at, _) ? new Event.Tick(at) : event);
        }
    },

    /// An election although nobody is known to have everything.
    ELECT_WHILE_DEGRADED {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            boolean lost = event instanceof Event.MemberSeen(_, _, var sight) && !serves(sight);
            return Decide.decide(
                    policy,
                    lost || state.stage() instanceof Stage.Electing
                            ? Altered.lease(state, lease -> Altered.degraded(lease, false))
                            : state,
                    event);
        }
    },

    /// The lease does not say that there is no second copy.
    DEGRADE_IN_SILENCE {
        @Override
        public List<Effect> carriedOut(State state, Effect effect) {
            return effect instanceof Effect.Swap(var epoch, var expected, var next)
                            && next.holder().isPresent()
                    ? List.of(new Effect.Swap(epoch, expected, Altered.degraded(next, false)))
                    : List.of(effect);
        }
    },

    /// Writes are let in while the second copy is still on its way.
    OPEN_BEFORE_THE_SECOND_COPY {
        @Override
        public Optional<Grant> grant(Policy policy, State state) {
            return Decide.grant(
                    policy,
                    state.stage() instanceof Stage.Joining
                            ? Altered.stage(state, new Stage.Holding())
                            : state);
        }
    },

    /// Whoever is waited for counts as having caught up.
    SHRINK_BEFORE_IT_CAUGHT_UP {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            return Decide.decide(policy, Altered.withoutFloor(state), event);
        }
    },

    /// A lease that was only read counts as renewed.
    READ_IS_A_RENEWAL {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            boolean mine =
                    state.lease()
                            .filter(it -> it.lease().region().equals(policy.place()))
                            .isPresent();
            return Decide.decide(
                    policy,
                    mine && event instanceof Event.LeaseSeen(var at, _, _)
                            ? Altered.confirmed(state, at)
                            : state,
                    event);
        }
    },

    /// The end of the log is asked for without stopping the writes.
    MOVE_WITHOUT_DRAINING {
        @Override
        public List<Effect> carriedOut(State state, Effect effect) {
            return effect instanceof Effect.Drain && state.stage() instanceof Stage.Draining
                    ? List.of()
                    : List.of(effect);
        }
    },

    /// What the holder tells of long ago is taken for what was a moment ago.
    AN_OLD_TRAIL_LOOKS_FRESH {
        @Override
        public List<Effect> carriedOut(State state, Effect effect) {
            return effect instanceof Effect.Swap(var epoch, var expected, var next)
                            && !next.trail().isEmpty()
                    ? List.of(
                            new Effect.Swap(
                                    epoch,
                                    expected,
                                    Altered.trail(next, next.trail().getLast().position())))
                    : List.of(effect);
        }
    },

    /// A member that did not answer one look counts as lost.
    ONE_MISSED_LOOK {
        @Override
        public int silentLooks() {
            return 1;
        }
    };

    private static boolean serves(Sight sight) {
        return sight instanceof Sight.Serving;
    }
}
