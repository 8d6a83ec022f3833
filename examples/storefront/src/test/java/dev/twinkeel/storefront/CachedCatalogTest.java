package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A cold cache must not take the database down.
class CachedCatalogTest {
    private final ExecutorService shoppers = Executors.newVirtualThreadPerTaskExecutor();
    private final Kept kept = new Kept();
    private final CachedCatalog catalog =
            new CachedCatalog(Optional.of(kept), Duration.ofMinutes(2));
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void close() {
        shoppers.close();
    }

    private static final class Kept implements Cache {
        final Map<String, byte[]> values = new ConcurrentHashMap<>();
        final List<Duration> times = new ArrayList<>();
        volatile boolean away;

        @Override
        public Optional<byte[]> get(String key) {
            return away ? Optional.empty() : Optional.ofNullable(values.get(key));
        }

        @Override
        public synchronized void put(String key, byte[] value, Duration keep) {
            if (!away) {
                values.put(key, value);
                times.add(keep);
            }
        }

        @Override
        public void close() {}
    }

    private CachedCatalog.Load load(CountDownLatch go) {
        return () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            loads.incrementAndGet();
            try {
                assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            } finally {
                now.decrementAndGet();
            }
            return new CachedCatalog.Page("{}".getBytes(StandardCharsets.UTF_8), "replica");
        };
    }

    @Test
    void manyWhoAskForTheSameReadTheDatabaseOnce() throws Exception {
        var go = new CountDownLatch(1);
        List<Future<CachedCatalog.Page>> pages = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pages.add(shoppers.submit(() -> catalog.read("product:7", load(go))));
        }
        go.countDown();
        for (Future<CachedCatalog.Page> page : pages) {
            assertThat(page.get().body()).isNotEmpty();
        }

        assertThat(most).hasValue(1);
        assertThat(catalog.read("product:7", load(go)).side()).isEqualTo("cache");
    }

    @Test
    void aColdCacheBringsNoMoreThanAFewReadsToTheDatabaseAtOnce() throws Exception {
        var go = new CountDownLatch(1);
        List<Future<CachedCatalog.Page>> pages = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String key = "product:" + i;
            pages.add(shoppers.submit(() -> catalog.read(key, load(go))));
        }
        Until.holds("as many as may read", () -> loads.get() == CachedCatalog.LOADS_MOST);
        go.countDown();
        int served = 0;
        for (Future<CachedCatalog.Page> page : pages) {
            served += page.get().body().length > 0 ? 1 : 0;
        }

        assertThat(most).hasValue(CachedCatalog.LOADS_MOST);
        assertThat(served).isEqualTo(500);
    }

    @Test
    void aCacheThatIsAwayFailsNoRead() throws Exception {
        kept.away = true;
        var go = new CountDownLatch(0);

        for (int i = 0; i < 10; i++) {
            assertThat(catalog.read("product:1", load(go)).side()).isEqualTo("replica");
        }

        assertThat(loads).hasValue(10);
    }

    @Test
    void aFailureOfTheDatabaseIsToldToAllWhoWaitAndNotKept() {
        assertThatThrownBy(
                        () ->
                                catalog.read(
                                        "product:1",
                                        () -> {
                                            throw new SQLException("away");
                                        }))
                .hasMessage("away");

        assertThat(kept.values).isEmpty();
    }

    @Test
    void whatWasReadTogetherDoesNotExpireTogether() throws Exception {
        var go = new CountDownLatch(0);
        for (int i = 0; i < 100; i++) {
            catalog.read("product:" + i, load(go));
        }

        Set<Duration> different = new HashSet<>(kept.times);
        assertThat(different).hasSizeGreaterThan(50);
        assertThat(different)
                .allMatch(it -> it.compareTo(CachedCatalog.KEEP.multipliedBy(2)) < 0)
                .allMatch(it -> it.compareTo(CachedCatalog.KEEP.dividedBy(2)) > 0);
    }
}
