package dev.twinkeel.twin.host;

import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.engine.PostgresControl;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.engine.RunningProcess;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Makes the disk of a database member slow or full, and well again. Confined to the host's faults,
/// which come one at a time.
///
/// *Slow*: each flush of the log by a commit takes longer, by PostgreSQL's own `commit_delay`
/// (manual, section 19.5.1), which waits while it holds the lock of the log, as a slow fsync does.
/// *Full*: no process of the member may write a file beyond its first byte (`RLIMIT_FSIZE`), which
/// ends the server as a full disk does once there is no room for the next segment of the log.
final class Disks {
    private final Layout layout;
    private final StateFolder state;
    private final Processes processes;
    private final Set<String> slow = new HashSet<>();
    private final Set<String> full = new HashSet<>();

    Disks(Layout layout, StateFolder state, Processes processes) {
        this.layout = layout;
        this.state = state;
        this.processes = processes;
    }

    List<String> slow(String name, Duration by) {
        RunningProcess server = server(name);
        flush(name, Optional.of(by));
        slow.add(name);
        return told(server);
    }

    List<String> fill(String name) {
        RunningProcess server = server(name);
        server.limitFiles(OptionalLong.of(0));
        full.add(name);
        return told(server);
    }

    /// @return what was undone
    List<String> heal(String name) {
        if (!slow.contains(name) && !full.contains(name)) {
            return List.of();
        }
        if (processes.running(name).isEmpty()) {
            // Whoever starts it again, or clones it, has a disk that is well.
            slow.remove(name);
            full.remove(name);
            return List.of();
        }
        boolean undone = full.remove(name);
        if (undone) {
            server(name).limitFiles(OptionalLong.empty());
        }
        if (slow.remove(name)) {
            flush(name, Optional.empty());
            undone = true;
        }
        return undone ? List.of(name + " has its disk back") : List.of();
    }

    private RunningProcess server(String name) {
        Member member = layout.member(name);
        return processes
                .running(member.name())
                .orElseThrow(
                        () -> new IllegalArgumentException("the disk of " + name + ": it is dead"));
    }

    private void flush(String name, Optional<Duration> by) {
        Member member = layout.member(name);
        try (PostgresControl control =
                new PostgresControl(
                        name,
                        layout.member(layout.place(member.zone()), member),
                        state.secret("postgres"))) {
            control.delayFlushes(by);
        }
    }

    private static List<String> told(RunningProcess server) {
        return List.of(server.name() + " (" + server.pid() + ")");
    }
}
