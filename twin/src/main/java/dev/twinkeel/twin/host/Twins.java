package dev.twinkeel.twin.host;

import dev.twinkeel.twin.Json;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Brings twins up and down: starts the host process, follows its progress, finds a running one.
public final class Twins {
    /// A first start unpacks PostgreSQL and trains the caches; anything beyond this is stuck.
    private static final Duration UP_LIMIT = Duration.ofMinutes(5);

    private static final Duration DOWN_LIMIT = Duration.ofSeconds(30);

    /// A clone passes through the host, and every link.
    private static final int HOST_HEAP_MIB = 192;

    private Twins() {}

    /// How a twin is started.
    ///
    /// @param file the application's `twinkeel.yaml`
    /// @param state its state folder
    /// @param attached the twin ends with the process that started it
    /// @param fresh what an earlier twin left in the state folder is deleted first: only for a
    ///   drill's own folder
    public record Start(Path file, StateFolder state, boolean attached, boolean fresh) {}

    /// A twin that was started here.
    ///
    /// @param host its process; it ends when its standard input does, if it was started attached
    public record Running(TwinClient client, TwinClient.Contact contact, Process host)
            implements AutoCloseable {
        /// Brings the twin down and waits until it is.
        @Override
        public void close() {
            try (client) {
                client.down();
            } catch (TwinException e) {
                host.destroy();
            }
            await(host);
        }

        private static void await(Process host) {
            try {
                if (!host.waitFor(DOWN_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    host.destroyForcibly();
                    throw new TwinException(
                            "bring the twin down: its host (process %d) did not end within %d s and was killed; run `twinkeel down` to end what it left"
                                    .formatted(host.pid(), DOWN_LIMIT.toSeconds()));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                host.destroyForcibly();
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
                        Jvm.process(
                                HostMain.class.getName(),
                                HOST_HEAP_MIB,
                                Rehearsals.cache("host"),
                                arguments(start)));
        try {
            Files.createDirectories(start.state().logs());
            builder.redirectError(start.state().logs().resolve("host.log").toFile());
            Process host = builder.start();
            Thread onInterrupt = Thread.ofPlatform().unstarted(host::destroy);
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            try {
                follow(host, start, progress);
            } finally {
                unhook(onInterrupt);
            }
            TwinClient.Contact contact = Json.read(start.state().twin(), TwinClient.Contact.class);
            return new Running(new TwinClient(contact), contact, host);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "start the host of the twin in " + start.state().root(), e);
        }
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            hook.setName("host is being ended");
        }
    }

    private static List<String> arguments(Start start) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                start.file().toAbsolutePath().toString(),
                                start.state().root().toString()));
        if (start.attached()) {
            arguments.add("--attached");
        }
        if (start.fresh()) {
            arguments.add("--fresh");
        }
        return arguments;
    }

    /// Reads the host's words until it is ready.
    private static void follow(Process host, Start start, Consumer<String> progress)
            throws IOException {
        long deadline = System.nanoTime() + UP_LIMIT.toNanos();
        BufferedReader words =
                new BufferedReader(
                        new InputStreamReader(host.getInputStream(), StandardCharsets.UTF_8));
        for (String line = words.readLine(); line != null; line = words.readLine()) {
            if (line.equals(HostMain.READY)) {
                return;
            }
            if (line.startsWith(HostMain.FAILED)) {
                host.destroy();
                throw new TwinException(line.substring(HostMain.FAILED.length()));
            }
            progress.accept(line);
            if (System.nanoTime() > deadline) {
                host.destroy();
                throw new TwinException(
                        "start the twin: not ready within "
                                + UP_LIMIT.toMinutes()
                                + " minutes; see "
                                + start.state().logs());
            }
        }
        throw new TwinException(
                "start the twin: its host ended; see " + start.state().logs().resolve("host.log"));
    }

    /// The twin that is up in a state folder.
    public static Optional<TwinClient.Contact> find(StateFolder state) {
        if (!Files.exists(state.twin()) || !locked(state)) {
            return Optional.empty();
        }
        return Optional.of(Json.read(state.twin(), TwinClient.Contact.class));
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
