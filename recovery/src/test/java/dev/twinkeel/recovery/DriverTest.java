package dev.twinkeel.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriverTest {
    private static final long DEADLINE_SECONDS = 30;
    private static final int LOOKS_MIN = 2000;
    private static final int NEVER = Integer.MAX_VALUE;

    private final InstantSource clock = InstantSource.system();
    private final SmallWorld world = new SmallWorld();
    private final JournalInMemory journal = new JournalInMemory(NEVER);

    private final List<String> troubles = new CopyOnWriteArrayList<>();

    private final Driver.Listener listener =
            new Driver.Listener() {
                @Override
                public void recorded(Entry entry) {}

                @Override
                public void decided() {}

                @Override
                public void troubled(String sentence, @Nullable Throwable cause) {
                    troubles.add(sentence + (cause == null ? "" : ": " + cause));
                }
            };

    private static List<Entry> lastOf(List<Entry> entries) {
        return entries.subList(Math.max(0, entries.size() - 30), entries.size());
    }

    private Driver driver(Driver.World hands, Journal written) {
        return new Driver(SmallWorld.POLICY, clock, written, hands, listener).start();
    }

    /// Tells the driver what there is to see until it is as wanted.
    private void until(Driver driver, BooleanSupplier wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        for (int looks = 0; !wanted.getAsBoolean(); looks++) {
            // A machine that stood still for the whole time has shown nothing.
            if (System.nanoTime() > deadline && looks > LOOKS_MIN) {
                throw new AssertionError(
                        "still "
                                + driver.state().stage()
                                + "; trouble "
                                + driver.trouble()
                                + "; told "
                                + troubles
                                + "; last entries "
                                + lastOf(journal.entries()));
            }
            world.observations(clock).forEach(driver::offer);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /// Writes are let in, and a second member has every commit. On a machine that stands still for
    /// longer than the lease, the epoch is a later one.
    private static boolean holding(Driver driver, long epoch) {
        State state = driver.state();
        return state.stage() instanceof Stage.Holding
                && driver.grant().isPresent()
                && state.lease()
                        .map(State.Known::lease)
                        .filter(lease -> lease.epoch() >= epoch && !lease.degraded())
                        .filter(lease -> !lease.synchronous().isEmpty())
                        .isPresent();
    }

    @Test
    void aKilledPrimaryIsReplacedAndTheGrantFollows() {
        try (Driver driver = driver(world, journal)) {
            until(driver, () -> holding(driver, 1));
            assertThat(driver.grant().orElseThrow().writer()).isEqualTo(SmallWorld.A);

            world.kill(SmallWorld.A);
            until(driver, () -> holding(driver, 2));

            assertThat(driver.grant().orElseThrow().writer()).isIn(SmallWorld.B, SmallWorld.C);
        }
    }

    @Test
    void anEngineThatDiesAfterAnyEffectIsReplacedByOneThatGoesOn() {
        int effects = effectsOfARecovery();
        assertThat(effects).isGreaterThan(3);
        for (int last = 1; last <= effects; last++) {
            dieAfter(last);
        }
    }

    private static int effectsOfARecovery() {
        DriverTest trial = new DriverTest();
        try (Driver driver = trial.driver(trial.world, trial.journal)) {
            trial.until(driver, () -> holding(driver, 1));
            long before = trial.moves();
            trial.world.kill(SmallWorld.A);
            trial.until(driver, () -> holding(driver, 2));
            return (int) (trial.moves() - before);
        }
    }

    /// Effects that are not a renewal.
    private long moves() {
        return world.carriedOut().stream().filter(DriverTest::move).count();
    }

    private static boolean move(Effect effect) {
        return !(effect instanceof Effect.Swap(_, var expected, var next)
                && expected.lease().epoch() == next.epoch());
    }

    /// Dies when the effect of that number was done but not yet answered.
    private static void dieAfter(int last) {
        DriverTest trial = new DriverTest();
        SmallWorld world = trial.world;
        AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        CountDownLatch died = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Driver.World dying =
                effect -> {
                    if (left.get() <= 0) {
                        never.await();
                    }
                    Reply<Outcome> reply = world.carryOut(effect);
                    if (move(effect) && left.decrementAndGet() <= 0) {
                        died.countDown();
                        never.await();
                    }
                    return reply;
                };
        try (Driver first = trial.driver(dying, trial.journal)) {
            trial.until(first, () -> holding(first, 1));
            left.set(last);
            world.kill(SmallWorld.A);
            trial.until(first, () -> died.getCount() == 0 || holding(first, 2));
        }
        try (Driver second = trial.driver(world, trial.journal)) {
            trial.until(second, () -> holding(second, 2));
            assertThat(world.writable()).as("after effect " + last).hasSize(1);
            assertThat(world.lease().orElseThrow().lease().holder())
                    .contains(world.writable().iterator().next());
        }
    }

    @Test
    void aJournalThatLeadsElsewhereIsLeftAsideForWhatTheStoreSays() {
        try (Driver driver = driver(world, journal)) {
            until(driver, () -> holding(driver, 1));
        }
        Entry entry = journal.entries().getFirst();
        journal.change(
                0,
                new Entry(
                        entry.number(),
                        entry.place(),
                        entry.database(),
                        entry.event(),
                        "Elsewhere",
                        entry.epoch(),
                        entry.effects(),
                        entry.sentence()));
        long before = journal.last();
        try (Driver driver = driver(world, journal)) {
            until(driver, () -> holding(driver, 1));
        }
        assertThat(journal.entries().getFirst().number()).isEqualTo(before + 1);
        assertThat(journal.base()).contains(State.initial(SmallWorld.POLICY));
    }

    @Test
    void aLargeJournalIsBegunAnewAndStillReplays() {
        JournalInMemory small = new JournalInMemory(10);
        try (Driver driver = driver(world, small)) {
            until(driver, () -> holding(driver, 1) && small.last() > 40);
        }
        assertThat(small.entries()).hasSizeLessThan(20);
        long before = small.last();
        try (Driver driver = driver(world, small)) {
            assertThat(driver.state().lease()).isPresent();
            until(driver, () -> holding(driver, 1));
        }
        assertThat(small.last()).isGreaterThan(before);
    }

    @Test
    void nothingIsGrantedAndNothingDoneWhileTheJournalCannotBeWritten() {
        AtomicBoolean full = new AtomicBoolean();
        Journal disk =
                new Journal() {
                    @Override
                    public void append(Entry entry) {
                        if (full.get()) {
                            throw new UncheckedIOException(new IOException("no space left"));
                        }
                        journal.append(entry);
                    }

                    @Override
                    public List<Entry> entries() {
                        return journal.entries();
                    }
                };
        try (Driver driver = driver(world, disk)) {
            until(driver, () -> holding(driver, 1));
            full.set(true);
            until(driver, () -> driver.trouble().isPresent());
            int done = world.carriedOut().size();
            world.kill(SmallWorld.A);

            assertThat(driver.grant()).isEmpty();
            assertThat(driver.trouble().orElseThrow()).contains("no space left");
            assertThat(world.carriedOut()).hasSize(done);

            full.set(false);
            until(driver, () -> holding(driver, 2));
        }
    }

    @Test
    void anEffectThatIsNotAnsweredIsUnknownAfterThePatience() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean stuck = new AtomicBoolean(true);
        Driver.World hanging =
                effect -> {
                    if (effect instanceof Effect.Promote && stuck.getAndSet(false)) {
                        never.await();
                    }
                    return world.carryOut(effect);
                };
        try (Driver driver = driver(hanging, journal)) {
            until(driver, () -> holding(driver, 1));
        }
        assertThat(journal.entries())
                .anySatisfy(
                        entry ->
                                assertThat(entry.event())
                                        .isInstanceOfSatisfying(
                                                Event.Replied.class,
                                                replied ->
                                                        assertThat(replied.reply())
                                                                .isInstanceOf(
                                                                        Reply.Unknown.class)));
    }

    @Test
    void whatWasSeenBeforeALongPauseIsForgotten() {
        AtomicLong skippedMillis = new AtomicLong();
        InstantSource jumping = () -> Instant.now().plusMillis(skippedMillis.get());
        try (Driver driver =
                new Driver(SmallWorld.POLICY, jumping, journal, world, listener).start()) {
            until(driver, () -> driver.state().lease().isPresent());
            driver.offer(new Event.RegionSeen(jumping.instant(), "witness", "singapore", false));
            until(driver, () -> seen(driver));

            skippedMillis.set(1500);

            until(driver, () -> !seen(driver));
        }
    }

    private static boolean seen(Driver driver) {
        return driver.state().views().stream().anyMatch(view -> view.vantage().equals("witness"));
    }

    @Test
    void aCommandThatCannotBeTakenIsRefusedAndStillWrittenDown() {
        try (Driver driver = driver(world, journal)) {
            until(driver, () -> holding(driver, 1));
            Optional<String> refusal = driver.command("ada", new Command.Failover("pluto", true));

            assertThat(refusal).isPresent();
            until(
                    driver,
                    () ->
                            journal.entries().stream()
                                    .anyMatch(
                                            entry ->
                                                    entry.event()
                                                                    instanceof
                                                                    Event.Commanded(_, var who, _)
                                                            && who.equals("ada")));
            assertThat(driver.command("ada", new Command.Pause())).isEmpty();
            until(driver, () -> driver.state().paused());
            assertThat(Set.of(driver.state().stage().name())).containsExactly("Holding");
        }
    }
}
