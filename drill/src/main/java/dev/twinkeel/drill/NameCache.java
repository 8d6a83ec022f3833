package dev.twinkeel.drill;

import java.net.InetAddress;
import java.util.List;

/// What one shopper knows of the application's name. Confined to the load's thread.
final class NameCache {
    /// A stub resolver's patience is seconds; a shopper's is shorter than its deadline.
    private static final long ASK_AGAIN_NANOS = 500_000_000L;

    private final Resolver policy;
    private List<InetAddress> addresses = List.of();
    private long trustedUntilNanos = Long.MIN_VALUE;
    private long askAgainNanos = Long.MIN_VALUE;
    private int next;
    private int answers;

    /// @param first which address of an answer this shopper begins with
    NameCache(Resolver policy, int first) {
        this.policy = policy;
        this.next = first;
    }

    boolean fresh(long nowNanos) {
        return !addresses.isEmpty() && nowNanos < trustedUntilNanos;
    }

    /// Whether to send a question now; a true answer means that it is sent.
    boolean ask(long nowNanos) {
        if (nowNanos < askAgainNanos) {
            return false;
        }
        askAgainNanos = nowNanos + ASK_AGAIN_NANOS;
        return true;
    }

    void learn(List<InetAddress> found, long ttlSeconds, long nowNanos) {
        if (found.isEmpty()) {
            return;
        }
        answers++;
        addresses = List.copyOf(found);
        trustedUntilNanos = nowNanos + policy.trustNanos(ttlSeconds);
        askAgainNanos = Long.MIN_VALUE;
    }

    /// Every address of the answer was tried in vain.
    void failed(long nowNanos) {
        if (policy.asksAgainOnFailure()) {
            trustedUntilNanos = nowNanos;
        }
    }

    int count() {
        return addresses.size();
    }

    InetAddress current() {
        return addresses.get(Math.floorMod(next, addresses.size()));
    }

    void another() {
        next++;
    }

    /// How many answers were taken.
    int answers() {
        return answers;
    }
}
