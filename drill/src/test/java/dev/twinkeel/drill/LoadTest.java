package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The load before anything is measured.
@Timeout(60)
class LoadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init")
    private SmallWorld world;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        world = new SmallWorld(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private Load load() {
        Scenario scenario = Samples.quick(Fault.NONE);
        LoadPlan plan =
                Plans.of(scenario, Samples.application(), world, DrillOptions.of(/* seed= */ 7));
        return Load.start(plan, new Lateness(0, PATIENCE));
    }

    private static void until(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting: " + what).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void noneOfItIsPlayedAndThenAllAgain() throws Exception {
        try (Load load = load()) {
            until("it began", () -> load.history().size() > 10);
            load.play(0);
            until("what began has ended", () -> load.history().pending() == 0);
            int before = load.history().size();
            long later = load.nowNanos() + Duration.ofMillis(300).toNanos();
            until("some time has passed", () -> load.nowNanos() > later);
            assertThat(load.history().size()).isEqualTo(before);

            load.play(1);
            until("it goes on", () -> load.history().size() > before + 10);
            load.stop();
        }
    }

    @Test
    void whatDrownsGetsLessUntilItIsWellAndIsGivenUpWhenItDoesNotServeAll() throws Exception {
        world.dns.silent = true;
        try (Load load = load()) {
            var calm = new Calm(load, Duration.ofSeconds(1));
            Thread waiting = Thread.ofVirtual().start(() -> awaited(calm));
            until("it drowned", () -> load.share() < 1);
            world.dns.silent = false;
            waiting.join();
            assertThat(load.share()).isEqualTo(1);
            assertThat(calm.await(load.nowNanos() + PATIENCE.toNanos())).isTrue();
        }
    }

    private static void awaited(Calm calm) {
        try {
            calm.await(PATIENCE.toNanos());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
