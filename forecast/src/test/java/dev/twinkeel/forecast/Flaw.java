package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Decide;
import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Grant;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.recovery.Stage;
import dev.twinkeel.recovery.State;
import dev.twinkeel.recovery.Step;
import dev.twinkeel.recovery.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Faults planted around the engine. The simulation must find every one, or it proves nothing.
enum Flaw implements Decider {
    /// What standbys showed when they were last seen counts as their final answer.
    CHOOSE_WITHOUT_ASKING {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            if (!(state.stage() instanceof Stage.Electing stage) || state.lease().isEmpty()) {
                return Decide.decide(policy, state, event);
            }
            var all = new TreeMap<Member, Position>(stage.answers());
            for (Member member : state.lease().get().lease().synchronous()) {
                if (seen(state, member) instanceof Sight.Serving serving) {
                    all.put(member, serving.position());
                }
            }
            var answered = new Stage.Electing(stage.scope(), stage.since(), stage.fence(), all);
            return Decide.decide(policy, Altered.stage(state, answered), event);
        }
    },

    /// The fence is taken for done when it is asked.
    PROMOTE_BEFORE_THE_FENCE {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            State fenced =
                    state.stage() instanceof Stage.Electing stage
                            ? Altered.stage(
                                    state,
                                    new Stage.Electing(
                                            stage.scope(),
                                            stage.since(),
                                            Stage.Fence.PROVEN,
                                            stage.answers()))
                            : state;
            return Decide.decide(policy, fenced, event);
        }
    },

    /// One answer is enough.
    MAJORITY_OF_ONE {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            if (!(state.stage() instanceof Stage.Electing stage)
                    || stage.scope() != Stage.Scope.ZONE
                    || stage.answers().isEmpty()) {
                return Decide.decide(policy, state, event);
            }
            return Decide.decide(
                    policy, Altered.synchronous(state, stage.answers().keySet()), event);
        }
    },

    /// The first by name is chosen, not the furthest.
    CHOOSE_BY_NAME {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            boolean first =
                    event instanceof Event.Replied(_, Effect.Ask(_, var member), _)
                            && state.lease().isPresent()
                            && state.lease().get().lease().synchronous().stream()
                                    .findFirst()
                                    .filter(member::equals)
                                    .isPresent();
            return Decide.decide(
                    policy,
                    state,
                    first
                                    && event
                                            instanceof
                                            Event.Replied(
                                                    var at,
                                                    var effect,
                                                    Reply.Done<Outcome>(Outcome.At(var end)))
                            ? new Event.Replied(
                                    at,
                                    effect,
                                    new Reply.Done<>(
                                            new Outcome.At(
                                                    new Position(
                                                            end.timeline(),
                                                            end.lsn() + 1_000_000))))
                            : event);
        }
    },

    /// What this region sees is taken for the witness's word too.
    TRUST_ONE_VANTAGE {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            if (event instanceof Event.RegionSeen(var at, var vantage, var region, var alive)
                    && vantage.equals(policy.place())) {
                State told =
                        Decide.decide(
                                        policy,
                                        state,
                                        new Event.RegionSeen(at, policy.witness(), region, alive))
                                .next();
                return Decide.decide(policy, told, event);
            }
            return Decide.decide(policy, state, event);
        }
    },

    /// A new holder under the old epoch.
    REUSE_THE_EPOCH {
        @Override
        public List<Effect> carriedOut(State state, Effect effect) {
            return effect instanceof Effect.Swap(var epoch, var expected, var next)
                            && next.epoch() != expected.lease().epoch()
                    ? List.of(new Effect.Swap(epoch, expected, Altered.epoch(next, -1)))
                    : List.of(effect);
        }
    },

    /// A replica may be promoted however far behind it is.
    IGNORE_THE_LAG {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            return Decide.decide(Altered.lagLimit(policy, Duration.ofHours(1)), state, event);
        }
    },

    /// A region is taken again right after it was taken.
    NO_HOLD_DOWN {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            return Decide.decide(Altered.holdDown(policy, Duration.ZERO), state, event);
        }
    },

    /// Nobody waits for the lease of the old holder to run out.
    NO_WAIT_FOR_THE_LEASE {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            return Decide.decide(Altered.guard(policy, Duration.ofMillis(-2500)), state, event);
        }
    },

    /// The gates stay open when the lease could not be renewed.
    GATES_STAY_OPEN {
        @Override
        public Optional<Grant> grant(Policy policy, State state) {
            return Decide.grant(Altered.lease(policy, Duration.ofHours(1)), state);
        }
    },

    /// The holder counts its lease from the answer, not from the question.
    COUNT_FROM_THE_ANSWER {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            return Decide.decide(
                    policy,
                    state,
                    event
                                    instanceof
                                    Event.Replied(
                                            var at,
                                            var effect,
                                            Reply.Done<Outcome>(Outcome.Swapped(_, var lease)))
                            ? new Event.Replied(
                                    at, effect, new Reply.Done<>(new Outcome.Swapped(at, lease)))
                            : event);
        }
    },

    /// A clock that is set back now and then.
    WALL_CLOCK {
        @Override
        public long clockErrorMicros(long nowMicros) {
            return nowMicros / 4_000_000 % 2 == 1 ? -3_500_000 : 0;
        }
    },

    /// The lease's set of synchronous members is reduced before PostgreSQL's.
    REDUCE_THE_LEASE_FIRST {
        @Override
        public List<Effect> carriedOut(State state, Effect effect) {
            if (!(effect instanceof Effect.Swap(var epoch, var expected, var next))
                    || next.epoch() != expected.lease().epoch()
                    || next.degraded()) {
                return List.of(effect);
            }
            Set<Member> streaming = new TreeSet<>(next.synchronous());
            streaming.removeIf(
                    member ->
                            !(seen(state, member) instanceof Sight.Serving serving)
                                    || serving.upstream().isEmpty());
            return List.of(new Effect.Swap(epoch, expected, Altered.synchronous(next, streaming)));
        }
    },

    /// PostgreSQL waits for a member before the lease says so.
    ENLARGE_POSTGRES_FIRST {
        @Override
        public List<Effect> carriedOut(State state, Effect effect) {
            if (effect instanceof Effect.Swap(var epoch, var expected, var next)
                    && next.epoch() == expected.lease().epoch()
                    && next.holder().isPresent()
                    && !expected.lease().synchronous().containsAll(next.synchronous())) {
                return List.of(
                        effect,
                        new Effect.Synchronise(epoch, next.holder().get(), next.synchronous()));
            }
            return List.of(effect);
        }
    },

    /// PostgreSQL's setting is taken for done without being made.
    SKIP_THE_SETTING {
        @Override
        public List<Effect> carriedOut(State state, Effect effect) {
            return effect instanceof Effect.Synchronise ? List.of() : List.of(effect);
        }
    },

    /// The member is promoted while the lease is still being swapped to it.
    PROMOTE_BEFORE_THE_SWAP {
        @Override
        public List<Effect> carriedOut(State state, Effect effect) {
            return effect instanceof Effect.Swap(_, var expected, var next)
                            && next.epoch() != expected.lease().epoch()
                            && next.holder().isPresent()
                    ? List.of(
                            effect,
                            new Effect.Promote(
                                    next.epoch(),
                                    next.holder().get(),
                                    next.synchronous(),
                                    Optional.empty()))
                    : List.of(effect);
        }
    },

    /// No answer to a swap counts as a yes.
    UNKNOWN_IS_DONE {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            return Decide.decide(
                    policy,
                    state,
                    event
                                    instanceof
                                    Event.Replied(
                                            var at,
                                            Effect.Swap(var epoch, var expected, var next),
                                            Reply.Unknown<Outcome> _)
                            ? new Event.Replied(
                                    at,
                                    new Effect.Swap(epoch, expected, next),
                                    new Reply.Done<>(
                                            new Outcome.Swapped(
                                                    at,
                                                    new Versioned(next, expected.version() + 1))))
                            : event);
        }
    },

    /// A planned move hands the lease over before the target has everything.
    HAND_OVER_EARLY {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            return Decide.decide(
                    policy,
                    state.stage() instanceof Stage.CatchingUp(var since, var target, var end)
                            ? Altered.stage(
                                    state,
                                    new Stage.CatchingUp(
                                            since, target, new Position(end.timeline(), 0)))
                            : state,
                    event);
        }
    },

    /// What the other region's agent granted is passed on for longer than it holds there.
    PASS_ON_FOR_TOO_LONG {
        @Override
        public Duration passedOn(Duration left) {
            return left.plusSeconds(20);
        }
    },

    /// Users who were sent ahead of the writer are not called back when it does not follow.
    FORGET_WHO_WENT_AHEAD {
        @Override
        public Step decide(Policy policy, State state, Event event) {
            boolean sentAhead =
                    state.stage() instanceof Stage.Leading
                            || state.stage() instanceof Stage.Draining
                            || state.stage() instanceof Stage.CatchingUp;
            return Decide.decide(policy, sentAhead ? Altered.owingNothing(state) : state, event);
        }
    };

    private static @org.jspecify.annotations.Nullable Sight seen(State state, Member member) {
        State.Seen seen = state.sights().get(member.name());
        return seen == null ? null : seen.sight();
    }
}
