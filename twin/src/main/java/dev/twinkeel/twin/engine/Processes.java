package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Every process of one twin: started, found, and ended, also the ones that an earlier host left
/// when it died.
///
/// A process is written down under `<state>/processes` before anyone could forget it, so at the
/// latest the next [#sweep] ends it. On Linux each process has a session of its own, so that Ctrl-C
/// at the terminal reaches the host alone. Thread-safe. Not for Windows.
public final class Processes implements AutoCloseable {
    private static final Duration LOOK_AT_LOGS = Duration.ofSeconds(5);
    private static final Duration KILL = Duration.ofSeconds(10);

    /// Writes its own number, then becomes the program. `$0` is the file.
    private static final String BECOME = "echo $$ > \"$0\" && exec \"$@\"";

    /// Puts its own session behind the others, where Linux groups sessions, and becomes the
    /// program.
    private static final String GIVE_WAY =
            "{ echo 10 > /proc/self/autogroup; } 2> /dev/null; exec \"$@\"";

    private static final List<Path> SETSID =
            List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private final Path records;
    private final Map<String, RunningProcess> running = new ConcurrentHashMap<>();
    private final Thread logs;
    private volatile boolean closed;

    /// What [#sweep] found and ended.
    ///
    /// @param name as it was started
    /// @param processes how many were alive
    public record Swept(String name, int processes) {}

    /// @param state the twin's folder, `.twinkeel`
    public Processes(Path state) {
        logs = Thread.ofVirtual().name("bound logs").start(this::boundLogs);
        records = state.toAbsolutePath().normalize().resolve("processes");
        try {
            Files.createDirectories(records);
        } catch (IOException failure) {
            throw Folders.failed("make the folder " + records, records, failure);
        }
    }

    /// Starts a process and writes it down. Whether the program can do its work, and even whether
    /// it can be found, shows only afterwards: an exit code of 126 or 127 with a line in its log
    /// means that it could not be run.
    public RunningProcess start(ProcessSpec spec) {
        return start(spec, /* behind= */ false);
    }

    /// As [#start], and it gives way to all other processes, where Linux groups sessions (sched(7),
    /// autogroup), until [RunningProcess#comeForward]: a start that nobody waits for takes no
    /// processor from those that serve.
    public RunningProcess startBehind(ProcessSpec spec) {
        return start(spec, /* behind= */ true);
    }

    private RunningProcess start(ProcessSpec spec, boolean behind) {
        RunningProcess before = running.get(spec.name());
        if (before != null && before.alive()) {
            throw new EngineException(
                    "start %s: it runs already as process %d".formatted(spec.name(), before.pid()));
        }
        if (before != null && !before.buried()) {
            throw new EngineException(
                    "start %s: the one before (process %d) left something that does not end; see `ps -ef`"
                            .formatted(spec.name(), before.pid()));
        }
        try {
            RunningProcess started = startRecorded(spec, behind);
            running.put(spec.name(), started);
            if (closed) {
                // Its start overlapped the end: whoever ends everything may have missed it.
                started.kill();
                throw new EngineException("start " + spec.name() + ": the twin is being ended");
            }
            return started;
        } catch (IOException failure) {
            throw Folders.failed(
                    "start %s (%s) in %s"
                            .formatted(
                                    spec.name(), String.join(" ", spec.command()), spec.folder()),
                    spec.log(),
                    failure);
        }
    }

    private RunningProcess startRecorded(ProcessSpec spec, boolean behind) throws IOException {
        Logs.begin(spec.log());
        String token = UUID.randomUUID().toString();
        ProcessRecord record = ProcessRecord.of(records, spec.name());
        record.announce(spec, token);
        ProcessBuilder builder =
                new ProcessBuilder(command(spec, record, behind))
                        .directory(spec.folder().toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        builder.environment().put(Tree.VARIABLE, token);
        Process process = builder.start();
        Optional<Instant> born = process.info().startInstant();
        if (born.isPresent()) {
            record.born(born.orElseThrow());
        }
        Optional<Path> home =
                spec.ownsFolder() ? Optional.of(spec.folder().toRealPath()) : Optional.empty();
        Tree tree = new Tree(process.pid(), born, token, ProcessRecord.program(spec), home);
        return new RunningProcess(spec, process, tree, record);
    }

    private static List<String> command(ProcessSpec spec, ProcessRecord record, boolean behind) {
        List<String> whole =
                new ArrayList<>(List.of("sh", "-c", BECOME, record.pidFile().toString()));
        Optional<Path> setsid = SETSID.stream().filter(Files::isExecutable).findFirst();
        if (setsid.isPresent()) {
            whole.add(setsid.orElseThrow().toString());
            if (behind) {
                whole.addAll(List.of("sh", "-c", GIVE_WAY, "sh"));
            }
        }
        whole.addAll(spec.as().command(spec.command()));
        return whole;
    }

    /// The ones that run, started here.
    public List<RunningProcess> running() {
        return running.values().stream().filter(RunningProcess::alive).toList();
    }

    public Optional<RunningProcess> running(String name) {
        return Optional.ofNullable(running.get(name)).filter(RunningProcess::alive);
    }

    /// Ends whatever an earlier host started and did not end: frozen ones, children, children whose
    /// parent is dead. A process is ended only when it is proved to be the one that was written
    /// down; a number that the system gave to somebody else since is left alone. Call it before the
    /// first [#start], while holding the lock of the state folder.
    public List<Swept> sweep() {
        try (Stream<Path> files = Files.list(records)) {
            List<Swept> swept = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                sweep(file).ifPresent(swept::add);
            }
            return swept;
        } catch (IOException failure) {
            throw Folders.failed("look for processes left behind in " + records, records, failure);
        }
    }

    private Optional<Swept> sweep(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".pid") || running(name).isPresent()) {
            return Optional.empty();
        }
        if (name.endsWith(".new")) {
            Files.delete(file);
            return Optional.empty();
        }
        ProcessRecord record = ProcessRecord.of(records, name);
        Optional<Tree> tree = record.tree();
        int found = 0;
        if (tree.isPresent()) {
            found = tree.orElseThrow().alive().size();
            if (!tree.orElseThrow().kill(Deadline.in(KILL))) {
                throw new EngineException(
                        "end %s, left behind by an earlier run (see %s): still alive after %s; end it by hand and try again"
                                .formatted(name, file, KILL));
            }
        }
        tree.flatMap(Tree::home).ifPresent(Leftovers::remove);
        record.delete();
        return found == 0 ? Optional.empty() : Optional.of(new Swept(name, found));
    }

    private void boundLogs() {
        while (!Thread.currentThread().isInterrupted()) {
            running().forEach(each -> Logs.bound(each.spec().log()));
            LockSupport.parkNanos(LOOK_AT_LOGS.toNanos());
        }
    }

    /// Kills all that run. Every one is tried, also after one that could not be killed.
    @Override
    public void close() {
        closed = true;
        logs.interrupt();
        List<Thread> killers =
                running().stream().map(each -> Thread.ofVirtual().start(each::kill)).toList();
        for (Thread killer : killers) {
            try {
                killer.join(KILL);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        List<String> left = running().stream().map(RunningProcess::name).toList();
        if (!left.isEmpty()) {
            throw new EngineException(
                    "end the processes "
                            + left
                            + ": still alive; the next `twinkeel up` ends them");
        }
    }
}
