package dev.twinkeel.twin.guard;

import dev.twinkeel.traffic.Door;
import dev.twinkeel.twin.guard.Callers.End;
import dev.twinkeel.twin.guard.Callers.Found;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
/// Whoever has closed its end before its bytes were passed is refused too: nobody can tell any more
/// whose it was, and it waits for no answer.
///
/// Whoever is no pod of a twin is let in: a person at this machine, who may read every file of the
/// twin too. So is everybody where the system does not tell, as on macOS. What those reach is an
/// engine that asks who they are by itself.
///
/// Thread-safe.
public final class Guard implements AutoCloseable {
    /// The one word of a refusal.
    public static final String NOT_USED = "not-used";

    /// The same, of a caller that had closed its end before it was known whose it was.
    public static final String GONE = "gone";

    /// So many times as long as the work before it.
    private static final int REST = 50;

    private static final Duration REST_MOST = Duration.ofSeconds(2);

    /// @param held whether nothing is passed until it is answered
    private record Knock(End end, Set<String> users, boolean held, Consumer<Door.Verdict> answer) {}

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
        if (!heard(new End(client, listener), users, answer)) {
            answer.accept(Door.Verdict.UNKNOWN);
        }
    }

    /// @return whether the answer comes so soon that it is waited for
    private synchronized boolean heard(End end, Set<String> users, Consumer<Door.Verdict> answer) {
        // Not before somebody knocks: a process whose doors nobody uses has no thread for them.
        if (thread == null && closed.getCount() > 0) {
            thread = Thread.ofPlatform().daemon().name("guard").start(this::keep);
        }
        boolean _ = knocks.offer(new Knock(end, users, rested, answer));
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
        Found found = found(together.stream().map(Knock::end).toList());
        for (Knock knock : together) {
            try {
                knock.answer().accept(verdict(found, knock));
            } catch (RuntimeException e) {
                // As when the loop of that connection has ended: the others are answered.
                System.getLogger(Guard.class.getName())
                        .log(System.Logger.Level.DEBUG, "answer " + knock.end(), e);
            }
        }
    }

    /// Whoever was let in unasked may have said all that it had to say, and gone: that is no fault.
    private static Door.Verdict verdict(Found found, Knock knock) {
        if (knock.held() && found.gone().contains(knock.end())) {
            return new Door.Verdict("", "", Optional.of(GONE));
        }
        return Optional.ofNullable(found.pods().get(knock.end()))
                .map(
                        it ->
                                new Door.Verdict(
                                        it.service(),
                                        it.pod(),
                                        knock.users().contains(it.service())
                                                ? Optional.empty()
                                                : Optional.of(NOT_USED)))
                .orElse(Door.Verdict.UNKNOWN);
    }

    private Found found(List<End> ends) {
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
            return Found.NOTHING;
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
