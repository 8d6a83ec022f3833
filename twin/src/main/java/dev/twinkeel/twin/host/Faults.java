package dev.twinkeel.twin.host;

import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.engine.RunningProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// Breaks things and mends them. Faults are real: signals to processes, and bytes that stop on
/// links. Nothing in the system is told.
final class Faults {
    /// The survivors carry the load first; then what was lost is started elsewhere, as an
    /// orchestrator does after it gave a node up (Kubernetes waits 40 s and more).
    private static final Duration ELSEWHERE = Duration.ofSeconds(20);

    /// What a link gets when nobody says how slow.
    private static final Duration SLOW = Duration.ofMillis(500);

    /// What a flush gets when nobody says how slow.
    private static final Duration SLOW_DISK = Duration.ofMillis(50);

    private final Layout layout;
    private final Processes processes;
    private final Links links;
    private final Crew crew;
    private final Pods pods;
    private final Members members;
    private final Disks disks;
    private final Map<String, RegionApi> apis;
    private final Function<String, Optional<String>> primary;
    private final Map<String, Active> active = new LinkedHashMap<>();
    private final Map<String, Long> frozen = new LinkedHashMap<>();

    /// @param primary the process that the name of a database or a store means now
    Faults(
            Layout layout,
            Processes processes,
            Links links,
            Crew crew,
            Pods pods,
            Members members,
            Disks disks,
            Map<String, RegionApi> apis,
            Function<String, Optional<String>> primary) {
        this.layout = layout;
        this.processes = processes;
        this.links = links;
        this.crew = crew;
        this.pods = pods;
        this.members = members;
        this.disks = disks;
        this.apis = apis;
        this.primary = primary;
    }

    /// What a target's name means.
    ///
    /// @param places it has; empty for a process
    private record Target(
            List<Place> places,
            Optional<String> process,
            Optional<String> region,
            Predicate<Place> inside) {}

    /// A fault that nobody undid yet.
    ///
    /// @param process that it was done to; empty for a place or a link
    private record Active(Fault fault, Optional<String> process) {}

    synchronized Fault.Done apply(Fault fault) {
        if (fault.target().contains("..")) {
            return link(fault);
        }
        Target target = resolve(fault);
        Instant at = Instant.now();
        List<String> touched =
                switch (fault.kind()) {
                    case KILL -> kill(target);
                    case FREEZE -> freeze(target);
                    case CUT -> links.cut(place(fault, target), fault.direction());
                    case SLOW -> links.slow(place(fault, target), fault.delay().orElse(SLOW));
                    case SLOW_DISK ->
                            disks.slow(server(fault, target), fault.delay().orElse(SLOW_DISK));
                    case FILL_DISK -> disks.fill(server(fault, target));
                    case HEAL -> heal(target);
                };
        return done(fault, target.process(), at, touched);
    }

    /// Bytes stop between places; a process has none of its own.
    private static Predicate<Place> place(Fault fault, Target target) {
        if (target.process().isPresent()) {
            throw new IllegalArgumentException(
                    "%s %s: a process shares the links of its place; name a zone, a region, or two places as mumbai..singapore"
                            .formatted(
                                    fault.kind().name().toLowerCase(Locale.ROOT), fault.target()));
        }
        return target.inside();
    }

    private Fault.Done done(
            Fault fault, Optional<String> process, Instant at, List<String> touched) {
        if (touched.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s %s: %s; see `twinkeel status`"
                            .formatted(
                                    fault.kind().name().toLowerCase(Locale.ROOT),
                                    fault.target(),
                                    fault.kind() == Fault.Kind.HEAL
                                            ? "there is nothing to undo (a process that was frozen and then fenced was started anew)"
                                            : "nothing is running there"));
        }
        if (fault.kind() == Fault.Kind.HEAL) {
            active.remove(fault.target());
            active.values().removeIf(it -> process.isPresent() && it.process().equals(process));
        } else if (fault.kind() != Fault.Kind.KILL || process.isEmpty()) {
            active.put(fault.target(), new Active(fault, process));
        }
        return new Fault.Done(at, touched);
    }

    private Fault.Done link(Fault fault) {
        String[] ends = fault.target().split("\\.\\.", 2);
        Predicate<Place> one = inside(ends[0]);
        Predicate<Place> other = inside(ends[1]);
        Instant at = Instant.now();
        List<String> touched =
                switch (fault.kind()) {
                    case CUT -> links.cut(one, other, fault.direction());
                    case SLOW -> links.slow(one, other, fault.delay().orElse(SLOW));
                    case HEAL -> links.heal(one, other);
                    case KILL, FREEZE, SLOW_DISK, FILL_DISK ->
                            throw new IllegalArgumentException(
                                    "a link can be cut, slowed and healed; it has no process and no disk");
                };
        return done(fault, Optional.empty(), at, touched);
    }

    private static String server(Fault fault, Target target) {
        return target.process()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "meddle with the disk of %s: it is a place; name a database or its member"
                                                .formatted(fault.target())));
    }

    private Predicate<Place> inside(String name) {
        layout.place(name);
        return place -> place.name().equals(name) || place.region().equals(name);
    }

    /// Mending a database mends the process that was frozen, whoever is its primary since.
    private Target resolve(Fault fault) {
        Active before = active.get(fault.target());
        return resolve(
                fault.kind() == Fault.Kind.HEAL && before != null
                        ? before.process().orElse(fault.target())
                        : fault.target());
    }

    private Target resolve(String name) {
        Optional<Place> place =
                layout.places().stream().filter(it -> it.name().equals(name)).findFirst();
        if (place.isPresent()) {
            List<Place> places = layout.places().stream().filter(inside(name)).toList();
            boolean region = place.get().kind() == Place.Kind.REGION;
            return new Target(
                    places,
                    Optional.empty(),
                    region ? Optional.of(name) : Optional.empty(),
                    inside(name));
        }
        if (processes.running(name).isPresent()) {
            return process(name);
        }
        boolean database =
                layout.application().databases().stream().anyMatch(it -> it.name().equals(name));
        Optional<String> meant = primary.apply(name);
        if (database && meant.isEmpty()) {
            throw new IllegalArgumentException("database " + name + " has no primary now");
        }
        return process(meant.orElse(name));
    }

    private Target process(String name) {
        Place at = home(name);
        return new Target(List.of(), Optional.of(name), Optional.empty(), it -> it.equals(at));
    }

    private Place home(String process) {
        return processes
                .running(process)
                .map(running -> layout.place(running.place()))
                .or(() -> crew.place(process))
                .or(
                        () ->
                                layout.application().databases().stream()
                                        .flatMap(database -> layout.members(database).stream())
                                        .filter(member -> member.name().equals(process))
                                        .findFirst()
                                        .map(member -> layout.place(member.zone())))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no place, database or process \"%s\"; places are %s, and `twinkeel status` lists the processes"
                                                .formatted(
                                                        process,
                                                        String.join(
                                                                ", ",
                                                                layout.places().stream()
                                                                        .map(Place::name)
                                                                        .toList()))));
    }

    private List<RunningProcess> processes(Target target) {
        if (target.process().isPresent()) {
            return processes.running(target.process().get()).stream().toList();
        }
        Set<String> places =
                new LinkedHashSet<>(target.places().stream().map(Place::name).toList());
        return processes.running().stream()
                .filter(process -> places.contains(process.place()))
                .toList();
    }

    private List<String> kill(Target target) {
        List<String> places = target.places().stream().map(Place::name).toList();
        target.region().map(apis::get).ifPresent(RegionApi::close);
        crew.lose(places);
        members.lose(places);
        // Only now: what the crew started until then is among them, and it starts nothing more.
        List<RunningProcess> victims = processes(target);
        all(victims, RunningProcess::kill);
        pods.lose(places);
        if (!places.isEmpty()) {
            Thread.ofVirtual().start(this::elsewhere);
        }
        return victims.stream().map(it -> it.name() + " (" + it.pid() + ")").toList();
    }

    private void elsewhere() {
        try {
            Thread.sleep(ELSEWHERE);
            pods.replace();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> freeze(Target target) {
        List<RunningProcess> victims = processes(target);
        all(victims, RunningProcess::freeze);
        victims.forEach(victim -> frozen.put(victim.name(), victim.pid()));
        return victims.stream().map(it -> it.name() + " (" + it.pid() + ")").toList();
    }

    private static void all(List<RunningProcess> victims, Consumer<RunningProcess> signal) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            victims.forEach(victim -> executor.execute(() -> signal.accept(victim)));
        }
    }

    private List<String> heal(Target target) {
        List<String> touched = new ArrayList<>();
        if (target.process().isEmpty()) {
            touched.addAll(links.heal(target.inside()));
        }
        List<RunningProcess> thawed =
                processes(target).stream()
                        .filter(process -> frozen.remove(process.name()) != null)
                        .toList();
        all(thawed, RunningProcess::thaw);
        thawed.forEach(process -> touched.add(process.name() + " thawed"));
        target.process().ifPresent(process -> touched.addAll(disks.heal(process)));
        target.process().filter(members::start).ifPresent(it -> touched.add(it + " started"));
        List<String> places = target.places().stream().map(Place::name).toList();
        if (!places.isEmpty()) {
            target.region().map(apis::get).ifPresent(RegionApi::open);
            members.regain(places);
            crew.regain(places);
            pods.regain(places);
            touched.addAll(places);
        }
        return touched;
    }

    /// A frozen process that was fenced meanwhile is not frozen any more: it is dead.
    private boolean lives(String frozenName) {
        Long pid = frozen.get(frozenName);
        return pid != null
                && processes
                        .running(frozenName)
                        .filter(it -> it.alive() && it.pid() == pid)
                        .isPresent();
    }

    synchronized Set<String> frozen() {
        frozen.keySet().removeIf(name -> !lives(name));
        return Set.copyOf(frozen.keySet());
    }

    synchronized List<String> active() {
        active.values().removeIf(it -> it.process().filter(name -> !lives(name)).isPresent());
        return active.entrySet().stream()
                .map(
                        entry ->
                                entry.getValue().fault().kind().name().toLowerCase(Locale.ROOT)
                                        + " "
                                        + entry.getKey())
                .toList();
    }

    /// The links of a target, or between two, that pass no bytes now in one direction at least.
    List<String> stopped(String target) {
        if (target.contains("..")) {
            String[] ends = target.split("\\.\\.", 2);
            return links.stopped(inside(ends[0]), inside(ends[1]));
        }
        Predicate<Place> inside = resolve(target).inside();
        return links.stopped(inside, inside.negate());
    }
}
