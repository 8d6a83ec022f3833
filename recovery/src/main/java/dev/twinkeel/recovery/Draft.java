package dev.twinkeel.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A state on its way to the next one: what one call of `Decide` changes, and what it asks for.
///
/// Lives inside one call. Collections are replaced, never changed, so the states before stay whole.
final class Draft {
    final Policy policy;
    private final State from;
    Stage stage;
    final Instant now;

    /// The newest instant heard before.
    final Instant before;

    @Nullable Instant confirmed;
    State.@Nullable Known lease;
    Map<String, State.Seen> sights;
    List<State.View> views;
    List<State.Mark> marks;
    List<State.Work> works;
    State.@Nullable Force force;
    Instant unsureUntil;
    long doubtful;
    Instant quietUntil;
    @Nullable Instant alone;
    State.@Nullable Order order;
    boolean owed;
    boolean scaled;
    boolean approved;
    boolean paused;

    /// Something other than the time changed.
    boolean changed;

    private List<Effect> effects = List.of();
    private List<Transition> taken = List.of();
    private @Nullable String sentence;

    Draft(Policy policy, State state, Instant at) {
        this.policy = policy;
        from = state;
        stage = state.stage();
        before = state.now();
        now = at.isAfter(before) ? at : before;
        lease = state.lease().orElse(null);
        confirmed = state.confirmed().orElse(null);
        sights = state.sights();
        views = state.views();
        marks = state.marks();
        works = state.works();
        force = state.force().orElse(null);
        unsureUntil = state.unsureUntil();
        doubtful = state.doubtful();
        quietUntil = state.quietUntil();
        alone = state.alone().orElse(null);
        order = state.order().orElse(null);
        owed = state.owed();
        scaled = state.scaled();
        approved = state.approved();
        paused = state.paused();
    }

    /// An event that changed nothing leaves no trace, not even its time: a journal, which does not
    /// have it, leads to the same state.
    Step finish() {
        boolean recorded = changed || !effects.isEmpty() || sentence != null;
        if (!recorded) {
            return new Step(from, effects, Optional.empty(), taken, /* recorded= */ false);
        }
        State next =
                new State(
                        stage,
                        now,
                        kept(from.lease(), lease),
                        kept(from.confirmed(), confirmed),
                        sights,
                        views,
                        marks,
                        works,
                        kept(from.force(), force),
                        unsureUntil,
                        doubtful,
                        quietUntil,
                        kept(from.alone(), alone),
                        kept(from.order(), order),
                        owed,
                        scaled,
                        approved,
                        paused);
        return new Step(next, effects, Optional.ofNullable(sentence), taken, /* recorded= */ true);
    }

    /// Most events leave most facts as they were: then nothing is made anew.
    @SuppressWarnings("ReferenceEquality") // an equal one that was made anew may as well be taken
    private static <T> Optional<T> kept(Optional<T> before, @Nullable T now) {
        return before.orElse(null) == now ? before : Optional.ofNullable(now);
    }

    /// Goes to another stage. A change that the table does not have is a bug.
    void to(Transition transition, Stage next, String why) {
        if (!transition.leads(stage, next)) {
            throw new IllegalStateException(
                    "transition " + transition + " from " + stage + " to " + next);
        }
        stage = next;
        changed = true;
        if (taken.isEmpty()) {
            taken = new ArrayList<>(2);
        }
        taken.add(transition);
        say(why);
        // What failed in the stage before may be tried at once in this one.
        if (!works.isEmpty()) {
            var kept = new ArrayList<State.Work>(works.size());
            for (State.Work work : works) {
                // A setting just made shows in the next sights only; one that was not answered may
                // still arrive.
                if (work.running()
                        || work.effect() instanceof Effect.Synchronise
                        || work.effect() instanceof Effect.Follow) {
                    kept.add(work);
                }
            }
            works = kept;
        }
    }

    /// Adds to what the operator is told.
    void say(String words) {
        sentence = sentence == null ? words : sentence + " " + words;
    }

    /// Asks for an effect, unless it is under way, rests after an earlier try, or must wait for
    /// another one of the same member.
    void ask(Effect effect) {
        for (State.Work work : works) {
            boolean same = Works.same(work.effect(), effect);
            if (same && (work.running() || Works.rests(this, work, effect))) {
                return;
            }
            if (work.running() && Works.waits(effect, work.effect())) {
                return;
            }
        }
        var more = new ArrayList<State.Work>(works.size() + 1);
        for (State.Work work : works) {
            if (!Works.same(work.effect(), effect)) {
                more.add(work);
            }
        }
        more.add(new State.Work(effect, now, State.Answer.TO_COME, now));
        works = more;
        changed = true;
        if (effects.isEmpty()) {
            effects = new ArrayList<>(4);
        }
        effects.add(effect);
    }

    Lease lease() {
        if (lease == null) {
            throw new IllegalStateException("no lease was seen in stage " + stage);
        }
        return lease.lease();
    }

    /// The lease names this engine's region.
    boolean mine() {
        return lease != null && lease.lease().region().equals(policy.place());
    }

    /// This engine's last renewal still counts.
    boolean valid() {
        return mine() && confirmed != null && !passed(confirmed, policy.lease());
    }

    /// The lease did not change for as long as its holder may count on it.
    boolean expired() {
        return lease != null && passed(lease.arrived(), policy.lease().plus(policy.guard()));
    }

    /// Whether the wait is over. Every event asks this many times, so no instant is made for it.
    boolean passed(Instant since, Duration wait) {
        long seconds = now.getEpochSecond() - since.getEpochSecond() - wait.getSeconds();
        long nanos = (long) now.getNano() - since.getNano() - wait.getNano();
        return seconds * 1_000_000_000 + nanos >= 0;
    }

    Member holder() {
        return lease().holder()
                .orElseThrow(() -> new IllegalStateException("no holder in " + lease()));
    }

    State.@Nullable Seen seen(Member member) {
        return sights.get(member.name());
    }

    Sight.@Nullable Serving serving(Member member) {
        State.Seen seen = sights.get(member.name());
        return seen != null && seen.sight() instanceof Sight.Serving serving ? serving : null;
    }

    /// It is seen, and it does not answer.
    boolean lost(Member member) {
        State.Seen seen = sights.get(member.name());
        return seen != null && !(seen.sight() instanceof Sight.Serving);
    }

    /// The members of a region, in the policy's order.
    List<Member> membersOf(String region) {
        var found = new ArrayList<Member>(3);
        for (Member member : policy.members()) {
            if (member.region().equals(region)) {
                found.add(member);
            }
        }
        return found;
    }

    Optional<Member> standing(String region) {
        for (Member member : policy.standing()) {
            if (member.region().equals(region)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    /// Since when the witness and one more vantage point say that the region is lost; null when
    /// they do not.
    @Nullable Instant lostSince(String region) {
        Instant witness = null;
        Instant other = null;
        for (State.View view : views) {
            if (view.alive() || !view.region().equals(region)) {
                continue;
            }
            if (view.vantage().equals(policy.witness())) {
                witness = view.since();
            } else if (other == null || view.since().isBefore(other)) {
                other = view.since();
            }
        }
        if (witness == null || other == null) {
            return null;
        }
        return witness.isAfter(other) ? witness : other;
    }

    /// Whether a vantage point says now that the region is alive, or is not.
    boolean says(String vantage, String region, boolean alive) {
        return views.stream()
                .anyMatch(
                        view ->
                                view.vantage().equals(vantage)
                                        && view.region().equals(region)
                                        && view.alive() == alive);
    }

    /// A person ordered a failover to this region.
    boolean ordered() {
        return order != null && order.command() instanceof Command.Failover;
    }

    boolean lossAccepted() {
        return order != null
                && order.command() instanceof Command.Failover failover
                && failover.acceptLoss();
    }
}
