package dev.twinkeel.twin.guard;

import dev.twinkeel.traffic.Door;
import dev.twinkeel.twin.guard.Callers.Caller;
import dev.twinkeel.twin.guard.Callers.End;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lets a pod in by the doors of what its service `uses`, and by no other, as a security group
/// does.
///
/// Whose a connection is, the system is asked when it is accepted, and nothing is passed until it
/// has answered. That takes some milliseconds of a processor, however many are asked for together,
/// and the guard may take a fiftieth of one and no more: connections that come while it rests are
/// let in, asked for after the rest, and cut off then when they should not have come in.
///
/// Whoever is no pod of a twin is let in: a person at this machine, who may read every file of the
/// twin too. So is everybody where the system does not tell, as on macOS. What those reach is an
/// engine that asks who they are by itself.
///
/// Thread-safe.
public final class Guard implements AutoCloseable {
    /// The one word of a refusal.
    public static final String NOT_USED = "not-used";

    /// So many times as long as the work before it.
    private static final int REST = 50;

    private static final Duration REST_MOST = Duration.ofSeconds(2);

    private record Knock(End end, Set<String> users, Consumer<Door.Verdict> answer) {}

    private final Callers callers = new Callers();
    private final boolean possible = Callers.possible();
    private final BlockingQueue<Knock> knocks = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int rest;
    private boolean rested = true;
    private @Nullable Thread thread;
    private boolean warned;

    public Guard() {
        this(REST);
    }

    /// @param rest so many times as long as the work before it; 0 lets nobody in unasked
    Guard(int rest) {
        this.rest = rest;
    }

    /// @param users the services that may come in
    public Door door(Set<String> users) {
        if (!possible) {
            return Door.OPEN;
        }
        Set<String> may = Set.copyOf(users);
        return (client, listener, answer) -> knock(client, listener, may, answer);
    }

    private void knock(
            InetSocketAddress client,
            InetSocketAddress listener,
            Set<String> users,
            Consumer<Door.Verdict> answer) {
        Knock knock = new Knock(new End(client, listener), users, answer);
        if (!heard(knock)) {
            answer.accept(Door.Verdict.UNKNOWN);
        }
    }

    /// @return whether the answer comes so soon that it is waited for
    private synchronized boolean heard(Knock knock) {
        // Not before somebody knocks: a process whose doors nobody uses has no thread for them.
        if (thread == null && closed.getCount() > 0) {
            thread = Thread.ofPlatform().daemon().name("guard").start(this::keep);
        }
        boolean _ = knocks.offer(knock);
        return rested;
    }

    private void keep() {
        List<Knock> together = new ArrayList<>();
        try {
            while (closed.getCount() > 0) {
                together.add(knocks.take());
                begin(together);
                long begun = System.nanoTime();
                answer(together);
                together.clear();
                long pause = Math.min(rest * (System.nanoTime() - begun), REST_MOST.toNanos());
                boolean _ = closed.await(pause, TimeUnit.NANOSECONDS);
                end();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private synchronized void begin(List<Knock> together) {
        knocks.drainTo(together);
        rested = rest == 0;
    }

    private synchronized void end() {
        // What has come meanwhile was let in, and is asked for at once.
        rested = rest == 0 || knocks.isEmpty();
    }

    private void answer(List<Knock> together) {
        Map<End, Caller> found = found(together.stream().map(Knock::end).toList());
        for (Knock knock : together) {
            knock.answer().accept(verdict(Optional.ofNullable(found.get(knock.end())), knock));
        }
    }

    private static Door.Verdict verdict(Optional<Caller> caller, Knock knock) {
        return caller.map(
                        it ->
                                new Door.Verdict(
                                        it.service(),
                                        it.pod(),
                                        knock.users().contains(it.service())
                                                ? Optional.empty()
                                                : Optional.of(NOT_USED)))
                .orElse(Door.Verdict.UNKNOWN);
    }

    private Map<End, Caller> found(List<End> ends) {
        try {
            return callers.find(ends);
        } catch (IOException | RuntimeException e) {
            if (!warned) {
                warned = true;
                System.getLogger(Guard.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "find out whose connections these are: nobody is refused",
                                e);
            }
            return Map.of();
        }
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        if (thread != null) {
            thread.interrupt();
        }
    }
}
