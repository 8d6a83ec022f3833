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
/// a row, the second on a new connection, brought no answer in time. When everybody else has fallen
/// silent with it, it is looked at again and again for a while first: more likely the agent itself
/// is unwell than all of them, and an election would end a primary that serves.
final class MemberEye implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);

    /// On a connection that is open, to a member of the own region: it need not be long, for the
    /// look on a new connection decides.
    private static final Duration GLANCE = Duration.ofMillis(300);

    /// A member that is gone is looked at less often: every try is a new connection.
    private static final Duration GONE_PAUSE = Duration.ofMillis(400);

    /// Between two looks at one that is silent together with everybody else.
    private static final Duration AGAIN = Duration.ofMillis(50);

    private static final System.Logger LOG = System.getLogger(MemberEye.class.getName());

    private static final long READY_EVERY_NANOS = 2_000_000_000L;

    private final Member member;
    private final MemberControl control;
    private final InstantSource clock;
    private final Consumer<Event> tell;
    private final Pace pace;
    private final Hearing hearing;
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
    /// @param doubt how long one that is silent together with everybody else of the own region is
    ///   looked at before it is told
    record Pace(
            boolean near,
            Supplier<Duration> pause,
            BooleanSupplier eager,
            Duration repeat,
            Duration doubt) {}

    MemberEye(
            Member member,
            MemberControl control,
            InstantSource clock,
            Consumer<Event> tell,
            Pace pace,
            Hearing hearing) {
        this.member = member;
        this.control = control;
        this.clock = clock;
        this.tell = tell;
        this.pace = pace;
        this.hearing = hearing;
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
    private Sight seen() throws InterruptedException {
        try {
            return look();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "look at " + member.name(), e);
            return new Sight.Silent("it cannot be looked at: " + e);
        }
    }

    /// At least two tries: the first failure may be that of one connection alone. What was served
    /// on an open connection and is gone was tried on a new one already.
    private Sight look() throws InterruptedException {
        long began = System.nanoTime();
        try {
            return heard(control.sight(pace.near() ? GLANCE : LOOK));
        } catch (MemberException first) {
            boolean tried = first.kind() == Kind.GONE && told instanceof Sight.Serving;
            if (tried || first.kind() == Kind.REFUSED) {
                return heard(failed(first));
            }
        }
        while (true) {
            try {
                return heard(control.sight(LOOK));
            } catch (MemberException again) {
                if (again.kind() != Kind.SILENT) {
                    return heard(failed(again));
                }
                if (!doubtful(began)) {
                    return failed(again);
                }
            }
            TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
        }
    }

    private static Sight failed(MemberException failure) {
        String why = String.valueOf(failure.getMessage());
        return failure.kind() == Kind.GONE ? new Sight.Gone(why) : new Sight.Silent(why);
    }

    private Sight heard(Sight sight) {
        if (pace.near()) {
            hearing.heard(member, System.nanoTime());
        }
        return sight;
    }

    private boolean doubtful(long began) {
        return pace.near()
                && System.nanoTime() - began < pace.doubt().toNanos()
                && hearing.nobodyBut(member, began);
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
