package dev.twinkeel.twin.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.twin.Soon;
import dev.twinkeel.twin.engine.MemberControl;
import dev.twinkeel.twin.engine.MemberException.Kind;
import dev.twinkeel.twin.engine.PostgresException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When a member that does not answer is told to be silent.
final class MemberEyeTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final Hearing hearing = new Hearing();
    private final Watched a = new Watched("a", LONG);
    private final Watched b = new Watched("b", LONG);

    private final AtomicInteger served = new AtomicInteger();

    /// Eyes between two looks.
    private final AtomicInteger waiting = new AtomicInteger();

    private volatile boolean held;

    @AfterEach
    void close() {
        a.eye.close();
        b.eye.close();
    }

    @Test
    void oneThatIsSilentAloneIsToldAtOnce() {
        bothServe();
        a.silent = true;
        Soon.await("a is silent", a::toldSilent);
        assertThat(b.toldSilent()).isFalse();
    }

    @Test
    void oneThatFellSilentWithEverybodyElseIsToldOnceAnotherAnswers() {
        bothServe();
        betweenLooks(
                () -> {
                    a.silent = true;
                    b.silent = true;
                });
        Soon.await("looks in vain", () -> a.looks.get() > 5);
        b.silent = false;
        Soon.await("a is silent", a::toldSilent);
        assertThat(b.toldSilent()).isFalse();
    }

    @Test
    void theDoubtEnds() {
        Watched c = new Watched("c", SHORT);
        try {
            bothServe();
            c.serve();
            betweenLooks(
                    () -> {
                        a.silent = true;
                        b.silent = true;
                        c.silent = true;
                    });
            Soon.await("c is silent", c::toldSilent);
        } finally {
            c.eye.close();
        }
    }

    @Test
    void oneThatWasTheOnlyOneIsToldAtOnce() {
        a.serve();
        a.silent = true;
        Soon.await("a is silent", a::toldSilent);
    }

    @Test
    void aLookThatIsInterruptedByTheEndIsNoSight() throws Exception {
        a.serve();
        a.hangs = true;
        a.looks.set(0);
        Soon.await("a look", () -> a.looks.get() > 0);
        a.eye.close();
        Soon.await("its end", () -> a.ended);
        a.thread.join();
        assertThat(a.toldSilent()).isFalse();
    }

    /// Changes something while nobody looks.
    private void betweenLooks(Runnable change) {
        held = true;
        Soon.await("nobody looks", () -> waiting.get() == served.get());
        change.run();
        a.looks.set(0);
        held = false;
    }

    private Duration pause() {
        waiting.incrementAndGet();
        while (held && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1_000_000);
        }
        waiting.decrementAndGet();
        return Duration.ofMillis(1);
    }

    private void bothServe() {
        a.serve();
        b.serve();
    }

    /// A member as its adapter shows it, and what its eye told.
    private final class Watched implements MemberControl {
        private final List<Event.MemberSeen> told = new CopyOnWriteArrayList<>();
        private final AtomicInteger looks = new AtomicInteger();
        private final MemberEye eye;
        private volatile boolean silent;
        private volatile boolean hangs;
        private volatile boolean ended;
        private volatile Thread thread = Thread.currentThread();

        Watched(String name, Duration doubt) {
            eye =
                    new MemberEye(
                            new Member(name, "mumbai", "mumbai-" + name),
                            this,
                            InstantSource.system(),
                            event -> told.add((Event.MemberSeen) event),
                            new MemberEye.Pace(
                                    true,
                                    MemberEyeTest.this::pause,
                                    () -> false,
                                    Duration.ofSeconds(1),
                                    doubt),
                            hearing);
        }

        void serve() {
            served.incrementAndGet();
            eye.start();
            Soon.await("a sight", () -> eye.sight().isPresent());
        }

        boolean toldSilent() {
            return told.stream().anyMatch(it -> it.sight() instanceof Sight.Silent);
        }

        @Override
        public Sight.Serving sight(Duration limit) {
            thread = Thread.currentThread();
            looks.incrementAndGet();
            if (hangs) {
                awaitInterrupt();
                ended = true;
            }
            if (silent || hangs) {
                throw new PostgresException(Kind.SILENT, "no answer");
            }
            return new Sight.Serving(
                    false, Optional.of("x"), new Position(1, 100), Set.of(), Set.of());
        }

        private void awaitInterrupt() {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void keepReady(Duration limit) {}

        @Override
        public Held watch(Consumer<String> whenClosed) {
            return () -> {};
        }

        @Override
        public void close() {}
    }
}
