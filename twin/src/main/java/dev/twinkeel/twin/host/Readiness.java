package dev.twinkeel.twin.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Region;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Whether a twin serves: every pod healthy, every database held by somebody with two synchronous
/// copies, every front door open, the users' entry answering.
final class Readiness {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Host host;
    private final Layout layout;
    private final Application application;

    Readiness(Host host) {
        this.host = host;
        this.layout = host.layout();
        this.application = layout.application();
    }

    /// Returns when it serves.
    ///
    /// @throws TwinException when a pod ends by itself or never gets healthy, or when it takes too
    ///   long, with what is missing
    void await(Consumer<String> say) {
        try (HttpClient http = client()) {
            await(say, () -> missing(http));
        }
    }

    /// Returns when the pods of a region are healthy.
    ///
    /// @throws TwinException as [#await]
    void awaitPods(Region region, Consumer<String> say) {
        await(say, () -> pods(region));
    }

    private void await(Consumer<String> say, Look missing) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String said = "";
        try {
            for (Optional<String> what = missing.missing();
                    what.isPresent();
                    what = missing.missing()) {
                Optional<TwinException> trouble = host.pods().trouble();
                if (trouble.isPresent()) {
                    throw trouble.get();
                }
                if (System.nanoTime() > deadline) {
                    fail(
                            "start the twin: not ready within %d s: %s; see the logs"
                                    .formatted(LIMIT.toSeconds(), what.get()));
                }
                if (!what.get().equals(said)) {
                    said = what.get();
                    say.accept("waiting: " + said);
                }
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("start the twin: interrupted");
        }
    }

    /// The first thing that is missing; empty when nothing is.
    private interface Look {
        Optional<String> missing() throws InterruptedException;
    }

    /// One look at everything, whatever it finds.
    void look() {
        databases();
        try (HttpClient http = client()) {
            doors(http);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .build();
    }

    private static void fail(String why) {
        throw new TwinException(why);
    }

    /// The first thing that is missing; empty when it serves.
    private Optional<String> missing(HttpClient http) throws InterruptedException {
        for (Region region : application.regions()) {
            Optional<String> pods = pods(region);
            if (pods.isPresent()) {
                return pods;
            }
        }
        Optional<String> database = databases();
        return database.isPresent() ? database : doors(http);
    }

    private Optional<String> pods(Region region) {
        return host.pods().settled(region.name())
                ? Optional.empty()
                : Optional.of("pods of " + region.name() + " are not all healthy yet");
    }

    private Optional<String> databases() {
        Map<String, JsonNode> agents = host.observer().agents();
        String place = application.primary().name();
        for (String unit : units()) {
            JsonNode agent = agents.get(place);
            JsonNode state = agent == null ? null : agent.get(unit);
            if (state == null) {
                return Optional.of(
                        "the agent of %s does not speak of %s yet".formatted(place, unit));
            }
            if (!state.path("stage").asText().equals("Holding")) {
                return Optional.of("%s: %s".formatted(unit, state.path("sentence").asText()));
            }
            Optional<Lease> lease = host.observer().lease(agents, unit);
            if (application.databases().isEmpty()) {
                continue;
            }
            int synchronous = lease.map(it -> it.synchronous().size()).orElse(0);
            if (synchronous < 2) {
                return Optional.of(
                        "%s has %d of 2 synchronous standbys".formatted(unit, synchronous));
            }
        }
        return Optional.empty();
    }

    private List<String> units() {
        return application.databases().isEmpty()
                ? List.of(Layout.ROUTING)
                : application.databases().stream().map(Database::name).toList();
    }

    private Optional<String> doors(HttpClient http) throws InterruptedException {
        String path = application.routing().health().path();
        List<Address> doors = new ArrayList<>();
        for (Region region : application.regions()) {
            for (Place zone : layout.zones(region.name())) {
                doors.add(layout.home(zone, Ports.BALANCER));
            }
        }
        Layout.EDGES.forEach(
                edge ->
                        doors.add(
                                layout.at(
                                        layout.internet(), layout.place(edge), Ports.ACCELERATOR)));
        for (Address door : doors) {
            if (!answers(http, door, path)) {
                return Optional.of("no answer from %s%s".formatted(door, path));
            }
        }
        return Optional.empty();
    }

    private static boolean answers(HttpClient http, Address door, String path)
            throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://" + door + path))
                            .timeout(Duration.ofSeconds(2))
                            .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
