package dev.twinkeel.twin.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.AgentConfig;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// The vantage point of one place: asks every region's front doors and every other agent, round
/// after round, and tells what it sees itself and what the others say that they see.
final class Vantage implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(200);

    /// Ten times the round trip between regions.
    private static final Duration LIMIT = Duration.ofMillis(600);

    /// Ten seconds: a place that is still starting is not lost.
    private static final int GRACE_ROUNDS = 50;

    /// What this place says when it is asked.
    ///
    /// @param regions whether each region is alive; a region of which this place cannot tell is not
    ///   named
    /// @param blind this place hears nobody else: it may be the one that is cut off
    record Observations(String place, SortedMap<String, Boolean> regions, boolean blind) {}

    private final AgentConfig config;
    private final Map<String, Knocker> agents = new TreeMap<>();
    private final Map<String, List<Knocker>> doors = new TreeMap<>();
    private final InstantSource clock;
    private final Consumer<Event> tell;
    private final Outlook outlook;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Set<String>> said = new HashMap<>();
    private final Map<String, Integer> heard = new HashMap<>();

    Vantage(AgentConfig config, InstantSource clock, Consumer<Event> tell) {
        this.config = config;
        this.clock = clock;
        this.tell = tell;
        this.outlook = new Outlook(config.place(), GRACE_ROUNDS);
        config.agents()
                .forEach((place, at) -> agents.put(place, new Knocker(at, "/observations", LIMIT)));
        config.frontDoors().forEach((region, at) -> doors.put(region, knockers(region, at)));
    }

    Vantage start() {
        threads.execute(this::run);
        return this;
    }

    synchronized Observations observations() {
        return new Observations(
                config.place(), outlook.regions(config.frontDoors().keySet()), outlook.blind());
    }

    private void run() {
        long due = System.nanoTime();
        for (int number = 1; !Thread.currentThread().isInterrupted(); number++) {
            int round = number;
            threads.execute(() -> round(round));
            due = Math.max(due + EVERY.toNanos(), System.nanoTime());
            try {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// The own region's front doors are not asked: that this place is alive, it knows.
    private List<Knocker> knockers(String region, List<Address> at) {
        return region.equals(config.place())
                ? List.of()
                : at.stream().map(door -> new Knocker(door, config.healthPath(), LIMIT)).toList();
    }

    /// Everything at once; ends when all have answered or after the limit.
    private void round(int number) {
        Map<String, Future<JsonNode>> asked = new TreeMap<>();
        agents.forEach(
                (place, agent) ->
                        asked.put(place, threads.submit(() -> observations(agent.ask()))));
        Map<String, List<Future<Boolean>>> knocked = new TreeMap<>();
        doors.forEach(
                (region, all) ->
                        knocked.put(
                                region,
                                all.stream()
                                        .map(
                                                door ->
                                                        threads.submit(
                                                                () -> door.ask().status() == 200))
                                        .toList()));
        long deadline = System.nanoTime() + LIMIT.toNanos();

        Map<String, Boolean> answered = new TreeMap<>();
        Map<String, JsonNode> opinions = new TreeMap<>();
        knocked.forEach(
                (region, tries) ->
                        answered.put(
                                region,
                                tries.stream().filter(door -> get(door, deadline, false)).count()
                                        > 0));
        asked.forEach(
                (place, answer) -> {
                    JsonNode opinion = get(answer, deadline, MissingNode.getInstance());
                    answered.merge(place, opinion.isObject(), Boolean::logicalOr);
                    if (opinion.isObject()) {
                        opinions.put(place, opinion);
                    }
                });
        tell(number, answered, opinions);
    }

    private static JsonNode observations(Knocker.Answer answer) throws IOException {
        return answer.status() == 200
                ? Json.mapper().readTree(answer.body())
                : MissingNode.getInstance();
    }

    private static <T> T get(Future<T> answer, long deadline, T otherwise) {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return otherwise;
        } catch (ExecutionException e) {
            return otherwise;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise;
        }
    }

    private synchronized void tell(
            int number, Map<String, Boolean> answered, Map<String, JsonNode> opinions) {
        outlook.round(number, answered);
        opinions.values().forEach(this::lost);
        say(config.place(), outlook.regions(config.frontDoors().keySet()));
        for (String place : config.agents().keySet()) {
            JsonNode opinion = opinions.get(place);
            int last = heard.getOrDefault(place, 0);
            if (opinion != null && number > last) {
                heard.put(place, number);
                Map<String, Boolean> regions = new TreeMap<>();
                opinion.path("regions")
                        .properties()
                        .forEach(
                                region ->
                                        regions.put(
                                                region.getKey(), region.getValue().asBoolean()));
                say(place, regions);
            } else if (opinion == null && number - last >= Outlook.MISSES) {
                say(place, Map.of());
            }
        }
    }

    private void lost(JsonNode opinion) {
        opinion.path("regions").properties().stream()
                .filter(region -> !region.getValue().asBoolean(true))
                .forEach(region -> outlook.lostToAnother(region.getKey()));
    }

    /// What a vantage point does not say any more is forgotten before the rest is said again.
    private void say(String vantage, Map<String, Boolean> regions) {
        Set<String> before = said.getOrDefault(vantage, Set.of());
        if (!regions.keySet().containsAll(before)) {
            tell.accept(new Event.VantageLost(clock.instant(), vantage));
        }
        regions.forEach(
                (region, alive) ->
                        tell.accept(new Event.RegionSeen(clock.instant(), vantage, region, alive)));
        said.put(vantage, Set.copyOf(regions.keySet()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        agents.values().forEach(Knocker::close);
        doors.values().forEach(all -> all.forEach(Knocker::close));
    }
}
