package dev.twinkeel.twin.host;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The host of a twin as a child of this process: until it is released, it ends with this process,
/// also when that is interrupted, and this process does not end before it. Thread-safe.
public final class HostProcess {
    /// A host kills what does not end politely, so it never needs as long.
    static final Duration DOWN_LIMIT = Duration.ofSeconds(30);

    private final Consumer<String> progress;
    private final Thread hook = Thread.ofPlatform().unstarted(this::interrupted);
    private @Nullable Process process;
    private boolean ending;

    /// @param progress is told of an interrupt, in lines that begin with [Twins#INTERRUPTED]
    HostProcess(Consumer<String> progress) {
        this.progress = progress;
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException _) {
            throw new TwinException("start the twin: interrupted");
        }
    }

    synchronized void start(ProcessBuilder builder) throws IOException {
        if (ending) {
            throw new TwinException("start the twin: interrupted");
        }
        process = builder.start();
    }

    private synchronized Process process() {
        if (process == null) {
            throw new IllegalStateException("the host was not started yet");
        }
        return process;
    }

    InputStream words() {
        return process().getInputStream();
    }

    public long pid() {
        return process().pid();
    }

    /// Waits until it ends.
    public void waitFor() throws InterruptedException {
        process().waitFor();
    }

    /// From now on it lives by itself.
    void release() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            hook.setName("ends the host");
        }
    }

    /// Asks it to end and waits until it has; nothing of the twin runs then.
    ///
    /// @return whether it ended by itself
    boolean end() {
        Process host = process();
        host.destroy();
        return ended(host);
    }

    /// Waits until it has ended, and kills it at the limit.
    boolean ended() {
        return ended(process());
    }

    private static boolean ended(Process host) {
        boolean ended = false;
        try {
            ended = host.waitFor(DOWN_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            host.destroyForcibly();
        }
        return ended;
    }

    private void interrupted() {
        Process host;
        synchronized (this) {
            ending = true;
            host = process;
        }
        if (host == null || !host.isAlive()) {
            return;
        }
        progress.accept(Twins.INTERRUPTED + "ending everything that was started");
        progress.accept(
                Twins.INTERRUPTED
                        + (end()
                                ? "nothing is left running, and no data was deleted"
                                : "the host (process %d) had to be killed; `twinkeel down` ends what it left"
                                        .formatted(host.pid())));
    }
}
