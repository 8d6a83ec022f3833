package dev.twinkeel.twin.host;

import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.engine.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Brings twins up and down: starts the host process, follows its progress, finds a running one.
public final class Twins {
    /// Starts a line of progress that tells of an interrupt, as by Ctrl-C.
    public static final String INTERRUPTED = "interrupted: ";

    /// A first start unpacks PostgreSQL and trains the caches; anything beyond this is stuck.
    private static final Duration UP_LIMIT = Duration.ofMinutes(5);

    /// A clone passes through the host, and every link.
    private static final int HOST_HEAP_MIB = 192;

    private Twins() {}

    /// Where things are kept that any twin of this user may use again.
    public static Path cache() {
        return CacheFolder.path();
    }

    /// How a twin is started.
    ///
    /// @param file the application's `twinkeel.yaml`
    /// @param state its state folder
    /// @param attached the twin ends with the process that started it
    /// @param fresh what an earlier twin left in the state folder is deleted first: only for a
    ///   drill's own folder
    /// @param patience how long a pod may take until it answers its health page
    public record Start(
            Path file, StateFolder state, boolean attached, boolean fresh, Duration patience) {
        public Start(Path file, StateFolder state, boolean attached, boolean fresh) {
            this(file, state, attached, fresh, Pod.PATIENCE);
        }
    }

    /// A twin that was started here.
    ///
    /// @param host its process; it ends when its standard input does, if it was started attached
    public record Running(TwinClient client, TwinClient.Contact contact, HostProcess host)
            implements AutoCloseable {
        /// Brings the twin down and waits until it is.
        @Override
        public void close() {
            try (client) {
                client.down();
            } catch (TwinException e) {
                System.getLogger(Twins.class.getName())
                        .log(System.Logger.Level.DEBUG, "it is asked by a signal", e);
            }
            boolean ended = host.end();
            host.release();
            if (!ended) {
                throw new TwinException(
                        "bring the twin down: its host (process %d) did not end within %d s and was killed"
                                .formatted(host.pid(), HostProcess.DOWN_LIMIT.toSeconds()),
                        "Run `twinkeel down`: it ends what the host left.");
            }
        }
    }

    /// Starts a twin and waits until it serves.
    ///
    /// @param progress gets each line that the host says on its way
    /// @throws TwinException with the reason and the remedy when it cannot be started; nothing is
    ///   left running then
    public static Running up(Start start, Consumer<String> progress) {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Jvm.alone(
                                HostMain.class.getName(),
                                HOST_HEAP_MIB,
                                Rehearsals.cache(OwnRehearsals.HOST),
                                arguments(start)));
        HostProcess host = new HostProcess(progress);
        boolean up = false;
        try {
            Files.createDirectories(start.state().logs());
            builder.redirectError(
                    ProcessBuilder.Redirect.appendTo(start.state().hostLog().toFile()));
            host.start(builder);
            follow(host, start, progress, UP_LIMIT);
            TwinClient.Contact contact = Json.read(start.state().twin(), TwinClient.Contact.class);
            up = true;
            return new Running(new TwinClient(contact), contact, host);
        } catch (IOException e) {
            throw unwritable(start.state(), e);
        } finally {
            if (!up || !start.attached()) {
                host.release();
            }
        }
    }

    private static TwinException unwritable(StateFolder state, IOException failure) {
        return new TwinException(
                "write the state folder %s: %s".formatted(state.root(), Remedy.reason(failure)),
                Remedy.of(failure, state.root())
                        .orElse("Make it a folder that you may write to, with room for the data."));
    }

    private static List<String> arguments(Start start) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                start.file().toAbsolutePath().toString(),
                                start.state().root().toString(),
                                start.patience().toString()));
        if (start.attached()) {
            arguments.add("--attached");
        }
        if (start.fresh()) {
            arguments.add("--fresh");
        }
        return arguments;
    }

    /// Reads the host's words until it is ready. At the limit it is ended, whether it speaks or
    /// not: reading alone would wait for ever.
    static void follow(HostProcess host, Start start, Consumer<String> progress, Duration limit)
            throws IOException {
        // Set once: by the host's last word, or by the limit.
        var settled = new AtomicBoolean();
        Thread watch = Thread.ofVirtual().start(() -> endAt(limit, host, settled));
        BufferedReader words =
                new BufferedReader(new InputStreamReader(host.words(), StandardCharsets.UTF_8));
        String line = words.readLine();
        while (line != null && !line.equals(HostMain.READY) && !line.startsWith(HostMain.FAILED)) {
            progress.accept(line);
            line = words.readLine();
        }
        if (!settled.compareAndSet(false, true)) {
            host.ended();
            throw new TwinException(
                    "start the twin: not ready within %d s; see %s"
                            .formatted(limit.toSeconds(), start.state().logs()));
        }
        watch.interrupt();
        if (HostMain.READY.equals(line)) {
            return;
        }
        host.ended();
        if (line != null) {
            throw failed(line.substring(HostMain.FAILED.length()));
        }
        throw new TwinException(
                "start the twin: its host ended; the end of %s says: %s"
                        .formatted(start.state().hostLog(), Logs.end(start.state().hostLog(), 5)));
    }

    private static void endAt(Duration limit, HostProcess host, AtomicBoolean settled) {
        try {
            Thread.sleep(limit);
        } catch (InterruptedException _) {
            return;
        }
        if (settled.compareAndSet(false, true)) {
            boolean _ = host.end();
        }
    }

    private static TwinException failed(String words) throws IOException {
        HostMain.Failure failure = Json.mapper().readValue(words, HostMain.Failure.class);
        return failure.remedy()
                .map(remedy -> new TwinException(failure.message(), remedy))
                .orElseGet(() -> new TwinException(failure.message()));
    }

    /// The twin that is up in a state folder.
    public static Optional<TwinClient.Contact> find(StateFolder state) {
        if (!Files.exists(state.twin()) || !locked(state)) {
            return Optional.empty();
        }
        return Optional.of(Json.read(state.twin(), TwinClient.Contact.class));
    }

    /// What [#down] found and ended.
    ///
    /// @param host whether a host lived
    /// @param left processes that a host had left when it died, by name
    public record Ended(boolean host, List<String> left) {}

    /// Ends whatever runs in a state folder: a twin that is up, one that is being started, and what
    /// a host left that was killed. Returns when nothing of it runs.
    public static Ended down(StateFolder state) {
        if (!locked(state)) {
            return new Ended(false, sweep(state));
        }
        long pid = hostOf(state);
        Optional<ProcessHandle> host = ProcessHandle.of(pid);
        host.ifPresent(ProcessHandle::destroy);
        try {
            if (host.isPresent()) {
                host.get()
                        .onExit()
                        .get(
                                HostProcess.DOWN_LIMIT.toSeconds(),
                                java.util.concurrent.TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException _) {
            throw new TwinException(
                    "bring the twin down: its host (process %d) did not end within %d s"
                            .formatted(pid, HostProcess.DOWN_LIMIT.toSeconds()),
                    "Kill it with `kill -9 %d`, then run `twinkeel down` again: it ends what the host left."
                            .formatted(pid));
        }
        return new Ended(true, sweep(state));
    }

    private static List<String> sweep(StateFolder state) {
        if (!Files.isDirectory(state.processes())) {
            return List.of();
        }
        try (FileChannel channel = StateFolder.openLock(state);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                // Somebody has begun to start one here meanwhile; that one sweeps.
                return List.of();
            }
            try (Processes processes = new Processes(state.root())) {
                List<String> swept = processes.sweep().stream().map(Processes.Swept::name).toList();
                Folders.forgetOpen(state);
                return swept;
            }
        } catch (IOException e) {
            throw unwritable(state, e);
        }
    }

    /// The number is written by whoever gets the lock.
    private static long hostOf(StateFolder state) {
        try {
            return Long.parseLong(Files.readString(state.lock()).strip());
        } catch (IOException | NumberFormatException e) {
            throw new TwinException(
                    "find the host of the twin in %s: its lock is held, and does not say by whom"
                            .formatted(state.root()),
                    "Look for it with `ps -ef`, end it, and run `twinkeel down` again.");
        }
    }

    /// Whether a host lives in the folder: it holds the lock for as long as it does.
    static boolean locked(StateFolder state) {
        if (!Files.exists(state.lock())) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(state.lock(), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (IOException e) {
            throw new UncheckedIOException("look whether a twin is up in " + state.root(), e);
        }
    }
}
