package dev.twinkeel.twin.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Leases;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What every store of leases must do; held against the one in memory and the real one.
abstract class LeasesContract {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    final String database = "orders-" + DATABASES.incrementAndGet();

    abstract Leases leases();

    static Lease lease(String database, long epoch, long renewal) {
        Member a = new Member("orders-db-mumbai-a", "mumbai", "mumbai-a");
        Member b = new Member("orders-db-mumbai-b", "mumbai", "mumbai-b");
        return new Lease(
                database,
                epoch,
                "mumbai",
                Optional.of(a),
                Set.of(b),
                renewal,
                Optional.of(new Position(1, 25_000_000)),
                false);
    }

    static Versioned done(Reply<Versioned> reply) {
        assertThat(reply).isInstanceOf(Reply.Done.class);
        return ((Reply.Done<Versioned>) reply).value();
    }

    @Test
    void readingADatabaseWithoutARecordIsRefused() {
        assertThat(leases().read(database)).isInstanceOf(Reply.Refused.class);
    }

    @Test
    void whatWasCreatedIsRead() {
        Versioned created = done(leases().create(lease(database, 1, 0)));

        assertThat(done(leases().read(database))).isEqualTo(created);
        assertThat(created.lease()).isEqualTo(lease(database, 1, 0));
    }

    @Test
    void aSecondFirstRecordIsRefused() {
        done(leases().create(lease(database, 1, 0)));

        assertThat(leases().create(lease(database, 1, 7))).isInstanceOf(Reply.Refused.class);
        assertThat(done(leases().read(database)).lease().renewal()).isZero();
    }

    @Test
    void aSwapOfTheReadVersionIsDoneAndBringsANewVersion() {
        Versioned created = done(leases().create(lease(database, 1, 0)));

        Versioned swapped = done(leases().swap(created, lease(database, 1, 1)));

        assertThat(swapped.lease()).isEqualTo(lease(database, 1, 1));
        assertThat(swapped.version()).isNotEqualTo(created.version());
        assertThat(done(leases().swap(swapped, lease(database, 2, 0))).lease().epoch())
                .isEqualTo(2);
    }

    @Test
    void aSwapOfAnOldVersionIsRefused() {
        Versioned created = done(leases().create(lease(database, 1, 0)));
        done(leases().swap(created, lease(database, 1, 1)));

        assertThat(leases().swap(created, lease(database, 2, 0))).isInstanceOf(Reply.Refused.class);
        assertThat(done(leases().read(database)).lease().epoch()).isEqualTo(1);
    }

    @Test
    void aSwapOfADatabaseWithoutARecordIsRefused() {
        assertThat(leases().swap(new Versioned(lease(database, 1, 0), 0), lease(database, 1, 1)))
                .isInstanceOf(Reply.Refused.class);
    }

    @Test
    void ofManySwapsOfOneVersionOneIsDone() throws Exception {
        Versioned created = done(leases().create(lease(database, 1, 0)));
        List<Future<Reply<Versioned>>> swaps = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int racer = 0; racer < 16; racer++) {
                long renewal = racer;
                swaps.add(
                        threads.submit(() -> leases().swap(created, lease(database, 2, renewal))));
            }
        }
        long won = 0;
        for (Future<Reply<Versioned>> swap : swaps) {
            won += swap.get() instanceof Reply.Done<Versioned> ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
    }
}
