package dev.twinkeel.drill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/// The one thread that plays all shoppers: it starts every request at its intended time, moves
/// bytes, and gives up at the deadline. One selector, no other thread, so that the load costs the
/// machine little. Confined to the thread that calls [#run].
final class LoadLoop implements AutoCloseable {
    /// How often connections that do not come about and unanswered questions are looked after.
    private static final long TICK_NANOS = 20_000_000L;

    private static final long RETRY_AFTER_NANOS = 200_000_000L;
    private static final int READ_BYTES = 64 * 1024;

    private final LoadPlan plan;
    private final History history;
    private final Lateness lateness;
    private final Schedule schedule;
    private final Errands errands;
    private final Selector selector;
    private final NameQueries queries;
    private final List<Shopper> shoppers = new ArrayList<>();
    private final Deque<Errand> byDeadline = new ArrayDeque<>();
    private final Deque<Retry> retries = new ArrayDeque<>();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(READ_BYTES);
    private final long originNanos;
    private final DoubleSupplier share;
    private double owed;
    private long nextTick;

    private record Retry(Errand errand, long atNanos) {}

    /// @param originNanos the schedule's zero on `System.nanoTime`
    /// @param share of the schedule that is played, 0 to 1
    LoadLoop(
            LoadPlan plan,
            History history,
            Lateness lateness,
            long originNanos,
            DoubleSupplier share)
            throws IOException {
        this.plan = plan;
        this.history = history;
        this.lateness = lateness;
        this.originNanos = originNanos;
        this.share = share;
        schedule = new Schedule(plan);
        errands = new Errands(plan);
        selector = Selector.open();
        queries = new NameQueries(selector, plan.nameServer(), plan.domain());
        for (int number = 0; number < plan.shoppers(); number++) {
            shoppers.add(new Shopper(this, new NameCache(plan.resolver(), number)));
        }
    }

    LoadPlan plan() {
        return plan;
    }

    Selector selector() {
        return selector;
    }

    /// Plays until `ended` says so and every request that was started has an outcome.
    void run(BooleanSupplier ended) throws IOException {
        while (!Thread.currentThread().isInterrupted()) {
            long now = now();
            boolean over = ended.getAsBoolean();
            if (!over) {
                issue(now);
            } else if (history.pending() == 0) {
                return;
            }
            retry(now);
            expire(now);
            tick(now);
            selector.select(this::ready, pauseMillis(over));
        }
    }

    private long now() {
        return System.nanoTime() - originNanos;
    }

    private long pauseMillis(boolean over) {
        long next = over ? Long.MAX_VALUE : schedule.nextNanos();
        next = Math.min(next, nextTick);
        // Rounded up: a request starts up to a millisecond late, never early.
        return Math.max(1, (next - now() + 999_999) / 1_000_000);
    }

    private void issue(long now) {
        while (schedule.nextNanos() <= now) {
            Schedule.Due due = schedule.take();
            owed += share.getAsDouble();
            if (owed < 1) {
                continue;
            }
            owed -= 1;
            lateness.record(due.intendedNanos(), now - due.intendedNanos());
            int index = history.begin(due.kind(), due.intendedNanos());
            Errand errand = errands.make(index, history.row(index).write(), due);
            byDeadline.addLast(errand);
            shoppers.get(due.shopper()).want(errand, now);
        }
    }

    private void expire(long now) {
        while (!byDeadline.isEmpty()) {
            Errand first = byDeadline.peekFirst();
            if (!first.ended && first.deadlineNanos > now) {
                return;
            }
            byDeadline.removeFirst();
            if (!first.ended) {
                Shopper shopper = shoppers.get(first.shopper);
                finish(first, now, first.sent ? Cause.DEADLINE : shopper.unsent(now), 0);
                shopper.abandon(first, now);
            }
        }
    }

    private void tick(long now) {
        if (now >= nextTick) {
            nextTick = now + TICK_NANOS;
            for (Shopper shopper : shoppers) {
                shopper.tick(now);
            }
        }
    }

    private void retry(long now) {
        while (!retries.isEmpty() && retries.peekFirst().atNanos() <= now) {
            Errand errand = retries.removeFirst().errand();
            if (!errand.ended) {
                shoppers.get(errand.shopper).want(errand, now);
            }
        }
    }

    private void ready(SelectionKey key) {
        long now = now();
        if (key.attachment() instanceof NameQueries answers) {
            answers.readable(now);
        } else if (key.attachment() instanceof Connection connection && key.isValid()) {
            if (key.isConnectable()) {
                connection.owner.connectable(connection, now);
                return;
            }
            if (key.isWritable()) {
                writable(connection, now);
            }
            if (key.isValid() && key.isReadable()) {
                readable(connection, now);
            }
        }
    }

    private void writable(Connection connection, long now) {
        try {
            Errand errand = connection.errand;
            if (connection.flush() && errand != null) {
                sent(errand, now);
            }
        } catch (IOException broken) {
            connection.owner.broken(connection, Cause.CLOSED, now);
        }
    }

    private void readable(Connection connection, long now) {
        try {
            bytes.clear();
            int read = connection.read(bytes);
            bytes.flip();
            Errand errand = connection.errand;
            if (read < 0) {
                closed(connection, now);
            } else if (errand == null) {
                // Bytes that nobody asked for: the connection cannot be trusted.
                connection.owner.broken(connection, Cause.NOT_HTTP, now);
            } else if (connection.answer.take(bytes)) {
                end(errand, now, Cause.STATUS, connection.answer.status());
                connection.owner.answered(connection, now);
            }
        } catch (IOException broken) {
            connection.owner.broken(connection, Cause.CLOSED, now);
        } catch (Answer.BadAnswerException bad) {
            connection.owner.broken(connection, Cause.NOT_HTTP, now);
        }
    }

    private void closed(Connection connection, long now) {
        Errand errand = connection.errand;
        if (errand != null && connection.answer.closed()) {
            connection.errand = null;
            end(errand, now, Cause.STATUS, connection.answer.status());
        }
        connection.owner.broken(connection, Cause.CLOSED, now);
    }

    void ask(Shopper shopper) {
        queries.ask(shopper);
    }

    void sent(Errand errand, long now) {
        history.sent(errand.index, now);
    }

    /// A try has ended; the request too, unless its shopper tries again.
    ///
    /// @param status of the answer, 0 without one
    void end(Errand errand, long now, Cause why, int status) {
        errand.on = null;
        boolean ok = status > 0 && errand.answered(status) == Outcome.OK;
        if (!ok
                && plan.retries()
                && errand.kind == Kind.WRITE
                && now + RETRY_AFTER_NANOS < errand.deadlineNanos) {
            retries.addLast(new Retry(errand, now + RETRY_AFTER_NANOS));
            return;
        }
        finish(errand, now, why, status);
    }

    private void finish(Errand errand, long now, Cause why, int status) {
        if (errand.ended) {
            return;
        }
        errand.ended = true;
        Outcome outcome = status > 0 ? errand.answered(status) : errand.withoutAnswer();
        // After an earlier try that nobody can say the end of, a refusal proves nothing.
        if (plan.retries() && outcome == Outcome.FAILED && errand.sent) {
            outcome = errand.withoutAnswer();
        }
        history.end(errand.index, now, outcome, outcome == Outcome.OK ? Cause.NONE : why, status);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        queries.close();
        selector.close();
    }
}
