package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Region;
import dev.twinkeel.model.Service;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.Targets;
import dev.twinkeel.twin.engine.Processes;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;

/// All pods: as many of each service as a region should have, spread over its living zones.
///
/// A plan of what should be where is compared with what is, and the difference is started or
/// stopped; this is done after every change, and is harmless to do again. Thread-safe.
final class Pods implements AutoCloseable {
    private final Application application;
    private final Layout layout;
    private final Processes processes;
    private final Programs programs;
    private final Duration patience;
    private final Spots spots;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
    private final Turns atOnce = Turns.atOnce();
    private final Turns oneByOne = Turns.oneByOne();

    private final Map<String, Pod> pods = new LinkedHashMap<>();
    private final Set<String> full = new HashSet<>();
    private final Set<String> lost = new HashSet<>();
    private final Map<String, Integer> portNumbers = new LinkedHashMap<>();

    /// The regions that have pods; none before the first start and after the end.
    private final Set<String> opened = new LinkedHashSet<>();

    Pods(Layout layout, Processes processes, Programs programs, Duration patience, Spots spots) {
        this.application = layout.application();
        this.layout = layout;
        this.processes = processes;
        this.programs = programs;
        this.patience = patience;
        this.spots = spots;
        full.add(application.primary().name());
    }

    /// Starts those of a region.
    synchronized void start(Region region) {
        opened.add(region.name());
        reconcile();
    }

    /// Brings a region to its full number, or back to the standby's share.
    ///
    /// @param calm whether users are served elsewhere meanwhile, and need the processors
    synchronized void scale(String region, boolean toFull, boolean calm) {
        if (toFull ? full.add(region) : full.remove(region)) {
            reconcile(calm ? oneByOne : atOnce);
        }
    }

    /// Whether every pod that the region should have is ready.
    synchronized boolean settled(String region) {
        return application.services().stream()
                .allMatch(
                        service ->
                                wanted(region, service).keySet().stream()
                                        .allMatch(
                                                name ->
                                                        pods.containsKey(name)
                                                                && pods.get(name).ready()));
    }

    /// Zones are gone: nothing is kept there until they are back.
    synchronized void lose(List<String> zones) {
        lost.addAll(zones);
        for (Pod pod : List.copyOf(pods.values())) {
            if (lost.contains(pod.zone().name())) {
                pods.remove(pod.name());
                pod.abandon();
            }
        }
    }

    synchronized void regain(List<String> zones) {
        lost.removeAll(zones);
        reconcile();
    }

    /// Starts elsewhere what was lost, one pod after another. For some time after a loss, when the
    /// survivors have settled.
    synchronized void replace() {
        reconcile(oneByOne);
    }

    /// Compares what should be with what is.
    private void reconcile() {
        reconcile(atOnce);
    }

    private void reconcile(Turns turns) {
        Map<String, Slot> wanted = new LinkedHashMap<>();
        for (String region : opened) {
            for (Service service : application.services()) {
                wanted.putAll(wanted(region, service));
            }
        }
        wanted.forEach((name, slot) -> pods.computeIfAbsent(name, _ -> open(name, slot, turns)));
        for (Pod pod : List.copyOf(pods.values())) {
            if (!wanted.containsKey(pod.name())) {
                pods.remove(pod.name());
                Thread.ofVirtual().name("stop-" + pod.name()).start(pod::close);
            }
        }
    }

    private record Slot(Service service, Place zone) {}

    private Map<String, Slot> wanted(String regionName, Service service) {
        Region region = application.region(regionName);
        List<String> zones = region.zones().stream().filter(zone -> !lost.contains(zone)).toList();
        Map<String, Slot> wanted = new LinkedHashMap<>();
        int count = full.contains(regionName) ? region.full(service) : region.standing(service);
        for (int i = 0; !zones.isEmpty() && i < count; i++) {
            String zone = zones.get(i % zones.size());
            wanted.put(
                    service.name() + "-" + zone + "-" + (1 + i / zones.size()),
                    new Slot(service, layout.place(zone)));
        }
        return wanted;
    }

    private Pod open(String name, Slot slot, Turns turns) {
        Address address = layout.home(slot.zone(), port(name));
        return new Pod(
                        name,
                        slot.service(),
                        slot.zone(),
                        address,
                        programs.launch(name, slot.service(), slot.zone(), address),
                        processes,
                        http,
                        turns,
                        patience,
                        spots)
                .start();
    }

    /// A pod that comes back has the port that it had, so that links to it stay as they are.
    private int port(String name) {
        return Ports.POD + portNumbers.computeIfAbsent(name, _ -> portNumbers.size());
    }

    /// The pods of a zone's region that serve or have served, at the addresses that the zone sees.
    synchronized Targets targets(Place viewer) {
        List<Targets.Target> targets = new ArrayList<>();
        for (Pod pod : pods.values()) {
            if (pod.targetable() && pod.zone().region().equals(viewer.region())) {
                targets.add(
                        new Targets.Target(
                                pod.service(),
                                pod.name(),
                                pod.zone().name(),
                                layout.at(viewer, pod.zone(), port(pod.name()))));
            }
        }
        return new Targets(targets);
    }

    synchronized List<Pod> all() {
        return List.copyOf(pods.values());
    }

    synchronized Optional<Pod> find(String name) {
        return Optional.ofNullable(pods.get(name));
    }

    /// Why the twin cannot start: the first pod that ends by itself or never gets healthy.
    synchronized Optional<TwinException> trouble() {
        return pods.values().stream().flatMap(pod -> pod.trouble().stream()).findFirst();
    }

    @Override
    public void close() {
        List<Pod> last;
        synchronized (this) {
            opened.clear();
            last = List.copyOf(pods.values());
            pods.clear();
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            last.forEach(pod -> executor.execute(pod::close));
        }
        http.shutdownNow();
    }
}
