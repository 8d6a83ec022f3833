package dev.twinkeel.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which effects are under way, and which rest before they may be asked again.
final class Works {
    private Works() {}

    /// Whether two effects are the same work, whatever their epoch and details.
    static boolean same(Effect one, Effect other) {
        return one.getClass() == other.getClass() && target(one).equals(target(other));
    }

    /// Whether `effect` must wait until `running` is answered: one effect at a time for a member
    /// and for the lease, except that a fence waits for nobody.
    static boolean waits(Effect effect, Effect running) {
        return !(effect instanceof Effect.Fence) && target(effect).equals(target(running));
    }

    /// What an effect acts on: the lease, a member, or a region's pods, users, or front door.
    private static Object target(Effect effect) {
        return switch (effect) {
            case Effect.Swap _, Effect.Create _ -> Lease.class;
            case Effect.Fence(_, var member) -> member;
            case Effect.Ask(_, var member) -> member;
            case Effect.Promote(_, var member, _, _) -> member;
            case Effect.Synchronise(_, var primary, _) -> primary;
            case Effect.Follow(_, var member, _) -> member;
            case Effect.Rebuild(_, var member, _) -> member;
            case Effect.Start(_, var member, _) -> member;
            case Effect.Drain(_, var member) -> member;
            case Effect.ScaleUp _, Effect.ScaleDown _ -> Effect.ScaleUp.class;
            case Effect.Reroute _ -> Effect.Reroute.class;
            case Effect.Lead _ -> Effect.Lead.class;
            case Effect.Verify _ -> Effect.Verify.class;
        };
    }

    /// Takes the answered effect off the list of those under way and lets it rest.
    ///
    /// @return when it was asked; null when it is not under way, as after a restart
    static @Nullable Instant answered(Draft d, Effect effect, Reply<Outcome> reply) {
        Instant asked = null;
        var rest = new ArrayList<State.Work>(d.works.size());
        for (State.Work work : d.works) {
            if (asked == null && work.running() && work.effect().equals(effect)) {
                asked = work.asked();
                Duration pause = pause(d.policy, effect, reply);
                if (!pause.isZero()) {
                    State.Answer answer =
                            reply instanceof Reply.Unknown
                                    ? State.Answer.MISSED
                                    : State.Answer.CAME;
                    rest.add(new State.Work(effect, asked, answer, d.now.plus(pause)));
                }
            } else if (work.running() || d.now.isBefore(work.until())) {
                rest.add(work);
            }
        }
        if (asked != null) {
            d.works = rest;
            d.changed = true;
        }
        return asked;
    }

    private static Duration pause(Policy policy, Effect effect, Reply<Outcome> reply) {
        return switch (reply) {
            case Reply.Done<Outcome> _ -> restAfterDone(policy, effect);
            case Reply.Refused<Outcome> _ -> policy.renew();
            // For so long it may still arrive.
            case Reply.Unknown<Outcome> _ ->
                    effect instanceof Effect.Follow ? policy.patience(2) : policy.renew();
        };
    }

    /// Whether `effect` is not to be asked again yet, because `work` was answered a moment ago.
    static boolean rests(Draft d, State.Work work, Effect effect) {
        boolean other = effect instanceof Effect.Follow && !effect.equals(work.effect());
        return !other && d.now.isBefore(work.until());
    }

    /// The effect was asked in this stage and not done; it rests before it is asked again.
    static boolean failed(Draft d, Effect effect) {
        for (State.Work work : d.works) {
            if (!work.running() && same(work.effect(), effect)) {
                return true;
            }
        }
        return false;
    }

    /// The effect was asked in this stage, and there was time for it.
    static boolean inVain(Draft d, Effect effect) {
        for (State.Work work : d.works) {
            boolean late = !work.running() || d.passed(work.asked(), d.policy.patience());
            if (late && same(work.effect(), effect)) {
                return true;
            }
        }
        return false;
    }

    /// An order to follow somebody was given to the member before, and may still arrive.
    static boolean mayFollow(Draft d, Member member) {
        for (State.Work work : d.works) {
            boolean order =
                    work.effect() instanceof Effect.Follow(_, var told, _) && told.equals(member);
            if (order && mayArrive(d, work)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayArrive(Draft d, State.Work work) {
        return switch (work.answer()) {
            case TO_COME -> true;
            case CAME -> false;
            case MISSED -> d.now.isBefore(work.until());
        };
    }

    /// After a restart no answer comes any more; orders to follow may still arrive.
    static List<State.Work> afterRestart(Draft d) {
        var left = new ArrayList<State.Work>();
        for (State.Work work : d.works) {
            if (work.effect() instanceof Effect.Follow && mayArrive(d, work)) {
                left.add(
                        new State.Work(
                                work.effect(),
                                work.asked(),
                                State.Answer.MISSED,
                                d.now.plus(d.policy.patience(2))));
            }
        }
        return left;
    }

    /// The member is being cloned or started.
    static boolean comes(Draft d, Member member) {
        for (State.Work work : d.works) {
            Effect effect = work.effect();
            boolean made = effect instanceof Effect.Rebuild || effect instanceof Effect.Start;
            if (made && work.running() && target(effect).equals(member)) {
                return true;
            }
        }
        return false;
    }

    /// A repair that was done shows in the next sights; until then it is not repeated.
    private static Duration restAfterDone(Policy policy, Effect effect) {
        return switch (effect) {
            case Effect.Fence _,
                    Effect.Follow _,
                    Effect.Rebuild _,
                    Effect.Start _,
                    Effect.Drain _,
                    Effect.ScaleUp _,
                    Effect.ScaleDown _ ->
                    policy.patience();
            case Effect.Synchronise _, Effect.Lead _ -> policy.renew();
            case Effect.Swap _,
                    Effect.Create _,
                    Effect.Ask _,
                    Effect.Promote _,
                    Effect.Reroute _,
                    Effect.Verify _ ->
                    Duration.ZERO;
        };
    }
}
