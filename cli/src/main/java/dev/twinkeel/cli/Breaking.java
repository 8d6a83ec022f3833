package dev.twinkeel.cli;

import dev.twinkeel.drill.Fault;
import dev.twinkeel.drill.Proof;
import dev.twinkeel.drill.Wound;
import dev.twinkeel.twin.host.Fault.Kind;
import dev.twinkeel.twin.host.TwinClient;
import dev.twinkeel.twin.host.TwinException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Breaks a running twin as a drill says, mends it, and looks whether it is broken: in the
/// operating system and at the links, never by the twin's word that a process is dead.
final class Breaking {
    /// A clone of a drill's database is made in a few seconds.
    private static final Duration ANEW = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final TwinClient client;
    private final Duration anew;

    Breaking(TwinClient client) {
        this(client, ANEW);
    }

    /// @param anew how long a recovery may take to start a process that cannot be healed
    Breaking(TwinClient client, Duration anew) {
        this.client = client;
        this.anew = anew;
    }

    /// @throws TwinException when the host refuses
    Wound inflict(Fault fault, Roles roles) {
        if (fault.action() == Fault.Action.POISON) {
            return Poison.put(fault, roles);
        }
        List<String> targets = targets(fault, roles);
        List<String> hit = new ArrayList<>();
        Instant at = Instant.MAX;
        for (String target : targets) {
            var done =
                    client.inflict(
                            new dev.twinkeel.twin.host.Fault(
                                    kind(fault),
                                    target,
                                    fault.means().way().name().toLowerCase(Locale.ROOT),
                                    fault.means().by()));
            at = done.at().isBefore(at) ? done.at() : at;
            hit.addAll(done.touched());
        }
        if (ofPrimary(fault)) {
            // Who it was, and not who has its role when it is mended.
            targets = hit.stream().map(it -> it.replaceFirst(" .*", "")).toList();
        }
        return new Wound(
                fault,
                at,
                roles.region(),
                "%s %s: %s".formatted(past(fault), String.join(", ", targets), counted(fault, hit)),
                targets,
                hit);
    }

    /// Whether the host is to say which process is meant, at the moment in which it is hit.
    private static boolean ofPrimary(Fault fault) {
        boolean signal =
                fault.action() == Fault.Action.KILL || fault.action() == Fault.Action.FREEZE;
        return signal && fault.target() == Fault.Target.DATABASE;
    }

    /// The names of what is hit, or of the links between it and what it is cut from.
    private static List<String> targets(Fault fault, Roles roles) {
        List<String> names =
                ofPrimary(fault)
                        ? List.of(roles.database().database())
                        : roles.names(fault.target());
        if (fault.means().from().isEmpty()) {
            return names;
        }
        Set<String> links = new LinkedHashSet<>();
        for (String name : names) {
            for (Fault.Target from : fault.means().from()) {
                roles.names(from).forEach(other -> links.add(name + ".." + other));
            }
        }
        return List.copyOf(links);
    }

    void heal(Wound wound) {
        if (wound.fault().action() == Fault.Action.POISON) {
            // What was set aside is a person's to look at, and to give back.
            return;
        }
        for (String target : wound.targets()) {
            try {
                client.inflict(dev.twinkeel.twin.host.Fault.of(Kind.HEAL, target));
            } catch (TwinException nothing) {
                awaitStartedAnew(target, nothing);
            }
        }
    }

    /// A recovery clones or starts a dead process that it needs; then there is nothing to undo, and
    /// the process is healed when it runs.
    private void awaitStartedAnew(String process, TwinException nothing) {
        long giveUp = System.nanoTime() + anew.toNanos();
        while (!startedAnew(process)) {
            if (System.nanoTime() - giveUp > 0) {
                throw nothing;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private boolean startedAnew(String process) {
        return client.status().processes().stream()
                .anyMatch(
                        unit ->
                                unit.name().equals(process)
                                        && unit.alive()
                                        && !unit.condition().equals("frozen"));
    }

    List<Proof> prove(Wound wound) {
        return switch (wound.fault().action()) {
            case KILL -> wound.hit().stream().map(Processes::dead).toList();
            case FREEZE -> wound.hit().stream().map(Processes::frozen).toList();
            case CUT -> stopped(wound);
            case SLOW_DISK -> List.of();
            case FILL_DISK -> wound.hit().stream().map(Processes::full).toList();
            case POISON -> List.of(Poison.proof(wound, client.status()));
            case MOVE, FAILOVER, ERASE, RESTORE, ROTATE, NONE -> List.of();
        };
    }

    private List<Proof> stopped(Wound wound) {
        List<Proof> proofs = new ArrayList<>();
        String how =
                switch (wound.fault().means().way()) {
                    case BOTH -> "passes no bytes";
                    case IN, OUT -> "passes no bytes in one direction";
                };
        for (String target : wound.targets()) {
            List<String> stopped = client.stopped(target);
            if (stopped.isEmpty()) {
                proofs.add(
                        new Proof("links of " + target + " pass no bytes", false, "none is cut"));
            }
            stopped.forEach(
                    it -> proofs.add(new Proof("link " + it + " " + how, true, "it is cut")));
        }
        return proofs;
    }

    private static String past(Fault fault) {
        return switch (fault.action()) {
            case KILL -> "killed";
            case FREEZE -> "froze";
            case CUT -> "cut";
            case SLOW_DISK ->
                    "slowed the disk, by %d ms a flush, of"
                            .formatted(fault.means().by().map(Duration::toMillis).orElse(0L));
            case FILL_DISK -> "filled the disk of";
            case POISON -> "poisoned";
            case MOVE, FAILOVER -> "ordered";
            case ERASE -> "erased";
            case RESTORE -> "restored";
            case ROTATE -> "rotated";
            case NONE -> "left";
        };
    }

    private static String counted(Fault fault, List<String> hit) {
        boolean cut = fault.action() == Fault.Action.CUT;
        String thing = cut ? "link" : "process";
        return hit.size() + " " + (hit.size() == 1 ? thing : thing + (cut ? "s" : "es"));
    }

    private static Kind kind(Fault fault) {
        return switch (fault.action()) {
            case KILL -> Kind.KILL;
            case FREEZE -> Kind.FREEZE;
            case CUT -> Kind.CUT;
            case SLOW_DISK -> Kind.SLOW_DISK;
            case FILL_DISK -> Kind.FILL_DISK;
            case POISON, MOVE, FAILOVER, ERASE, RESTORE, ROTATE, NONE ->
                    throw new IllegalArgumentException("inflict nothing: " + fault);
        };
    }
}
