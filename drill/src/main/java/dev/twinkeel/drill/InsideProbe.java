package dev.twinkeel.drill;

import dev.twinkeel.model.Request;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients inside a region, which go on writing whatever happens to the region: over sessions that
/// are open since before the fault (a test with new connections would only test the door), and at
/// the region's front doors. Thread-safe.
final class InsideProbe implements AutoCloseable {
    /// Writes log and waits for the synchronous standbys as any commit does, and needs no table
    /// (PostgreSQL manual, table 9.102).
    static final String COMMIT =
            "SELECT pg_logical_emit_message(true, 'twinkeel-drill', 'is this region fenced?')";

    static final Duration SESSION_PATIENCE = Duration.ofSeconds(2);
    private static final int DOOR_PATIENCE_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 100;
    private static final int ATTEMPTS_MAX = 200_000;

    private final Load load;
    private final Inside inside;
    private final LoadPlan keys;
    private final Duration patience;
    private final AtomicInteger nextKey = new AtomicInteger();
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /// @param completed on the load's clock
    private record Attempt(long completed, Outcome outcome) {}

    /// @param plan like the load's but of another run, so that its keys are strange to the ledger
    /// @param patience of a session with a commit that is not answered
    InsideProbe(Load load, LoadPlan plan, Inside inside, Duration patience) {
        this.load = load;
        this.keys = plan;
        this.inside = inside;
        this.patience = patience;
    }

    /// Opens the sessions and goes on committing over them until [#close]; tries every door once.
    void open() {
        for (DatabaseAddress gate : inside.gates()) {
            threads.add(
                    Thread.ofVirtual().name("inside-" + gate.name()).start(() -> commits(gate)));
        }
        inside.doors().forEach(this::knock);
    }

    /// Tries every door again and again until the time is up.
    void knockFor(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        List<Thread> knocking = new ArrayList<>();
        for (InetSocketAddress door : inside.doors()) {
            knocking.add(Thread.ofVirtual().start(() -> knockUntil(door, end)));
        }
        for (Thread thread : knocking) {
            thread.join();
        }
        long rest = end - System.nanoTime();
        if (rest > 0) {
            Thread.sleep(Duration.ofNanos(rest));
        }
    }

    private void knockUntil(InetSocketAddress door, long end) {
        while (!closed && System.nanoTime() < end && pause()) {
            knock(door);
        }
    }

    private boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void commits(DatabaseAddress gate) {
        while (!closed) {
            try (Connection session = FinalRead.connect(gate, patience)) {
                while (!closed && commit(session) && pause()) {
                    // Over the same session, as long as it lives.
                }
            } catch (SQLException refused) {
                note(Outcome.FAILED);
            }
            if (!pause()) {
                return;
            }
        }
    }

    /// @return whether the session can go on
    private boolean commit(Connection session) {
        try (Statement statement = session.createStatement()) {
            statement.execute(COMMIT);
            // A cancelled wait for the standbys is a warning, not an acknowledgement.
            note(statement.getWarnings() == null ? Outcome.OK : Outcome.UNKNOWN);
            return true;
        } catch (SQLException e) {
            // Class 25: the server is read-only, a definite no; anything else leaves it open.
            boolean readOnly = Optional.ofNullable(e.getSQLState()).orElse("").startsWith("25");
            note(readOnly ? Outcome.FAILED : Outcome.UNKNOWN);
            return readOnly;
        }
    }

    /// One write at a door, over a new connection.
    private void knock(InetSocketAddress door) {
        if (keys.write().isEmpty()) {
            return;
        }
        int number = nextKey.getAndIncrement();
        Request request = keys.write().get().filled(keys.key(number), number);
        boolean sent = false;
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(DOOR_PATIENCE_MILLIS);
            socket.connect(door, DOOR_PATIENCE_MILLIS);
            socket.getOutputStream().write(Errands.bytes(keys.domain(), request));
            sent = true;
            int status = status(socket.getInputStream());
            Errand judge = new Errand(number, Kind.WRITE, 0, 0, new byte[0], request.done());
            note(judge.answered(status));
        } catch (SocketTimeoutException silent) {
            note(Outcome.UNKNOWN);
        } catch (IOException | Answer.BadAnswerException e) {
            note(sent ? Outcome.UNKNOWN : Outcome.FAILED);
        }
    }

    private static int status(InputStream in) throws IOException, Answer.BadAnswerException {
        Answer answer = new Answer();
        answer.reset();
        byte[] bytes = new byte[4096];
        while (true) {
            int read = in.read(bytes);
            if (read < 0 && !answer.closed()) {
                throw new IOException("the door closed before it answered");
            }
            if (read < 0 || answer.take(ByteBuffer.wrap(bytes, 0, read))) {
                return answer.status();
            }
        }
    }

    private synchronized void note(Outcome outcome) {
        if (attempts.size() < ATTEMPTS_MAX) {
            attempts.add(new Attempt(load.nowNanos(), outcome));
        }
    }

    /// @param fault and `promoted` on the load's clock
    synchronized InsideFindings findings(
            long fault, long promoted, Duration tried, List<Proof> alive) {
        List<Attempt> later =
                attempts.stream().filter(attempt -> attempt.completed() > promoted).toList();
        Long last =
                attempts.stream()
                        .filter(it -> it.outcome() == Outcome.OK && it.completed() > fault)
                        .map(it -> (it.completed() - fault) / 1_000_000)
                        .max(Long::compare)
                        .orElse(null);
        return new InsideFindings(
                inside.region(),
                attempts.stream()
                        .filter(it -> it.outcome() == Outcome.OK && it.completed() <= fault)
                        .count(),
                later.size(),
                count(later, Outcome.OK),
                count(later, Outcome.FAILED),
                count(later, Outcome.UNKNOWN),
                last,
                tried.toMillis(),
                alive);
    }

    private static long count(List<Attempt> attempts, Outcome outcome) {
        return attempts.stream().filter(attempt -> attempt.outcome() == outcome).count();
    }

    /// Ends the sessions; a session that hangs ends by its own time limit.
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
