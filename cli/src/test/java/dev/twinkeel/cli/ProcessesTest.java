package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.drill.Proof;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A fault is proved by the operating system, on a process that does nothing but be there.
final class ProcessesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Process process = sleeper();

    @AfterEach
    void endsIt() {
        process.destroyForcibly();
    }

    @Test
    void aLivingProcessIsNeitherDeadNorFrozen() {
        assertThat(Processes.alive("victim", process.pid()).holds()).isTrue();
        assertThat(Processes.dead(hit()).holds()).isFalse();
        assertThat(Processes.frozen(hit()).holds()).isFalse();
    }

    @Test
    void aKilledProcessIsDead() throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(Processes.dead(hit()).holds()).isTrue();
        assertThat(Processes.alive("victim", process.pid()).holds()).isFalse();
    }

    @Test
    void aStoppedProcessIsFrozenAndNotAlive() throws Exception {
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();

        assertThat(eventually(() -> Processes.frozen(hit()))).isTrue();
        assertThat(Processes.alive("victim", process.pid()).holds()).isFalse();
    }

    @Test
    void whatIsNoProcessProvesNothing() {
        assertThat(Processes.dead("mumbai").holds()).isFalse();
        assertThat(Processes.frozen("mumbai").holds()).isFalse();
    }

    private String hit() {
        return "victim (" + process.pid() + ")";
    }

    private static boolean eventually(Supplier<Proof> proof) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!proof.get().holds() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return proof.get().holds();
    }

    private static Process sleeper() {
        try {
            return new ProcessBuilder("sleep", "60").start();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("start a process to be a victim", e);
        }
    }
}
