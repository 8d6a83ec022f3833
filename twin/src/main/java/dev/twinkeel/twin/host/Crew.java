package dev.twinkeel.twin.host;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.engine.ProcessSpec;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.engine.RunningProcess;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The twin's own processes: agents, voters, zone nodes, the edge. Each is started again when it
/// ends, as by an init system, unless its place is lost. Thread-safe.
final class Crew implements AutoCloseable {
    /// Quick enough that a lease survives the death of its agent; slow enough not to burn a core on
    /// one that cannot start.
    private static final Duration AGAIN = Duration.ofMillis(300);

    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Processes processes;
    private final Map<String, Post> posts = new LinkedHashMap<>();
    private final Set<String> lost = new HashSet<>();
    private boolean closed;

    /// What stands in one place for one job.
    private static final class Post {
        final String name;
        final String kind;
        final Place place;
        final Supplier<ProcessSpec> spec;
        final Optional<Address> address;
        Optional<RunningProcess> process = Optional.empty();
        int restarts;

        Post(
                String name,
                String kind,
                Place place,
                Optional<Address> address,
                Supplier<ProcessSpec> spec) {
            this.name = name;
            this.kind = kind;
            this.place = place;
            this.address = address;
            this.spec = spec;
        }
    }

    Crew(Processes processes) {
        this.processes = processes;
    }

    void start(String name, String kind, Place place, Supplier<ProcessSpec> spec) {
        start(name, kind, place, Optional.empty(), spec);
    }

    /// @param address where it listens, to be shown
    synchronized void start(
            String name,
            String kind,
            Place place,
            Optional<Address> address,
            Supplier<ProcessSpec> spec) {
        Post post = new Post(name, kind, place, address, spec);
        posts.put(name, post);
        man(post);
    }

    private synchronized void man(Post post) {
        if (!vacant(post)) {
            return;
        }
        RunningProcess process = processes.start(post.spec.get());
        post.process = Optional.of(process);
        CompletableFuture<Void> _ =
                process.onExit()
                        .handleAsync(
                                (_, _) -> {
                                    again(post);
                                    return null;
                                },
                                later());
    }

    /// Whether something is to be started there now. One that is not wholly dead yet is started
    /// again by its own end.
    private boolean vacant(Post post) {
        return !closed
                && !lost.contains(post.place.name())
                && post.process.filter(process -> !process.onExit().isDone()).isEmpty();
    }

    /// Nobody else would start it: what fails now (a full disk, too many processes) is tried until
    /// it does not.
    ///
    /// @return whether nothing failed
    private boolean manOrTryAgain(Post post) {
        try {
            man(post);
            return true;
        } catch (RuntimeException failure) {
            System.getLogger(Crew.class.getName())
                    .log(System.Logger.Level.ERROR, "start " + post.name + " again", failure);
            later().execute(() -> again(post));
            return false;
        }
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void again(Post post) {
        if (vacant(post) && manOrTryAgain(post)) {
            post.restarts++;
        }
    }

    /// Nothing is started there until the places are regained; what runs is the caller's to kill.
    synchronized void lose(List<String> places) {
        lost.addAll(places);
    }

    synchronized void regain(List<String> places) {
        lost.removeAll(places);
        posts.values().stream()
                .filter(post -> places.contains(post.place.name()))
                .forEach(this::manOrTryAgain);
    }

    /// Where a process has its post, alive or not.
    synchronized Optional<Place> place(String process) {
        return Optional.ofNullable(posts.get(process)).map(post -> post.place);
    }

    /// The names of the processes that run now.
    synchronized Set<String> lively() {
        Set<String> lively = new HashSet<>();
        for (Post post : posts.values()) {
            if (post.process.filter(RunningProcess::alive).isPresent()) {
                lively.add(post.name);
            }
        }
        return lively;
    }

    synchronized List<Status.Unit> status(Set<String> frozen) {
        return posts.values().stream().map(post -> status(post, frozen)).toList();
    }

    private static Status.Unit status(Post post, Set<String> frozen) {
        boolean alive = post.process.filter(RunningProcess::alive).isPresent();
        String condition = !alive ? "dead" : frozen.contains(post.name) ? "frozen" : "ready";
        return new Status.Unit(
                post.name,
                post.kind,
                post.place.name(),
                condition,
                post.process.filter(RunningProcess::alive).map(RunningProcess::pid).orElse(0L),
                post.address,
                post.restarts);
    }

    @Override
    public void close() {
        List<RunningProcess> last;
        synchronized (this) {
            closed = true;
            last = posts.values().stream().flatMap(post -> post.process.stream()).toList();
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            last.forEach(process -> executor.execute(() -> process.stop(GRACE)));
        }
    }
}
