package dev.twinkeel.drill;

import java.util.SplittableRandom;

/// When each request is meant to start, fixed in advance: two rates that grow during the ramp and
/// are constant from then on. Nothing that the system does can delay it (open loop). Not
/// thread-safe.
final class Schedule {
    /// Part of the full rate with which the ramp begins.
    private static final double FIRST = 0.1;

    private final double writesPerNano;
    private final double readsPerNano;
    private final long rampNanos;
    private final SplittableRandom random;
    private final int shoppers;
    private long writes;
    private long reads;

    /// @param shopper who makes the request
    /// @param number counts the requests of its kind, from 0
    record Due(Kind kind, long intendedNanos, int shopper, long number) {}

    Schedule(LoadPlan plan) {
        writesPerNano = plan.writesPerSecond() / 1e9;
        readsPerNano = plan.readsPerSecond() / 1e9;
        rampNanos = plan.ramp().toNanos();
        random = new SplittableRandom(plan.seed());
        shoppers = plan.shoppers();
    }

    /// The intended start of the next request.
    long nextNanos() {
        return Math.min(nextWrite(), nextRead());
    }

    /// Takes the next request.
    Due take() {
        long write = nextWrite();
        long read = nextRead();
        int shopper = random.nextInt(shoppers);
        return write <= read
                ? new Due(Kind.WRITE, write, shopper, writes++)
                : new Due(Kind.READ, read, shopper, reads++);
    }

    private long nextWrite() {
        return at((double) writes, writesPerNano);
    }

    /// Half a step later than the writes, so that equal rates do not fall on the same instants.
    private long nextRead() {
        return at(reads + 0.5, readsPerNano);
    }

    /// The instant at which so many requests have begun. The rate grows in a straight line from
    /// [#FIRST] of the full one, so their number grows with the square of the time.
    private long at(double count, double perNano) {
        if (perNano == 0) {
            return Long.MAX_VALUE;
        }
        double whole = count / perNano;
        double inRamp = (double) rampNanos * (1 + FIRST) / 2;
        if (whole >= inRamp) {
            return rampNanos + (long) (whole - inRamp);
        }
        double slope = (1 - FIRST) / (2 * (double) rampNanos);
        return (long) ((Math.sqrt(FIRST * FIRST + 4 * slope * whole) - FIRST) / (2 * slope));
    }
}
