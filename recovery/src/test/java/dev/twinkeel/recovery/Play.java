package dev.twinkeel.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One engine, played by hand: what it is told, what it asks for, what it is answered.
final class Play {
    static final Member A = new Member("m-a", "mumbai", "a");
    static final Member B = new Member("m-b", "mumbai", "b");
    static final Member C = new Member("m-c", "mumbai", "c");
    static final Member S = new Member("s-a", "singapore", "a");
    static final Member T = new Member("s-b", "singapore", "b");
    static final Set<Transition> VISITED = EnumSet.noneOf(Transition.class);

    final Policy policy;
    State state;
    Instant now = Instant.ofEpochSecond(1_000);
    final List<Effect> open = new ArrayList<>();
    final List<Entry> journal = new ArrayList<>();
    final List<String> sentences = new ArrayList<>();
    long version = 1;

    Play(Policy policy) {
        this.policy = policy;
        this.state = State.initial(policy);
        tell(new Event.Started(now));
    }

    static Play in(String place) {
        return new Play(policy(place, List.of(A, B, C, S, T), /* approval= */ false));
    }

    static Policy policy(String place, List<Member> members, boolean approval) {
        return new Policy(
                "orders-db",
                place,
                "sydney",
                List.of("mumbai", "singapore"),
                "mumbai",
                members,
                members.isEmpty() ? List.of() : List.of(A, S),
                Duration.ofSeconds(3),
                Duration.ofMillis(300),
                Duration.ofMillis(600),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                approval);
    }

    /// A lease of mumbai with everything in order.
    static Lease lease(long epoch, Member holder, Set<Member> synchronous, boolean degraded) {
        return new Lease(
                "orders-db",
                epoch,
                holder.region(),
                Optional.of(holder),
                synchronous,
                5,
                Optional.of(new Position(1, 100)),
                degraded);
    }

    Play tell(Event event) {
        Step step = Decide.decide(policy, state, event);
        VISITED.addAll(step.taken());
        open.addAll(step.effects());
        if (step.recorded()) {
            journal.add(
                    new Entry(
                            journal.size() + 1,
                            policy.place(),
                            policy.database(),
                            event,
                            step.next().stage().name(),
                            0,
                            step.effects(),
                            step.sentence()));
        } else {
            assertThat(step.next().stage()).isEqualTo(state.stage());
        }
        assertThat(step.taken().isEmpty() || step.sentence().isPresent())
                .as("every transition has a sentence: " + step.taken())
                .isTrue();
        step.sentence().ifPresent(sentences::add);
        state = step.next();
        return this;
    }

    /// Time passes in small steps.
    Play pass(double seconds) {
        for (int i = 0; i < Math.round(seconds * 10); i++) {
            now = now.plusMillis(100);
            tell(new Event.Tick(now));
        }
        return this;
    }

    /// Time passes; every renewal is answered.
    Play passRenewing(double seconds) {
        for (int i = 0; i < Math.round(seconds * 10); i++) {
            pass(0.1);
            renew();
        }
        return this;
    }

    /// Time passes; every renewal and every [Effect.Lead] is answered.
    Play passLeading(double seconds) {
        for (int i = 0; i < Math.round(seconds * 10); i++) {
            passRenewing(0.1);
            if (asks(Effect.Lead.class)) {
                done(Effect.Lead.class);
            }
        }
        return this;
    }

    Play renew() {
        while (asks(Effect.Swap.class) || asks(Effect.Create.class)) {
            swapped();
        }
        return this;
    }

    Play read(Lease lease) {
        version++;
        return tell(new Event.LeaseSeen(now, now, new Versioned(lease, version)));
    }

    Play primary(Member member, Set<Member> waitsFor, long lsn) {
        return primary(member, waitsFor, 1, lsn);
    }

    Play primary(Member member, Set<Member> waitsFor, int timeline, long lsn) {
        Set<String> names = new java.util.TreeSet<>();
        waitsFor.forEach(each -> names.add(each.name()));
        return sees(
                member,
                new Sight.Serving(
                        true, Optional.empty(), new Position(timeline, lsn), names, Set.of()));
    }

    Play standby(Member member, Member upstream, long lsn) {
        return standby(member, upstream, 1, lsn);
    }

    Play standby(Member member, Member upstream, int timeline, long lsn) {
        return sees(
                member,
                new Sight.Serving(
                        false,
                        Optional.of(upstream.name()),
                        new Position(timeline, lsn),
                        Set.of(),
                        Set.of()));
    }

    Play gone(Member member) {
        return sees(member, new Sight.Gone("connection refused"));
    }

    Play sees(Member member, Sight sight) {
        return tell(new Event.MemberSeen(now, member, sight));
    }

    Play view(String vantage, String region, boolean alive) {
        return tell(new Event.RegionSeen(now, vantage, region, alive));
    }

    Play command(Command command) {
        return tell(new Event.Commanded(now, "Asha", command));
    }

    boolean asks(Class<? extends Effect> kind) {
        return open.stream().anyMatch(kind::isInstance);
    }

    /// The oldest open effect of a kind, taken off the list.
    <E extends Effect> E take(Class<E> kind) {
        for (int i = 0; i < open.size(); i++) {
            if (kind.isInstance(open.get(i))) {
                return kind.cast(open.remove(i));
            }
        }
        throw new AssertionError("no " + kind.getSimpleName() + " in " + open + " in " + state);
    }

    Play done(Class<? extends Effect> kind) {
        return reply(take(kind), new Reply.Done<>(new Outcome.Plain()));
    }

    Play at(Class<? extends Effect> kind, int timeline, long lsn) {
        return reply(take(kind), new Reply.Done<>(new Outcome.At(new Position(timeline, lsn))));
    }

    Play answer(Member member, long lsn) {
        return answer(member, 1, lsn);
    }

    Play answer(Member member, int timeline, long lsn) {
        for (Effect effect : List.copyOf(open)) {
            if (effect instanceof Effect.Ask(_, var asked) && asked.equals(member)) {
                open.remove(effect);
                return reply(effect, new Reply.Done<>(new Outcome.At(new Position(timeline, lsn))));
            }
        }
        throw new AssertionError(member.name() + " is not asked: " + open);
    }

    Play swapped() {
        Effect effect = open.stream().filter(Play::ofLease).findFirst().orElseThrow();
        open.remove(effect);
        Lease next =
                effect instanceof Effect.Swap swap ? swap.next() : ((Effect.Create) effect).first();
        version++;
        return reply(
                effect, new Reply.Done<>(new Outcome.Swapped(now, new Versioned(next, version))));
    }

    private static boolean ofLease(Effect effect) {
        return effect instanceof Effect.Swap || effect instanceof Effect.Create;
    }

    Play refused(Class<? extends Effect> kind) {
        return reply(take(kind), new Reply.Refused<>("no"));
    }

    Play unknown(Class<? extends Effect> kind) {
        return reply(take(kind), new Reply.Unknown<>("no answer in time"));
    }

    Play reply(Effect effect, Reply<Outcome> reply) {
        return tell(new Event.Replied(now, effect, reply));
    }

    /// Every open effect is answered as unknown, as after a loss of the network.
    Play nobodyAnswers() {
        for (Effect effect : List.copyOf(open)) {
            open.remove(effect);
            reply(effect, new Reply.Unknown<>("no answer in time"));
        }
        return this;
    }

    Play is(Class<? extends Stage> stage) {
        assertThat(state.stage()).as(String.join("\n", sentences)).isInstanceOf(stage);
        return this;
    }

    boolean grants() {
        return Decide.grant(policy, state).filter(it -> it.until().isAfter(now)).isPresent();
    }
}
