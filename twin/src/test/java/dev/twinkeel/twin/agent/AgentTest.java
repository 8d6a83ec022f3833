package dev.twinkeel.twin.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.twin.AgentConfig;
import dev.twinkeel.twin.HttpCaller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent that finds neither store nor members still answers, and grants nothing.
class AgentTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir Path folder;

    private final HttpCaller caller = new HttpCaller();
    private @Nullable AgentConfig config;
    private @Nullable Agent started;

    @BeforeEach
    void start() {
        config = Rehearsal.config(folder, List.of(Rehearsal.free()), Rehearsal.free());
        started = new Agent(config, InstantSource.system());
    }

    private Agent agent() {
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void stop() {
        agent().close();
        caller.close();
    }

    private JsonNode get(String path) throws IOException {
        HttpCaller.Answered answer = caller.get(agent().address(), path, LIMIT);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode command(Map<String, Object> command) throws IOException {
        return caller.post(
                        agent().address(),
                        "/command",
                        Map.of("who", "ada", "database", "orders-db", "command", command),
                        LIMIT)
                .body();
    }

    @Test
    void withoutAStoreNobodyMayWrite() throws IOException {
        JsonNode grant = get("/grants").path("grants").get(0);

        assertThat(grant.path("database").asText()).isEqualTo("orders-db");
        assertThat(grant.path("writer").isNull()).isTrue();
        assertThat(grant.path("validMillis").asLong()).isZero();
    }

    @Test
    void aVantagePointKnowsItsOwnRegionAtLeast() throws IOException {
        JsonNode observations = get("/observations");

        assertThat(observations.path("place").asText()).isEqualTo("here");
        assertThat(observations.path("regions").path("here").asBoolean()).isTrue();
        assertThat(observations.path("regions").has("there")).isFalse();
    }

    @Test
    void acceptedAndRefusedCommandsAreBothInTheJournal() throws IOException {
        assertThat(command(Map.of("kind", "pause")).path("accepted").asBoolean()).isTrue();
        JsonNode refused = command(Map.of("kind", "failover", "region", "pluto"));
        assertThat(refused.path("accepted").asBoolean()).isFalse();
        assertThat(refused.path("reason").asText()).contains("pluto");

        long deadline = System.nanoTime() + LIMIT.toNanos();
        String journal;
        do {
            journal = get("/journal?database=orders-db&after=0").toString();
        } while (!(journal.contains("Pause") && journal.contains("pluto"))
                && System.nanoTime() < deadline);
        assertThat(journal).contains("Pause").contains("pluto").contains("ada");
    }

    @Test
    void anUnknownCommandIsAnErrorThatNamesTheKnownOnes() throws IOException {
        JsonNode answer = command(Map.of("kind", "explode"));

        assertThat(answer.path("reason").asText()).contains("explode").contains("switchover");
    }

    @Test
    void theStateNamesTheStageAndWhatIsSeen() throws IOException {
        JsonNode state = get("/state").get(0);

        assertThat(state.path("stage").asText()).isEqualTo("Standing");
        assertThat(state.path("sights").has("orders-db-here-a")).isTrue();
    }

    @Test
    void theEngineGoesOnFromItsJournal() throws IOException {
        command(Map.of("kind", "pause"));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!get("/state").get(0).path("paused").asBoolean() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        agent().close();
        started = new Agent(Objects.requireNonNull(config), () -> Instant.EPOCH);

        assertThat(get("/state").get(0).path("paused").asBoolean()).isTrue();
    }
}
