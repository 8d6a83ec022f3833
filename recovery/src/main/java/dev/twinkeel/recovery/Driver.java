package dev.twinkeel.recovery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Carries one engine for one database: takes events in order, decides, journals, and only then has
/// the effects done.
///
/// One thread decides; effects run on virtual threads, each answered by one [Event.Replied] within
/// the policy's patience. After a restart the journal is replayed first. The public methods are
/// thread-safe.
public final class Driver implements AutoCloseable {
    /// Observations are repeated by whoever makes them, so one too many is dropped.
    private static final int EVENTS_MAX = 4096;

    /// A loop that is later than this was frozen or starved: what it was told before is old (Redis
    /// Sentinel calls it TILT).
    private static final Duration LATE = Duration.ofSeconds(1);

    /// Between two tries to write the journal.
    private static final long RETRY_MILLIS = 500;

    /// How long the last step may take.
    private static final long CLOSE_MILLIS = 2000;

    /// A defect in deciding ends the engine when beginning anew this often did not help.
    private static final int DEFECTS_MAX = 3;

    /// Carries out one effect in the world; blocks. An answer after the policy's patience is
    /// ignored, and the thread is interrupted then.
    public interface World {
        Reply<Outcome> carryOut(Effect effect) throws Exception;
    }

    /// Is told what happens, on the deciding thread; must not block.
    public interface Listener {
        /// An entry was journaled.
        void recorded(Entry entry);

        /// What the last entry led to counts now, for [#grant] too.
        void decided();

        /// The engine itself is in trouble; the sentence is for the operator.
        void troubled(String sentence, @Nullable Throwable cause);
    }

    private final Policy policy;
    private final InstantSource clock;
    private final Journal journal;
    private final Listener listener;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(EVENTS_MAX);
    private final Carrier effects;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private final Duration tickEvery;

    private volatile State state;
    private volatile Optional<String> trouble = Optional.empty();

    /// What the journal says of a lease is from before the restart and grants nothing.
    private volatile boolean started;

    private long number;
    private int defects;

    /// @param clock never goes back, and is not behind any instant in the journal
    public Driver(
            Policy policy, InstantSource clock, Journal journal, World world, Listener listener) {
        this.policy = policy;
        this.clock = clock;
        this.journal = journal;
        this.effects = new Carrier(world, policy.patience(), LATE, clock, events);
        this.listener = listener;
        this.tickEvery = policy.renew().dividedBy(5);
        this.state = State.initial(policy);
        this.thread = Thread.ofPlatform().name("engine " + policy.database()).unstarted(this::run);
    }

    /// Replays the journal and begins to decide.
    public Driver start() {
        List<Entry> entries = journal.entries();
        number = journal.last();
        replay(entries);
        events.add(new Event.Started(clock.instant()));
        thread.start();
        return this;
    }

    /// Tells what was observed. Never blocks; an observation too many is dropped, because observers
    /// repeat themselves.
    public void offer(Event observation) {
        events.offer(observation);
    }

    /// Takes a person's command, or says why not. Both go into the journal.
    public Optional<String> command(String who, Command command) {
        Optional<String> refusal = trouble.or(() -> Decide.refusal(policy, state, command));
        if (!events.offer(new Event.Commanded(clock.instant(), who, command))) {
            return Optional.of("the engine is too busy to take a command; ask again");
        }
        return refusal;
    }

    /// What the command would lead to now, and what stands in its way. Changes nothing.
    public List<String> dryRun(Command command) {
        return trouble.map(List::of)
                .orElseGet(() -> Decide.dryRun(policy, state, clock.instant(), command));
    }

    /// What gates may do from now on; empty when nothing, and whenever this engine is in trouble.
    public Optional<Grant> grant() {
        Instant now = clock.instant();
        return !started || trouble.isPresent()
                ? Optional.empty()
                : Decide.grant(policy, state).filter(grant -> grant.until().isAfter(now));
    }

    public Policy policy() {
        return policy;
    }

    public State state() {
        return state;
    }

    /// Why this engine does not work as it should; empty when it does.
    public Optional<String> trouble() {
        return trouble;
    }

    private void replay(List<Entry> entries) {
        State replayed = journal.base().orElse(State.initial(policy));
        for (Entry entry : entries) {
            Optional<Step> step = same(replayed, entry);
            if (step.isEmpty()) {
                listener.troubled(
                        "%s: entry %d of the journal leads elsewhere than it did; going on with what the store says"
                                .formatted(policy.database(), entry.number()),
                        null);
                journal.restart(state);
                return;
            }
            replayed = step.get().next();
        }
        state = replayed;
    }

    /// The step that the entry's event leads to, if it is the one that was journaled.
    private Optional<Step> same(State before, Entry entry) {
        try {
            Step step = Decide.decide(policy, before, entry.event());
            boolean same =
                    step.next().stage().name().equals(entry.stage())
                            && step.effects().equals(entry.effects());
            return same ? Optional.of(step) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private void run() {
        Instant tickDue = clock.instant();
        Instant freshAfter = Instant.MIN;
        while (closing.getCount() > 0) {
            try {
                long waitNanos = Duration.between(clock.instant(), tickDue).toNanos();
                Event event = events.poll(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
                Instant now = clock.instant();
                if (now.isAfter(tickDue.plus(LATE))) {
                    freshAfter = now;
                    forgetViews(now);
                }
                if (event != null && !(observed(event) && event.at().isBefore(freshAfter))) {
                    step(event);
                }
                if (!now.isBefore(tickDue)) {
                    tickDue = now.plus(tickEvery);
                    step(new Event.Tick(now));
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                defect(e);
            }
        }
    }

    private static boolean observed(Event event) {
        return switch (event) {
            case Event.LeaseSeen _,
                    Event.LeaseUnseen _,
                    Event.MemberSeen _,
                    Event.RegionSeen _,
                    Event.VantageLost _ ->
                    true;
            case Event.Tick _, Event.Started _, Event.Replied _, Event.Commanded _ -> false;
        };
    }

    /// No vantage point's opinion from before the pause counts; each says again what it sees. The
    /// witness's first: without it nothing is evidence, also not while the others are forgotten.
    private void forgetViews(Instant now) throws InterruptedException {
        step(new Event.VantageLost(now, policy.witness()));
        for (String region : policy.regions()) {
            step(new Event.VantageLost(now, region));
        }
    }

    private void step(Event event) throws InterruptedException {
        Instant decided = clock.instant();
        Step step = Decide.decide(policy, state, event);
        if (step.recorded()) {
            Entry entry =
                    new Entry(
                            number + 1,
                            policy.place(),
                            policy.database(),
                            event,
                            step.next().stage().name(),
                            epoch(step.next()),
                            step.effects(),
                            step.sentence());
            if (!written(entry)) {
                return;
            }
            number = entry.number();
            listener.recorded(entry);
        }
        state = step.next();
        started |= event instanceof Event.Started;
        if (step.recorded()) {
            listener.decided();
        }
        for (Effect effect : step.effects()) {
            effects.begin(effect, decided);
        }
        if (step.recorded() && journal.large() && !(state.stage() instanceof Stage.Electing)) {
            journal.restart(state);
        }
    }

    private static long epoch(State state) {
        return state.lease().map(known -> known.lease().epoch()).orElse(0L);
    }

    /// Tries until the entry is durable: without its journal an engine does nothing and grants
    /// nothing.
    ///
    /// @return false when the driver was closed before
    private boolean written(Entry entry) throws InterruptedException {
        while (true) {
            try {
                journal.append(entry);
                trouble = Optional.empty();
                return true;
            } catch (java.io.UncheckedIOException e) {
                if (trouble.isEmpty()) {
                    String sentence =
                            "%s: the journal cannot be written, so nothing is granted until it can: %s"
                                    .formatted(policy.database(), e.getMessage());
                    trouble = Optional.of(sentence);
                    listener.troubled(sentence, e);
                }
                if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        }
    }

    /// Begins anew with what the store and the members say, as after a crash; gives up when that
    /// does not help.
    private void defect(RuntimeException cause) {
        defects++;
        listener.troubled(policy.database() + ": a defect in the engine", cause);
        if (defects > DEFECTS_MAX) {
            trouble =
                    Optional.of(
                            policy.database()
                                    + ": the engine stopped at a defect: "
                                    + cause
                                    + "; restart the agent");
            closing.countDown();
            return;
        }
        state = State.initial(policy);
        journal.restart(state);
        events.offer(new Event.Started(clock.instant()));
    }

    /// Stops deciding and waits until it has; effects under way are interrupted. The deciding
    /// thread is not: that would close the journal's file under it.
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        effects.close();
    }
}
