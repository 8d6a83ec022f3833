package dev.twinkeel.forecast;

/// A monotonic clock that runs up to one per cent fast or slow, and changes its pace now and then.
final class Clock {
    private final World world;
    private double rate;
    private long sinceMicros;
    private long baseMicros;

    Clock(World world, long baseMicros) {
        this.world = world;
        this.baseMicros = baseMicros;
        this.rate = anyRate();
    }

    private double anyRate() {
        return 0.99 + 0.02 * world.random.nextDouble();
    }

    long micros() {
        return baseMicros + (long) ((world.now() - sinceMicros) * rate);
    }

    /// Runs at another pace from now on.
    void drift() {
        startAt(micros());
        rate = anyRate();
    }

    /// Goes on from another instant, as in a process that starts again.
    void startAt(long micros) {
        baseMicros = micros;
        sinceMicros = world.now();
    }
}
