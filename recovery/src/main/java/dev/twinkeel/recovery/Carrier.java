package dev.twinkeel.recovery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Has effects carried out, each on a virtual thread, and answers each with exactly one
/// [Event.Replied] within the patience given: unknown when the world did not answer or failed.
///
/// An effect that was decided too long ago, because the process was stopped or the journal could
/// not be written, is not begun: what it was decided on may no longer be so.
final class Carrier implements AutoCloseable {
    private final Driver.World world;
    private final Duration patience;
    private final Duration stale;
    private final InstantSource clock;
    private final BlockingQueue<Event> answers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Carrier(
            Driver.World world,
            Duration patience,
            Duration stale,
            InstantSource clock,
            BlockingQueue<Event> answers) {
        this.world = world;
        this.patience = patience;
        this.stale = stale;
        this.clock = clock;
        this.answers = answers;
    }

    void begin(Effect effect, Instant decided) {
        threads.execute(() -> carryOut(effect, decided));
    }

    private void carryOut(Effect effect, Instant decided) {
        try {
            Duration old = Duration.between(decided, clock.instant());
            Reply<Outcome> reply =
                    old.compareTo(stale) > 0
                            ? new Reply.Unknown<>(
                                    "not begun: it was decided " + old.toMillis() + " ms ago")
                            : ask(effect);
            answers.put(new Event.Replied(clock.instant(), effect, reply));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            // Closed before this effect had begun.
        }
    }

    private Reply<Outcome> ask(Effect effect) throws InterruptedException {
        Future<Reply<Outcome>> answer = threads.submit(() -> world.carryOut(effect));
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Reply.Unknown<>("no answer within " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            return new Reply.Unknown<>(String.valueOf(e.getCause()));
        }
    }

    /// Effects under way are interrupted; their answers are lost.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
