package dev.twinkeel.stores.front;

import java.io.IOException;
import java.net.InetSocketAddress;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The flow log of an engine: a line a request that it refused, in the form of the twin's other
/// flow logs. Whoever refuses leaves a line and goes on; a thread that lives only while there are
/// some writes them, twice a second. What comes faster than that is counted.
///
/// Thread-safe.
public final class Refusals {
    static final long MOST = 8L << 20;

    private static final int WAITING_MOST = 4096;
    private static final int NAME_MOST = 100;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final String HEADER =
            "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes"
                    + " start end action log-status src-place src-service src-pod dst-place dst-name"
                    + " bytes-back ending reason";

    private final String application;
    private final String at;
    private final String place;
    private final Path file;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(WAITING_MOST);
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicLong lost = new AtomicLong();

    /// @param at the engine
    /// @param place where it is
    Refusals(String application, String at, String place, Path file) {
        this.application = application;
        this.at = at;
        this.place = place;
        this.file = file;
    }

    static Refusals none() {
        return new Refusals("-", "-", "-", Path.of(""));
    }

    /// @param service whose key it was; empty when it is not known
    /// @param name of what was asked for; any text
    /// @param reason in one word
    public void add(
            String service,
            String name,
            String reason,
            InetSocketAddress client,
            InetSocketAddress listener) {
        if (file.toString().isEmpty()) {
            return;
        }
        Instant now = Instant.now();
        String time = "%d.%03d".formatted(now.getEpochSecond(), now.getNano() / 1_000_000);
        String line =
                String.join(
                        " ",
                        "2",
                        application,
                        at,
                        host(client),
                        host(listener),
                        Integer.toString(client.getPort()),
                        Integer.toString(listener.getPort()),
                        "6",
                        "-",
                        "0",
                        time,
                        time,
                        "REJECT",
                        "OK",
                        "-",
                        service.isEmpty() ? "-" : safe(service),
                        "-",
                        place,
                        safe(name),
                        "0",
                        "denied",
                        reason);
        if (!waiting.offer(line)) {
            lost.incrementAndGet();
        }
        if (writing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("refusals").start(this::write);
        }
    }

    /// In a log, and in an answer, no name can be anything else than a name.
    static String safe(String name) {
        String text = name.length() > NAME_MOST ? name.substring(0, NAME_MOST) : name;
        return text.isEmpty() ? "-" : text.replaceAll("[^A-Za-z0-9_.:/,-]", "?");
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress() == null ? "-" : address.getAddress().getHostAddress();
    }

    private void write() {
        do {
            LockSupport.parkNanos(PAUSE.toNanos());
            List<String> lines = new ArrayList<>();
            waiting.drainTo(lines);
            try {
                write(lines);
            } catch (IOException e) {
                lost.addAndGet(lines.size());
                System.getLogger(Refusals.class.getName())
                        .log(System.Logger.Level.WARNING, "write the flow log " + file, e);
            }
            writing.set(false);
        } while (!waiting.isEmpty() && writing.compareAndSet(false, true));
    }

    private void write(List<String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        if (!Files.exists(file)) {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            text.append(HEADER).append('\n');
        } else if (Files.size(file) > MOST) {
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
            text.append(HEADER).append('\n');
        }
        lines.forEach(line -> text.append(line).append('\n'));
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            long now = Instant.now().getEpochSecond();
            text.append(
                    "2 %s - - - - - - %d - %d.000 %d.000 - SKIPDATA - - - - - - - -%n"
                            .formatted(application, missing, now, now));
        }
        Files.writeString(
                file,
                text,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
