package dev.twinkeel.traffic;

/// The time over which a balancer's clients are seen off.
record Farewell(long startNanos, long overNanos) {
    /// Spreads ports that follow one another, as those of one client's connections do.
    private static final int SPREAD = 0x9E3779B9;

    private static final double SHARES = 0x1p32;

    /// Whether it is the turn of the connection from this port. Each has its own moment.
    boolean reached(int clientPort, long nowNanos) {
        double moment = Integer.toUnsignedLong(clientPort * SPREAD) / SHARES;
        return nowNanos - startNanos >= moment * overNanos;
    }
}
