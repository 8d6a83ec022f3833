package dev.twinkeel.twin.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.AgentConfig;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.HttpFace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A planned move of an application that has no database: two agents and three voters, as in the
/// twin. Balancers, control planes and the edge are one server that does whatever is asked.
class MoveWithoutDatabaseTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String MUMBAI = "mumbai";
    private static final String SINGAPORE = "singapore";

    @TempDir Path folder;

    private final Map<String, Address> agents =
            Map.of(MUMBAI, Rehearsal.free(), SINGAPORE, Rehearsal.free());
    private final Queue<String> ordered = new ConcurrentLinkedQueue<>();
    private final HttpFace world = HttpFace.listen(Rehearsal.free(), this::answer);
    private final HttpCaller caller = new HttpCaller();
    private VoterProcesses voters;
    private Agent mumbai;
    private Agent singapore;

    @BeforeEach
    void start() throws IOException {
        voters = new VoterProcesses(folder);
        until("the voters", voters::allServe);
        mumbai = agent(MUMBAI, SINGAPORE);
        singapore = agent(SINGAPORE, MUMBAI);
    }

    @AfterEach
    void stop() {
        mumbai.close();
        singapore.close();
        voters.close();
        world.close();
        caller.close();
    }

    @Test
    void usersAreSeenOffWhereTheyLeaveUntilTheyComeBack() {
        until("mumbai holds the lease", () -> holds(MUMBAI));
        assertThat(seesOff(MUMBAI)).isFalse();

        move(MUMBAI, SINGAPORE);
        until("mumbai sees its users off", () -> seesOff(MUMBAI));
        until("singapore holds the lease", () -> holds(SINGAPORE));
        assertThat(seesOff(SINGAPORE)).isFalse();
        until("the edge knows who leaves", () -> ordered.contains("/leaving mumbai"));
        assertThat(ordered).contains("/route singapore");

        move(SINGAPORE, MUMBAI);
        until("singapore sees its users off", () -> seesOff(SINGAPORE));
        until("mumbai holds the lease again", () -> holds(MUMBAI));
        assertThat(seesOff(MUMBAI)).isFalse();
    }

    /// It may be refused at first: an engine renews its lease, and takes no order meanwhile.
    private void move(String from, String to) {
        Map<String, Object> order =
                Map.of("who", "ada", "command", Map.of("kind", "failback", "region", to));
        until(
                from + " takes the order",
                () -> {
                    try {
                        return caller.post(at(from), "/command", order, LIMIT)
                                .body()
                                .path("accepted")
                                .asBoolean();
                    } catch (IOException e) {
                        throw new UncheckedIOException("order a move to " + to, e);
                    }
                });
    }

    private Address at(String place) {
        return Objects.requireNonNull(agents.get(place));
    }

    private boolean holds(String place) {
        return get(place, "/state").get(0).path("stage").asText().equals("Holding");
    }

    private boolean seesOff(String place) {
        JsonNode given = get(place, "/grants").path("grants").get(0);
        assertThat(given.path("writer").isNull()).isTrue();
        return given.path("leaving").asBoolean();
    }

    private JsonNode get(String place, String path) {
        try {
            return caller.get(at(place), path, LIMIT).body();
        } catch (IOException e) {
            throw new UncheckedIOException("ask the agent of " + place, e);
        }
    }

    private void until(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline)
                    .as("still waiting: " + what + "; ordered: " + ordered)
                    .isNegative();
            LockSupport.parkNanos(5_000_000);
        }
    }

    private HttpFace.Answer answer(HttpFace.Asked asked) {
        if (asked.body().has("region")) {
            ordered.add(asked.path() + " " + asked.body().path("region").asText());
        }
        return HttpFace.Answer.ok(Map.of());
    }

    private Agent agent(String place, String other) throws IOException {
        Address all = world.address();
        return new Agent(
                new AgentConfig(
                        place,
                        at(place),
                        folder.resolve("journal-" + place),
                        List.of(Policies.routing(place)),
                        voters.clients(),
                        Map.of(),
                        Map.of(),
                        folder.resolve("pgpass"),
                        Map.of(),
                        Files.writeString(folder.resolve("password"), "none"),
                        Optional.empty(),
                        Map.of(MUMBAI, all, SINGAPORE, all),
                        all,
                        Map.of(other, at(other)),
                        Map.of(MUMBAI, List.of(all), SINGAPORE, List.of(all)),
                        "/health"),
                InstantSource.system());
    }
}
