package dev.twinkeel.drill;

import dev.twinkeel.model.Request;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The whole load, fixed before it starts.
///
/// @param run makes the keys of this run unlike those of every other
/// @param seed chooses the shopper of each request
/// @param writesPerSecond of all shoppers together
/// @param ramp the rates grow from a little to the full during this time: nobody opens a shop to
///   its full crowd in one instant, and a program that just started would drown in it
/// @param deadline a client gives up this long after the intended start
/// @param retries a shopper whose write did not end well tries again with the same key
record LoadPlan(
        String domain,
        InetSocketAddress nameServer,
        int port,
        int run,
        long seed,
        double writesPerSecond,
        double readsPerSecond,
        int shoppers,
        Duration ramp,
        Duration deadline,
        Resolver resolver,
        boolean retries,
        Optional<Request> write,
        List<Request> reads) {
    LoadPlan {
        reads = List.copyOf(reads);
        if (write.isEmpty()) {
            writesPerSecond = 0;
        }
        if (reads.isEmpty()) {
            readsPerSecond = 0;
        }
        if (shoppers < 1 || writesPerSecond + readsPerSecond <= 0) {
            throw new IllegalArgumentException(
                    "plan a load: %d shoppers, %.1f writes and %.1f reads a second"
                            .formatted(shoppers, writesPerSecond, readsPerSecond));
        }
    }

    /// The key of a write: unique, never used again, and a valid UUID (version 8, RFC 9562), so
    /// that a column of either type takes it.
    String key(int write) {
        return "%08x-0000-8000-8000-%012x".formatted(run, write);
    }

    /// The number of the write with this key; -1 when the key is not of this run.
    int number(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        String before = "%08x-0000-8000-8000-".formatted(run);
        if (lower.length() != before.length() + 12 || !lower.startsWith(before)) {
            return -1;
        }
        try {
            return Math.toIntExact(Long.parseLong(lower.substring(before.length()), 16));
        } catch (ArithmeticException | NumberFormatException notOurs) {
            return -1;
        }
    }
}
