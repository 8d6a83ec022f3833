package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Soon;
import dev.twinkeel.twin.engine.ProcessSpec;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.engine.RunningProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CrewTest {
    private static final String ZONE = "mumbai-a";

    @TempDir private Path folder;

    private Processes processes;
    private Crew crew;

    /// So many starts of the first process fail from now on.
    private final AtomicInteger failures = new AtomicInteger();

    @BeforeEach
    void open() {
        processes = new Processes(folder);
        crew = new Crew(processes);
        var place = new Place(ZONE, Place.Kind.ZONE, "mumbai");
        crew.start("first", "voter", place, this::first);
        crew.start("second", "voter", place, () -> spec("second"));
    }

    @AfterEach
    void close() {
        crew.close();
        processes.close();
    }

    @Test
    void aProcessThatCannotBeStartedAgainAtOnceIsStartedLater() {
        failures.set(2);
        running("first").kill();
        Soon.await("started again", () -> crew.lively().contains("first"));
        assertThat(failures).hasNegativeValue();
        assertThat(restarts("first")).isEqualTo(1);
        assertThat(restarts("second")).isZero();
    }

    @Test
    void oneThatCannotBeStartedWhenItsPlaceIsBackKeepsNoOtherFromIt() {
        RunningProcess first = running("first");
        RunningProcess second = running("second");
        crew.lose(List.of(ZONE));
        first.kill();
        second.kill();
        failures.set(1);
        crew.regain(List.of(ZONE));
        assertThat(crew.lively()).contains("second");
        Soon.await("started later", () -> crew.lively().contains("first"));
    }

    private RunningProcess running(String name) {
        return processes.running(name).orElseThrow();
    }

    private int restarts(String name) {
        return crew.status(Set.of()).stream()
                .filter(unit -> unit.name().equals(name))
                .findFirst()
                .orElseThrow()
                .restarts();
    }

    private ProcessSpec first() {
        if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("no room for another process");
        }
        return spec("first");
    }

    private ProcessSpec spec(String name) {
        return ProcessSpec.own(
                name,
                ZONE,
                List.of("sleep", "600"),
                Map.of(),
                folder,
                folder.resolve(name + ".log"));
    }
}
