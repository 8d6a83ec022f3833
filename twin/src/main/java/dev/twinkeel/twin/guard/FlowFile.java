package dev.twinkeel.twin.guard;

import dev.twinkeel.traffic.FlowLog;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The flow log of one process: a line a connection, when it has ended.
///
/// Whoever accepts connections leaves a record and goes on; one thread writes what has come, twice
/// a second. When records come faster than they can be written they are lost, counted, and the
/// count stands in the file. A full file takes the place of the one before it, so that no more than
/// twice [#MOST] is ever on the disk.
///
/// Thread-safe.
public final class FlowFile implements AutoCloseable {
    static final long MOST = 8L << 20;

    private static final int WAITING_MOST = 8192;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration END = Duration.ofSeconds(10);

    private final Path file;
    private final String account;
    private final long most;
    private final BlockingQueue<FlowRecord> waiting;
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    /// Wakes the thread a last time.
    private final FlowRecord last = FlowRecord.nothing();

    private volatile boolean closed;
    private Instant written = Instant.now();

    /// @param file made on the first connection; its folder too
    /// @param account the application's name
    public static FlowFile open(Path file, String account) {
        FlowFile flows = new FlowFile(file, account, MOST, WAITING_MOST);
        flows.thread.start();
        return flows;
    }

    FlowFile(Path file, String account, long most, int waitingMost) {
        this.file = file;
        this.account = account;
        this.most = most;
        this.waiting = new ArrayBlockingQueue<>(waitingMost);
        this.thread = Thread.ofPlatform().daemon().name("flows").unstarted(this::keep);
    }

    /// What a listener tells of its connections.
    public FlowLog log(FlowRecord.Way way) {
        return new FlowLog() {
            @Override
            public void ended(Flow flow) {
                add(FlowRecord.of(way, flow, Instant.now()));
            }
        };
    }

    void add(FlowRecord record) {
        if (!waiting.offer(record)) {
            lost.incrementAndGet();
        }
    }

    private void keep() {
        List<FlowRecord> batch = new ArrayList<>();
        try {
            do {
                batch.add(waiting.take());
                // What comes together is written together.
                boolean _ = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                waiting.drainTo(batch);
                write(batch);
                batch.clear();
            } while (!closed);
            waiting.drainTo(batch);
            write(batch);
        } catch (InterruptedException _) {
            // Nobody does that; what came is lost.
            Thread.currentThread().interrupt();
        }
    }

    /// A log that cannot be written must not end what it tells of.
    void write(List<FlowRecord> all) {
        List<FlowRecord> batch = all.stream().filter(it -> !it.equals(last)).toList();
        if (batch.isEmpty()) {
            return;
        }
        try {
            boolean fresh = makeRoom();
            try (Writer out =
                    Files.newBufferedWriter(
                            file,
                            StandardCharsets.UTF_8,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND)) {
                if (fresh) {
                    out.write(FlowRecord.HEADER + "\n");
                }
                for (FlowRecord record : batch) {
                    out.write(record.line(account) + "\n");
                }
                long missing = lost.getAndSet(0);
                Instant now = Instant.now();
                if (missing > 0) {
                    out.write(FlowRecord.lost(account, missing, written, now) + "\n");
                }
                written = now;
            }
        } catch (IOException e) {
            lost.addAndGet(batch.size());
            System.getLogger(FlowFile.class.getName())
                    .log(System.Logger.Level.WARNING, "write the flow log " + file, e);
        }
    }

    /// @return whether the file begins anew
    private boolean makeRoom() throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return true;
        }
        if (Files.size(file) < most) {
            return false;
        }
        Files.move(file, before(file), StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /// Where the file before this one is.
    public static Path before(Path file) {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    /// Writes what is left.
    @Override
    public void close() {
        closed = true;
        closing.countDown();
        boolean _ = waiting.offer(last);
        try {
            boolean _ = thread.join(END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
