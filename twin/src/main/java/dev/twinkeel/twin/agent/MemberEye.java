package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.twin.Rounds;
import dev.twinkeel.twin.engine.MemberControl;
import dev.twinkeel.twin.engine.MemberException;
import dev.twinkeel.twin.engine.MemberException.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Looks at one member again and again and says what changed; what did not change it repeats now
/// and then.
///
/// An idle connection is held open beside: when the other side closes it, the next look is at once.
/// A member is gone only when a new connection fails at once too, and silent only when two looks in
/// a row, the second on a new connection, brought no answer in time.
final class MemberEye implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);

    /// On a connection that is open, to a member of the own region: it need not be long, for the
    /// look on a new connection decides.
    private static final Duration GLANCE = Duration.ofMillis(300);

    /// A member that is gone is looked at less often: every try is a new connection.
    private static final Duration GONE_PAUSE = Duration.ofMillis(400);

    private static final System.Logger LOG = System.getLogger(MemberEye.class.getName());

    private static final long READY_EVERY_NANOS = 2_000_000_000L;

    private final Member member;
    private final MemberControl control;
    private final InstantSource clock;
    private final Consumer<Event> tell;
    private final Pace pace;
    private final Semaphore hurry = new Semaphore(0);
    private final Rounds rounds;
    private MemberControl.@Nullable Held watch;
    private volatile boolean watching;
    private volatile @Nullable Sight told;
    private long toldNanos;
    private long readyNanos = System.nanoTime();

    /// How often it looks and tells.
    ///
    /// @param near a member of the own region, which this engine acts on: connections to it are
    ///   held open
    /// @param pause between two looks; asked before each
    /// @param eager whether a recovery waits for positions, so that each new one is told
    /// @param repeat how often an unchanged sight, or one whose position alone changed, is told
    record Pace(boolean near, Supplier<Duration> pause, BooleanSupplier eager, Duration repeat) {}

    MemberEye(
            Member member,
            MemberControl control,
            InstantSource clock,
            Consumer<Event> tell,
            Pace pace) {
        this.member = member;
        this.control = control;
        this.clock = clock;
        this.tell = tell;
        this.pace = pace;
        this.rounds = new Rounds("eye " + member.name(), this::round);
    }

    MemberEye start() {
        rounds.start();
        return this;
    }

    Member member() {
        return member;
    }

    /// What was told last; empty before the first look ended.
    Optional<Sight> sight() {
        return Optional.ofNullable(told);
    }

    /// Looks now rather than after the pause.
    void hurry() {
        hurry.release();
    }

    private void round() throws InterruptedException {
        Sight sight = seen();
        if (Thread.interrupted()) {
            // It was closed in the middle of a look: that is no sight.
            throw new InterruptedException();
        }
        say(sight);
        keepWatch(sight);
        Duration wait =
                sight instanceof Sight.Serving || !pace.near() ? pace.pause().get() : GONE_PAUSE;
        keepReady(sight, wait);
        if (hurry.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            hurry.drainPermits();
        }
    }

    /// What cannot be looked at, whatever the reason, is not told to be as it was.
    private Sight seen() {
        try {
            return look();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "look at " + member.name(), e);
            return new Sight.Silent("it cannot be looked at: " + e);
        }
    }

    /// Two tries: the first failure may be that of one connection alone. What was served on an open
    /// connection and is gone was tried on a new one already.
    private Sight look() {
        try {
            return control.sight(pace.near() ? GLANCE : LOOK);
        } catch (MemberException first) {
            String why = String.valueOf(first.getMessage());
            if (first.kind() == Kind.REFUSED) {
                return new Sight.Silent(why);
            }
            if (first.kind() == Kind.GONE && told instanceof Sight.Serving) {
                return new Sight.Gone(why);
            }
        }
        try {
            return control.sight(LOOK);
        } catch (MemberException second) {
            String why = String.valueOf(second.getMessage());
            return second.kind() == Kind.GONE ? new Sight.Gone(why) : new Sight.Silent(why);
        }
    }

    private void say(Sight sight) {
        long now = System.nanoTime();
        Sight before = told;
        boolean awaited = pace.eager().getAsBoolean() && !sight.equals(before);
        if (before == null
                || awaited
                || !alike(before, sight)
                || now - toldNanos >= pace.repeat().toNanos()) {
            told = sight;
            toldNanos = now;
            tell.accept(new Event.MemberSeen(clock.instant(), member, sight));
        }
    }

    /// Everything but the position's bytes, and the words of a reason.
    static boolean alike(Sight one, Sight other) {
        return switch (one) {
            case Sight.Serving a ->
                    other instanceof Sight.Serving b
                            && a.writable() == b.writable()
                            && a.upstream().equals(b.upstream())
                            && a.position().timeline() == b.position().timeline()
                            && a.mark() == b.mark()
                            && a.waitsFor().equals(b.waitsFor())
                            && a.streaming().equals(b.streaming());
            case Sight.Gone _ -> other instanceof Sight.Gone;
            case Sight.Silent _ -> other instanceof Sight.Silent;
        };
    }

    private void keepWatch(Sight sight) {
        if (watching || !pace.near() || !(sight instanceof Sight.Serving)) {
            return;
        }
        try {
            if (watch != null) {
                watch.close();
            }
            watching = true;
            watch =
                    control.watch(
                            _ -> {
                                watching = false;
                                hurry.release();
                            });
        } catch (MemberException e) {
            // It went away since the look; the next one will tell.
            watching = false;
        }
    }

    /// In quiet times only: in others the connection that acts is acting.
    private void keepReady(Sight sight, Duration wait) {
        boolean due = System.nanoTime() - readyNanos >= READY_EVERY_NANOS;
        if (due && pace.near() && sight instanceof Sight.Serving && wait.equals(Engine.CALM)) {
            readyNanos = System.nanoTime();
            try {
                control.keepReady(LOOK);
            } catch (MemberException e) {
                // What is wrong with it the next look will tell.
            }
        }
    }

    @Override
    public void close() {
        rounds.close();
        if (watch != null) {
            watch.close();
        }
    }
}
