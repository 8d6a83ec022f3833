package dev.twinkeel.cli;

/// How much of the load that is asked for is played: all of it, until the machine does not serve
/// it. What one drill found out holds for those after it. Not thread-safe.
final class LoadShare {
    private static final double LEAST = 0.25;

    private final double least;
    private double now = 1;

    private LoadShare(double least) {
        this.least = least;
    }

    static LoadShare whole() {
        return new LoadShare(1);
    }

    static LoadShare asMuchAsIsServed() {
        return new LoadShare(LEAST);
    }

    double now() {
        return now;
    }

    /// Whether it may still be halved.
    boolean lowers() {
        return now / 2 >= least;
    }

    /// To half of what it was; false, and nothing changes, when that is too little.
    boolean lower() {
        if (!lowers()) {
            return false;
        }
        now /= 2;
        return true;
    }
}
