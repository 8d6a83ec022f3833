package dev.twinkeel.traffic;

/// A switch that an operator or a recovery engine turns: on is healthy. Each turn carries an epoch,
/// and an older epoch than one seen is refused, so that a late order changes nothing.
///
/// Thread-safe; repeating a turn is harmless.
public final class RoutingControl implements Health {
    private final String name;
    private long epoch;
    private boolean on;

    public RoutingControl(String name, boolean on) {
        this.name = name;
        this.on = on;
    }

    /// Returns false, and changes nothing, when the epoch is older than one seen.
    public synchronized boolean turn(long epoch, boolean on) {
        if (epoch < this.epoch) {
            return false;
        }
        this.epoch = epoch;
        this.on = on;
        return true;
    }

    public synchronized long epoch() {
        return epoch;
    }

    @Override
    public synchronized boolean healthy() {
        return on;
    }

    @Override
    public synchronized String toString() {
        return "%s is %s since epoch %d".formatted(name, on ? "on" : "off", epoch);
    }
}
