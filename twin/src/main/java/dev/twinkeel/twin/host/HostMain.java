package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import dev.twinkeel.model.Problem;
import dev.twinkeel.twin.AddressPlan;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.engine.PostgresInstallation;
import dev.twinkeel.twin.engine.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The process under a twin. Its arguments are the application's file, the state folder, and how
/// long a pod may take until it is healthy; `--attached` ends it with its parent, `--fresh` deletes
/// what an earlier twin left in the folder, and in the end what this one has in the machine's
/// memory.
///
/// On standard output it says its progress, a line a step, and in the end [#READY] or [#FAILED]
/// with the reason as JSON.
public final class HostMain {
    /// The line that says the twin serves.
    static final String READY = "READY";

    /// Starts the line that says why the twin cannot be started.
    static final String FAILED = "FAILED ";

    private static final System.Logger LOG = System.getLogger(HostMain.class.getName());

    /// What to undo, the last first.
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private boolean closed;

    /// Why the twin cannot be started.
    ///
    /// @param remedy what a person must correct, if that is known
    record Failure(String message, Optional<String> remedy) {}

    private HostMain() {}

    public static void main(String[] arguments) {
        int code = 1;
        try {
            code = new HostMain().run(List.of(arguments));
        } finally {
            // Threads that go on would keep a process that does nothing, and has said nothing.
            System.exit(code);
        }
    }

    private int run(List<String> arguments) {
        if (arguments.equals(List.of("--rehearse"))) {
            return rehearse();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "down"));
        try {
            Path file = Path.of(arguments.get(0));
            StateFolder state = new StateFolder(Path.of(arguments.get(1)));
            start(file, state, arguments);
            say(READY);
            Thread.currentThread().join();
            return 0;
        } catch (InterruptedException e) {
            return 0;
        } catch (Throwable e) {
            // Also an error, as of memory: whoever started this waits for a word.
            Failure failure = failure(e, Path.of(arguments.get(1)));
            if (failure.remedy().isEmpty()) {
                LOG.log(System.Logger.Level.ERROR, "start the twin", e);
            }
            close();
            say(FAILED + Json.write(failure).replace("\n", " "));
            return 1;
        }
    }

    private static int rehearse() {
        try {
            HostRehearsal.run();
            return 0;
        } catch (RuntimeException | IOException e) {
            LOG.log(System.Logger.Level.ERROR, "rehearse a host", e);
            return 1;
        }
    }

    private static Failure failure(Throwable failure, Path state) {
        Optional<String> remedy =
                failure instanceof TwinException twin ? twin.remedy() : Optional.empty();
        return new Failure(Remedy.reason(failure), remedy.or(() -> Remedy.of(failure, state)));
    }

    private void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void start(Path file, StateFolder state, List<String> options) throws IOException {
        lock(state);
        if (options.contains("--attached")) {
            endWithParent();
        }
        Application application = read(file);
        boolean fresh = options.contains("--fresh");
        Folders.prepare(state, fresh);
        undo(() -> Folders.end(state, fresh));
        Processes processes = new Processes(state.root());
        List<Processes.Swept> swept = processes.sweep();
        if (!swept.isEmpty()) {
            say(
                    "ended %d processes that an earlier twin left: %s"
                            .formatted(
                                    swept.stream().mapToInt(Processes.Swept::processes).sum(),
                                    swept.stream()
                                            .map(Processes.Swept::name)
                                            .collect(Collectors.joining(", "))));
        }
        AddressPlan plan = addresses(state, application);
        new Preflight(application, new Spots(file)).check(plan, state);
        say("unpacking PostgreSQL (first use only)".repeat(installed() ? 0 : 1));
        PostgresInstallation postgres = PostgresInstallation.find(CacheFolder.path(), state.root());
        Duration patience = Duration.parse(options.get(2));
        Host host = new Host(application, file, state, plan, processes, postgres, patience);
        undo(host);
        undo(HostControl.open(host, state, file, this::down));
        host.start(this::say);
    }

    private static boolean installed() {
        return Files.isDirectory(CacheFolder.path());
    }

    /// One host a folder: the lock is released by the system when the process ends, however it
    /// ends.
    private void lock(StateFolder state) throws IOException {
        Files.createDirectories(state.root());
        FileChannel channel = StateFolder.openLock(state);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new TwinException(
                    "start the twin: one is up already in %s, or is being started there"
                            .formatted(state.root()),
                    "`twinkeel status` shows it, `twinkeel down` ends it.");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid())
                                .getBytes(StandardCharsets.UTF_8)));
        // Whoever else appends to it has lost the lock, and says nothing more.
        try (FileChannel log = FileChannel.open(state.hostLog(), StandardOpenOption.WRITE)) {
            log.truncate(0);
        }
        undo(channel);
        undo(() -> Files.deleteIfExists(state.twin()));
    }

    private static Application read(Path file) throws IOException {
        return switch (ApplicationFile.parse(file.toString(), Files.readString(file))) {
            case Parsed.Valid valid -> valid.application();
            case Parsed.Invalid invalid ->
                    throw new TwinException(
                            invalid.problems().stream()
                                    .map(Problem::toString)
                                    .collect(Collectors.joining("; ")),
                            "Correct the file; nothing was started.");
        };
    }

    private AddressPlan addresses(StateFolder state, Application application) {
        int preferred = Math.floorMod(state.root().toString().hashCode(), 254) + 1;
        Optional<AddressPlan.Octets> octets =
                AddressPlan.Octets.claim(preferred, Layout.places(application));
        if (octets.isPresent()) {
            undo(octets.get());
            return octets.get();
        }
        return new AddressPlan.Ports(preferred);
    }

    /// A drill's twin must not outlive the drill, however the drill ends.
    private void endWithParent() {
        Thread.ofPlatform()
                .daemon()
                .name("parent")
                .start(
                        () -> {
                            try (InputStream parent = System.in) {
                                while (parent.read() >= 0) {
                                    LOG.log(System.Logger.Level.DEBUG, "the parent lives");
                                }
                            } catch (IOException e) {
                                LOG.log(System.Logger.Level.INFO, "the parent is gone", e);
                            }
                            down();
                        });
    }

    private void down() {
        Thread.ofPlatform().name("end").start(() -> System.exit(0));
    }

    private synchronized void undo(AutoCloseable part) {
        if (closed) {
            closeQuietly(part);
            throw new TwinException("start the twin: ended while it was starting");
        }
        open.push(part);
    }

    private synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            closeQuietly(open.pop());
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "close " + part, e);
        }
    }
}
