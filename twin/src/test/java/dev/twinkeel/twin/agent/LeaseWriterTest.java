package dev.twinkeel.twin.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Leases;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class LeaseWriterTest {
    private static final Instant FIRST = Instant.parse("2026-11-22T05:00:00Z");

    private final LeasesInMemory store = new LeasesInMemory();
    private final Lease first = LeasesContract.lease("orders-db", 1, 0);
    private final Lease renewed = LeasesContract.lease("orders-db", 1, 1);
    private Instant now = FIRST;
    private boolean silent;
    private final InstantSource clock = () -> now;

    /// Writes, and then may keep its answer to itself.
    private final Leases lossy =
            new Leases() {
                @Override
                public Reply<Versioned> read(String database) {
                    return store.read(database);
                }

                @Override
                public Reply<Versioned> create(Lease lease) {
                    return store.create(lease);
                }

                @Override
                public Reply<Versioned> swap(Versioned expected, Lease next) {
                    Reply<Versioned> reply = store.swap(expected, next);
                    return silent ? new Reply.Unknown<>("no answer") : reply;
                }
            };

    private final LeaseWriter writer = new LeaseWriter(lossy, clock);

    @Test
    void aSwapThatHappenedAtItsFirstTryCountsFromThatTry() {
        Versioned created = LeasesContract.done(store.create(first));
        Effect.Swap swap = new Effect.Swap(1, created, renewed);
        silent = true;
        assertThat(writer.swap(swap)).isInstanceOf(Reply.Unknown.class);

        silent = false;
        now = FIRST.plusSeconds(2);
        Reply<Outcome> again = writer.swap(swap);

        assertThat(again)
                .isEqualTo(
                        new Reply.Done<>(
                                new Outcome.Swapped(
                                        FIRST, LeasesContract.done(store.read("orders-db")))));
    }

    @Test
    void aTryThatHappenedCountsAlthoughALaterOneTellsANewerPosition() {
        Versioned created = LeasesContract.done(store.create(first));
        silent = true;
        writer.swap(new Effect.Swap(1, created, renewed));

        silent = false;
        now = FIRST.plusSeconds(2);
        Reply<Outcome> again =
                writer.swap(new Effect.Swap(1, created, LeasesContract.lease("orders-db", 1, 2)));

        assertThat(again)
                .isEqualTo(new Reply.Done<>(new Outcome.Swapped(FIRST, new Versioned(renewed, 1))));
    }

    @Test
    void aSwapThatSomebodyElseOvertookIsRefused() {
        Versioned created = LeasesContract.done(store.create(first));
        LeasesContract.done(store.swap(created, LeasesContract.lease("orders-db", 2, 0)));

        assertThat(writer.swap(new Effect.Swap(1, created, renewed)))
                .isInstanceOf(Reply.Refused.class);
    }

    @Test
    void aSwapOfAnotherThatWroteTheSameIsNotOurs() {
        Versioned created = LeasesContract.done(store.create(first));
        LeasesContract.done(store.swap(created, renewed));

        assertThat(writer.swap(new Effect.Swap(1, created, renewed)))
                .isInstanceOf(Reply.Refused.class);
    }
}
