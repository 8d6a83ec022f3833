package dev.twinkeel.drill;

import java.util.SplittableRandom;

/// When each request is meant to start: two constant rates, fixed in advance. Nothing that the
/// system does can delay it (open loop). Not thread-safe.
final class Schedule {
    private final double writeEvery;
    private final double readEvery;
    private final SplittableRandom random;
    private final int shoppers;
    private long writes;
    private long reads;

    /// @param shopper who makes the request
    /// @param number counts the requests of its kind, from 0
    record Due(Kind kind, long intendedNanos, int shopper, long number) {}

    Schedule(LoadPlan plan) {
        writeEvery = plan.writesPerSecond() > 0 ? 1e9 / plan.writesPerSecond() : 0;
        readEvery = plan.readsPerSecond() > 0 ? 1e9 / plan.readsPerSecond() : 0;
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
        return writeEvery == 0 ? Long.MAX_VALUE : (long) (writes * writeEvery);
    }

    /// Half a step later than the writes, so that equal rates do not fall on the same instants.
    private long nextRead() {
        return readEvery == 0 ? Long.MAX_VALUE : (long) ((reads + 0.5) * readEvery);
    }
}
