package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Leases;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Versioned;
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
    private final Thread thread;

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
        this.thread = Thread.ofVirtual().name("lease " + database).unstarted(this::run);
    }

    LeaseEye start() {
        thread.start();
        return this;
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            Instant asked = clock.instant();
            Reply<Versioned> reply = leases.read(database);
            Instant at = clock.instant();
            tell.accept(
                    switch (reply) {
                        case Reply.Done<Versioned>(var lease) ->
                                new Event.LeaseSeen(at, asked, lease);
                        case Reply.Refused<Versioned>(var reason) ->
                                new Event.LeaseUnseen(at, reason);
                        case Reply.Unknown<Versioned>(var reason) ->
                                new Event.LeaseUnseen(at, reason);
                    });
            try {
                TimeUnit.NANOSECONDS.sleep(pause.get().toNanos());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
