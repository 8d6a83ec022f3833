package dev.twinkeel.twin.host;

import dev.twinkeel.twin.engine.ProcessSpec;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.engine.RunningProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs programs that come to an end by themselves, as processes of the twin: they end with it.
///
/// @param processes where they are written down
record Errands(Processes processes) {
    /// @param limit after which it is killed, with all it started
    /// @return its exit code; empty when it was killed at the limit
    /// @throws TwinException when the twin is ended meanwhile
    Optional<Integer> run(
            String name, List<String> command, Path folder, Path log, Duration limit) {
        RunningProcess process =
                processes.start(ProcessSpec.pod(name, "", command, Map.of(), folder, log));
        try {
            return Optional.of(process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            process.kill();
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.kill();
            throw new TwinException("run " + name + ": interrupted", e);
        } catch (ExecutionException e) {
            throw new TwinException("run " + name + ": " + e.getCause(), e);
        }
    }
}
