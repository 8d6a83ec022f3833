package dev.twinkeel.traffic;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The conditions of the link between two places: what happens to bytes on their way there and
/// back. One object is shared by all relays between the two places; a relay of the other direction
/// takes [#reversed].
///
/// Thread-safe. A change is felt at once by open connections.
public final class Conditions {
    /// A direction of a link, seen from the place that connects.
    public enum Way {
        THERE,
        BACK,
        BOTH
    }

    /// What one direction does to bytes when nothing is wrong with it.
    ///
    /// @param delay one way
    /// @param jitter added at random to each delay, from nothing to this; order is kept
    /// @param bytesPerSecond shared by all connections of this direction; 0 is without limit
    public record Path(Duration delay, Duration jitter, long bytesPerSecond) {
        public static final Path DIRECT = new Path(Duration.ZERO, Duration.ZERO, 0);

        public Path {
            if (delay.isNegative() || jitter.isNegative() || bytesPerSecond < 0) {
                throw new IllegalArgumentException(
                        "conditions of a link: delay, jitter and bandwidth must not be negative,"
                                + " got %s, %s, %d".formatted(delay, jitter, bytesPerSecond));
            }
        }

        public static Path of(Duration delay, Duration jitter) {
            return new Path(delay, jitter, 0);
        }
    }

    private final Wire there;
    private final Wire back;
    private final Set<Runnable> listeners;

    private Conditions(Wire there, Wire back, Set<Runnable> listeners) {
        this.there = there;
        this.back = back;
        this.listeners = listeners;
    }

    public static Conditions of(Path there, Path back) {
        return new Conditions(new Wire(there), new Wire(back), ConcurrentHashMap.newKeySet());
    }

    /// Half the round trip each way, `jitter` on top of each.
    public static Conditions ofRoundTrip(Duration roundTrip, Duration jitter) {
        Path path = Path.of(roundTrip.dividedBy(2), jitter);
        return of(path, path);
    }

    /// A link that does nothing.
    public static Conditions direct() {
        return of(Path.DIRECT, Path.DIRECT);
    }

    /// The same link, seen from its other end. A fault put on one view is on both.
    public Conditions reversed() {
        return new Conditions(back, there, listeners);
    }

    /// Replaces what the link is like when it is healthy.
    public void become(Way way, Path path) {
        change(way, wire -> wire.become(path));
    }

    /// Makes the link as bad as `path`, until [#heal].
    public void slow(Way way, Path path) {
        change(way, wire -> wire.slow(path));
    }

    /// Stops bytes for a while; then they go on in order. Nobody is told.
    public void stall(Way way, Duration time) {
        change(way, wire -> wire.stall(time));
    }

    /// Stops bytes until [#heal]. Nobody is told: connections stay open and silent, new ones are
    /// accepted and stay silent too.
    public void cut(Way way) {
        change(way, Wire::cut);
    }

    /// Ends every fault: what was held is delivered in order.
    public void heal() {
        change(Way.BOTH, Wire::heal);
    }

    /// Whether bytes are stopped in any of the directions asked for, by a cut or a stall.
    public boolean stopped(Way way) {
        return switch (way) {
            case THERE -> there.openAt(System.nanoTime()) != 0;
            case BACK -> back.openAt(System.nanoTime()) != 0;
            case BOTH -> stopped(Way.THERE) || stopped(Way.BACK);
        };
    }

    Wire there() {
        return there;
    }

    Wire back() {
        return back;
    }

    /// Calls `listener` after each change, on the thread that made it, until [#forget].
    void listen(Runnable listener) {
        listeners.add(listener);
    }

    void forget(Runnable listener) {
        listeners.remove(listener);
    }

    private void change(Way way, java.util.function.Consumer<Wire> change) {
        if (way != Way.BACK) {
            change.accept(there);
        }
        if (way != Way.THERE) {
            change.accept(back);
        }
        listeners.forEach(Runnable::run);
    }

    @Override
    public String toString() {
        return "there %s, back %s".formatted(there, back);
    }
}
