package dev.twinkeel.twin.store;

import dev.twinkeel.twin.host.TwinException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waits until an engine does what it is for.
final class Serving {
    /// A JVM on a machine that starts dozens at once.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// Several are waited for at once, while the processors are needed for what is waited for.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Serving() {}

    /// Fails while the engine does not serve.
    interface Probe {
        void ask() throws IOException;
    }

    static void await(String engine, Path log, Probe probe) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                probe.ask();
                return;
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw new TwinException(
                            "start %s: it does not serve within %s (%s); see its log %s"
                                    .formatted(engine, PATIENCE, e.getMessage(), log));
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
