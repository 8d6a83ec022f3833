package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Leases;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
import dev.twinkeel.twin.Rounds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Reads the lease of one database again and again and tells each answer.
final class LeaseEye implements AutoCloseable {
    private final String database;
    private final Leases leases;
    private final InstantSource clock;
    private final Consumer<Event> tell;
    private final Supplier<Duration> pause;
    private final Rounds rounds;

    LeaseEye(
            String database,
            Leases leases,
            InstantSource clock,
            Consumer<Event> tell,
            Supplier<Duration> pause) {
        this.database = database;
        this.leases = leases;
        this.clock = clock;
        this.tell = tell;
        this.pause = pause;
        this.rounds = new Rounds("lease " + database, this::look);
    }

    LeaseEye start() {
        rounds.start();
        return this;
    }

    private void look() throws InterruptedException {
        Instant asked = clock.instant();
        Reply<Versioned> reply = leases.read(database);
        Instant at = clock.instant();
        tell.accept(
                switch (reply) {
                    case Reply.Done<Versioned>(var lease) -> new Event.LeaseSeen(at, asked, lease);
                    case Reply.Refused<Versioned>(var reason) -> new Event.LeaseUnseen(at, reason);
                    case Reply.Unknown<Versioned>(var reason) -> new Event.LeaseUnseen(at, reason);
                });
        TimeUnit.NANOSECONDS.sleep(pause.get().toNanos());
    }

    @Override
    public void close() {
        rounds.close();
    }
}
