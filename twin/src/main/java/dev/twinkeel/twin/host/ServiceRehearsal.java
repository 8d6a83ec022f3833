package dev.twinkeel.twin.host;

import dev.twinkeel.model.Request;
import dev.twinkeel.model.Service;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.engine.RunningProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Makes the ahead-of-time cache of a Java service: one pod of it is started, asked for its health
/// and its pages, and stopped; at its end the JVM writes the cache.
final class ServiceRehearsal {
    /// Enough that what a request needs has been loaded.
    private static final int ROUNDS = 40;

    /// A dump takes 2 to 7 s on a quiet machine.
    private static final Duration DUMP = Duration.ofSeconds(60);

    /// Ports beyond those that pods get.
    private static final int PORT = Ports.POD + 900;

    private static final System.Logger LOG = System.getLogger(ServiceRehearsal.class.getName());

    private final Layout layout;
    private final Programs programs;
    private final Processes processes;

    ServiceRehearsal(Layout layout, Programs programs, Processes processes) {
        this.layout = layout;
        this.programs = programs;
        this.processes = processes;
    }

    /// A failure costs speed only: the pods start without a cache.
    void make(Service service, Consumer<String> say) {
        if (programs.java(service)) {
            Rehearsals.use(programs.cache(service));
        }
        if (!programs.java(service) || Files.exists(programs.cache(service))) {
            return;
        }
        say.accept("rehearsing service " + service.name() + " for a fast start (first use only)");
        Path cache = programs.cache(service);
        try (HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(1))
                        .build()) {
            Files.createDirectories(cache.getParent());
            Place zone = layout.zones(layout.application().primary().name()).getFirst();
            Address address =
                    layout.home(zone, PORT + layout.application().services().indexOf(service));
            Programs.Launch launch = programs.rehearsal(service, zone, address);
            try {
                RunningProcess process = processes.start(launch.begin().get());
                ask(http, process, service, address);
                process.stop(DUMP);
            } finally {
                launch.end().run();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "rehearse service " + service.name(), e);
        }
    }

    private void ask(HttpClient http, RunningProcess process, Service service, Address address) {
        long deadline = System.nanoTime() + Pod.PATIENCE.toNanos();
        int answered = 0;
        List<String> paths = paths(service);
        while (answered < ROUNDS && process.alive() && System.nanoTime() < deadline) {
            boolean ok = paths.stream().map(path -> get(http, address, path)).toList().getFirst();
            answered += ok ? 1 : 0;
            if (!ok) {
                pause(process);
            }
        }
    }

    private static void pause(RunningProcess process) {
        try {
            process.onExit().get(50, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "not yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> paths(Service service) {
        List<String> paths = new ArrayList<>(List.of(service.health()));
        for (Request read : layout.application().load().read()) {
            boolean own =
                    service.routes().stream()
                            .anyMatch(route -> read.path().startsWith(route.path()));
            if (own) {
                paths.add(read.path().replaceAll("\\{[^}]*}", "1"));
            }
        }
        return paths;
    }

    private static boolean get(HttpClient http, Address address, String path) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://" + address + path))
                            .timeout(Duration.ofSeconds(2))
                            .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
