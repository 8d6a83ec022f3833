package dev.twinkeel.twin.host;

import dev.twinkeel.model.Service;
import dev.twinkeel.model.Times;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.engine.RunningProcess;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One place for one copy of a service: it keeps a process there that answers its health page, and
/// replaces it when it ends or stops answering, until it is closed. One virtual thread each.
final class Pod implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pod.class.getName());

    /// A service that has not answered its health page by then is broken, not slow.
    static final Duration PATIENCE = Duration.ofSeconds(40);

    /// Ends in a row, never healthy, after which the start of a twin gives up.
    private static final int HOPELESS = 3;

    /// A check that nobody answers costs almost a millisecond of a processor, and four pods start
    /// at once.
    private static final Duration POLL_STARTING = Duration.ofMillis(80);

    private static final Duration POLL_READY = Duration.ofSeconds(1);
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(2);

    /// As a liveness probe: so many failed checks in a row and the process is replaced.
    private static final int UNHEALTHY = 5;

    private static final Duration BACK_OFF_FIRST = Duration.ofMillis(200);
    private static final Duration BACK_OFF_MOST = Duration.ofSeconds(10);

    /// How long a pod may finish what is in flight when it is stopped.
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final String name;
    private final Service service;
    private final Place zone;
    private final Address address;
    private final Programs.Launch launch;
    private final Processes processes;
    private final HttpClient http;
    private final Turns turns;
    private final Duration patience;
    private final Spots spots;
    private final Thread thread;

    private volatile @Nullable RunningProcess process;
    private volatile String condition = "starting";
    private volatile @Nullable TwinException trouble;
    private volatile String lastCheck = "none yet";
    private volatile boolean closed;
    private volatile boolean everReady;
    private final AtomicInteger restarts = new AtomicInteger();

    /// @param turns when it may start, and whether it gives way to others meanwhile
    /// @param patience how long it may take until it answers its health page
    Pod(
            String name,
            Service service,
            Place zone,
            Address address,
            Programs.Launch launch,
            Processes processes,
            HttpClient http,
            Turns turns,
            Duration patience,
            Spots spots) {
        this.name = name;
        this.service = service;
        this.zone = zone;
        this.address = address;
        this.launch = launch;
        this.processes = processes;
        this.http = http;
        this.turns = turns;
        this.patience = patience;
        this.spots = spots;
        this.thread = Thread.ofVirtual().name("pod-" + name).unstarted(this::keep);
    }

    Pod start() {
        thread.start();
        return this;
    }

    String name() {
        return name;
    }

    String service() {
        return service.name();
    }

    Place zone() {
        return zone;
    }

    Address address() {
        return address;
    }

    boolean ready() {
        return condition.equals("ready");
    }

    /// Whether a balancer should know it: it has been ready and is not on its way out.
    boolean targetable() {
        return everReady && !closed;
    }

    /// Why a twin cannot start with this pod: it ends by itself or never becomes healthy.
    Optional<TwinException> trouble() {
        return Optional.ofNullable(trouble);
    }

    Optional<RunningProcess> process() {
        return Optional.ofNullable(process);
    }

    Status.Unit status() {
        RunningProcess child = process;
        if (child != null && child.alive()) {
            return status(condition, child.pid());
        }
        return status(condition.equals("stopped") ? condition : "dead", 0);
    }

    private Status.Unit status(String seen, long pid) {
        return new Status.Unit(
                name, "pod", zone.name(), seen, pid, Optional.of(address), restarts.get());
    }

    private void keep() {
        Duration backOff = BACK_OFF_FIRST;
        int hopeless = 0;
        try {
            while (!closed) {
                boolean served = survived();
                if (closed) {
                    break;
                }
                restarts.incrementAndGet();
                hopeless = served ? 0 : hopeless + 1;
                if (hopeless == HOPELESS && !everReady && trouble == null) {
                    trouble = ended();
                }
                backOff = served ? BACK_OFF_FIRST : backOff.multipliedBy(2);
                pause(backOff.compareTo(BACK_OFF_MOST) > 0 ? BACK_OFF_MOST : backOff);
            }
        } catch (InterruptedException e) {
            condition = "stopped";
        }
    }

    /// Whatever goes wrong around one life of the process, the next is tried: nobody else would.
    ///
    /// @return whether it was ever ready, and its end no surprise
    private boolean survived() throws InterruptedException {
        try {
            return once();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "keep pod " + name, e);
            condition = closed ? "stopped" : "dead";
            return false;
        }
    }

    /// Starts the process and watches it until it ends. It has its secrets for as long as it lives.
    ///
    /// @return whether it was ever ready
    private boolean once() throws InterruptedException {
        try {
            return live();
        } finally {
            RunningProcess child = process;
            if (child == null || !child.alive()) {
                launch.end().run();
            }
        }
    }

    private boolean live() throws InterruptedException {
        condition = "starting";
        RunningProcess before = process;
        if (before != null && before.alive()) {
            // It was to be killed, and was not dead in time.
            before.kill();
        }
        turns.begin();
        RunningProcess child;
        boolean served;
        try {
            child = turns.start(processes, launch.begin().get(), restarts.get() > 0);
            process = child;
            served = awaitReady(child);
        } catch (RuntimeException e) {
            trouble =
                    new TwinException(
                            "start service %s in %s: %s"
                                    .formatted(service.name(), zone.name(), e.getMessage()),
                            e);
            return false;
        } finally {
            turns.end();
        }
        if (served) {
            everReady = true;
            condition = "ready";
            watch(child);
        }
        if (closed && child.alive()) {
            child.kill();
        }
        condition = closed ? "stopped" : "dead";
        return served;
    }

    private boolean awaitReady(RunningProcess child) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (child.alive() && !closed) {
            if (healthy()) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                trouble = neverHealthy();
                child.kill();
                return false;
            }
            awaitEnd(child, POLL_STARTING);
        }
        return false;
    }

    private TwinException ended() {
        Path log = launch.log();
        RunningProcess child = process;
        // It is buried a moment after it has ended.
        Integer exit =
                child == null
                        ? null
                        : child.onExit()
                                .completeOnTimeout(
                                        null, CHECK_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                                .exceptionally(_ -> null)
                                .join();
        String code = exit == null ? "" : ", the last time with exit code " + exit;
        String words = Logs.end(log, 3);
        return new TwinException(
                "service %s ended %d times before it answered GET %s%s; %s"
                        .formatted(
                                service.name(),
                                HOPELESS,
                                service.health(),
                                code,
                                words.isEmpty() ? "it said nothing" : "it said: " + words),
                "Correct the program, or its command at %s (now `%s`). Its log: %s"
                        .formatted(
                                spots.of("services", service.name(), "run"), service.run(), log));
    }

    private TwinException neverHealthy() {
        return new TwinException(
                "service %s did not answer GET %s with 200 at %s within %s; the last try: %s"
                        .formatted(
                                service.name(),
                                service.health(),
                                address,
                                Times.text(patience),
                                lastCheck),
                "It must listen on HOST and PORT of its environment, and answer 200 when it can serve (%s). A slow one may have more time with --patience. Its log: %s"
                        .formatted(spots.of("services", service.name(), "health"), launch.log()));
    }

    private void watch(RunningProcess child) throws InterruptedException {
        int failures = 0;
        boolean forward = child.comeForward();
        while (child.alive() && !closed) {
            if (awaitEnd(child, POLL_READY)) {
                return;
            }
            failures = healthy() ? 0 : failures + 1;
            condition = failures == 0 ? "ready" : "unhealthy";
            forward = forward || child.comeForward();
            if (failures >= UNHEALTHY) {
                child.kill();
            }
        }
    }

    /// The limit is for the whole answer: one that stops after its headers is none.
    private boolean healthy() throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + address + service.health())).build();
        CompletableFuture<HttpResponse<Void>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            int status = answer.get(CHECK_LIMIT.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            lastCheck = "it answered " + status;
            return status == 200;
        } catch (TimeoutException e) {
            lastCheck = "no whole answer within " + Times.text(CHECK_LIMIT);
        } catch (ExecutionException e) {
            lastCheck =
                    switch (e.getCause()) {
                        case HttpTimeoutException _ -> "no connection in time";
                        case ConnectException _ -> "nobody listens there";
                        case null, default -> "no HTTP answer: " + e.getCause();
                    };
        } finally {
            boolean _ = answer.cancel(true);
        }
        return false;
    }

    private static boolean awaitEnd(RunningProcess child, Duration limit)
            throws InterruptedException {
        try {
            child.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    private void pause(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    /// Ends the process, gracefully, and keeps none there any more.
    @Override
    public void close() {
        closed = true;
        RunningProcess child = process;
        if (child != null) {
            child.stop(GRACE);
        }
        launch.end().run();
        thread.interrupt();
        condition = "stopped";
    }

    /// The place was killed: there is nothing to be graceful about.
    void abandon() {
        closed = true;
        RunningProcess child = process;
        if (child != null) {
            child.kill();
        }
        launch.end().run();
        thread.interrupt();
    }
}
