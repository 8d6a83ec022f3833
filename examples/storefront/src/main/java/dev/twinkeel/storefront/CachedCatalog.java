package dev.twinkeel.storefront;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Products as JSON, from the cache or, when they are not there, from the database, and kept then:
/// cache-aside.
///
/// Three things keep a cold cache, as after a failover, from taking the database down:
///
/// - *One flight a key.* Whoever asks for what is being read waits for that read.
/// - *Few at once.* This pod reads at most [#LOADS_MOST] things at a time; who is not served within
///   a patience is told so, instead of adding to the queue.
/// - *Spread expiry.* What was read together does not expire together.
///
/// Thread-safe.
final class CachedCatalog {
    static final int LOADS_MOST = 4;

    /// Longer than the database takes for a few hundred reads, shorter than a shopper waits.
    static final Duration PATIENCE = Duration.ofMillis(1_500);

    /// A product's stock may be as old as this.
    static final Duration KEEP = Duration.ofSeconds(20);

    /// Each is kept for 75 to 125 % of it.
    private static final double SPREAD = 0.25;

    /// Stands for "there is none": an empty value is no JSON.
    private static final byte[] NONE = new byte[0];

    private final Optional<Cache> cache;
    private final Duration patience;
    private final Semaphore loads = new Semaphore(LOADS_MOST, /* fair= */ true);
    private final Map<String, CompletableFuture<Page>> flights = new ConcurrentHashMap<>();

    /// What was read, and from where.
    static final class Page {
        private final byte[] body;
        private final String side;

        /// @param body JSON; empty when there is no such thing
        Page(byte[] body, String side) {
            this.body = body;
            this.side = side;
        }

        /// Not copied: nobody changes it.
        byte[] body() {
            return body;
        }

        String side() {
            return side;
        }

        boolean absent() {
            return body.length == 0;
        }
    }

    /// Reads from the database.
    interface Load {
        Page read() throws SQLException;
    }

    /// @param cache without one, every read is the database's, with no bound but its own
    /// @param patience how long a read may wait for its turn
    CachedCatalog(Optional<Cache> cache, Duration patience) {
        this.cache = cache;
        this.patience = patience;
    }

    static Page page(Catalog.Answer answer, Optional<byte[]> body) {
        return new Page(body.orElse(NONE), answer.side());
    }

    Page read(String key, Load load) throws SQLException {
        if (cache.isEmpty()) {
            return load.read();
        }
        Optional<byte[]> kept = cache.get().get(key);
        return kept.isPresent() ? new Page(kept.get(), "cache") : fly(key, load, cache.get());
    }

    private Page fly(String key, Load load, Cache keeper) throws SQLException {
        var mine = new CompletableFuture<Page>();
        CompletableFuture<Page> flight = flights.putIfAbsent(key, mine);
        if (flight != null) {
            return join(flight);
        }
        try {
            Page page = bounded(load);
            mine.complete(page);
            keeper.put(key, page.body(), keep());
            return page;
        } catch (SQLException | RuntimeException failure) {
            mine.completeExceptionally(failure);
            throw failure;
        } finally {
            flights.remove(key, mine);
        }
    }

    private Page bounded(Load load) throws SQLException {
        try {
            if (!loads.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SQLTransientConnectionException(
                        "%d reads are under way, and none ended within %d ms"
                                .formatted(LOADS_MOST, patience.toMillis()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a read");
        }
        try {
            return load.read();
        } finally {
            loads.release();
        }
    }

    private static Page join(CompletableFuture<Page> flight) throws SQLException {
        try {
            return flight.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof SQLException cause
                    ? cause
                    : new SQLException("the read of another request failed", failure);
        }
    }

    static Duration keep() {
        double factor = 1 + SPREAD * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofMillis(Math.round(KEEP.toMillis() * factor));
    }
}
