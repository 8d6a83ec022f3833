package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A process that was started here, with everything it started itself. Thread-safe.
public final class RunningProcess {
    private static final System.Logger LOG = System.getLogger(RunningProcess.class.getName());
    private static final Duration FREEZE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(2);
    private static final Duration KILL = Duration.ofSeconds(10);

    /// Between two tries to kill what does not die: a search of all processes costs something.
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ProcessSpec spec;
    private final Process process;
    private final Tree tree;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    RunningProcess(ProcessSpec spec, Process process, Tree tree, ProcessRecord record) {
        this.spec = spec;
        this.process = process;
        this.tree = tree;
        Thread.ofVirtual().name("end of " + spec.name()).start(() -> bury(record));
    }

    public String name() {
        return spec.name();
    }

    public String place() {
        return spec.place();
    }

    public ProcessSpec spec() {
        return spec;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Completes with the exit code (137 when it was killed) once it and everything it started is
    /// dead: what a program leaves behind when it ends is ended too.
    public CompletableFuture<Integer> onExit() {
        return ended.copy();
    }

    /// SIGKILL to the whole tree; returns when all of it is dead, which is a proof. An interrupt
    /// makes it no less of one, and is kept for the caller.
    public void kill() {
        Deadline deadline = Deadline.in(KILL);
        tree.strike();
        boolean interrupted = Thread.interrupted();
        boolean dead = gone(deadline);
        while (!dead && !deadline.over()) {
            interrupted |= Thread.interrupted();
            dead = gone(deadline);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!dead) {
            throw new EngineException(
                    "kill %s (process %d): still alive after %s; it may hang in the kernel, see `ps -o stat,wchan %d`"
                            .formatted(name(), pid(), KILL, pid()));
        }
    }

    /// SIGTERM to the root and, when it has not ended within `grace`, SIGKILL to the whole tree. A
    /// frozen process is thawed first.
    ///
    /// @return whether it ended by itself
    public boolean stop(Duration grace) {
        thaw();
        process.destroy();
        boolean polite = exited(grace);
        kill();
        return polite;
    }

    /// SIGSTOP to the whole tree: nothing runs, nothing answers, every connection stays open.
    /// Returns when all of it stands still.
    public void freeze() {
        Deadline deadline = Deadline.in(FREEZE);
        boolean frozen =
                deadline.await(
                        POLL,
                        () -> {
                            tree.signal("STOP");
                            return tree.frozen();
                        });
        if (!frozen) {
            throw new EngineException(
                    "freeze %s (process %d): not all of it stands still after %s; see `ps -o stat,ppid,pid`"
                            .formatted(name(), pid(), FREEZE));
        }
    }

    /// SIGCONT to the whole tree.
    public void thaw() {
        tree.signal("CONT");
    }

    /// Lets none of its processes write a file beyond so many bytes (`RLIMIT_FSIZE`; what it starts
    /// later inherits that); empty lifts the limit. Only on Linux, with util-linux.
    public void limitFiles(OptionalLong bytes) {
        String limit = bytes.isPresent() ? Long.toString(bytes.getAsLong()) : "unlimited";
        for (ProcessHandle each : tree()) {
            boolean done =
                    Shell.succeeds(
                            FREEZE,
                            List.of("prlimit", "--pid", "" + each.pid(), "--fsize=" + limit + ":"));
            if (!done && each.isAlive()) {
                throw new EngineException(
                        "limit the files of %s (process %d): `prlimit` of util-linux refused, or is not there"
                                .formatted(name(), each.pid()));
            }
        }
    }

    /// Ends what [Processes#startBehind] began: it no longer gives way to others.
    ///
    /// @return whether it is so now; a user who is not root may do it ten times in a second
    public boolean comeForward() {
        Path group = Path.of("/proc", Long.toString(pid()), "autogroup");
        try {
            if (Files.exists(group)) {
                Files.writeString(group, "0", StandardOpenOption.WRITE);
            }
            return true;
        } catch (IOException _) {
            return !alive();
        }
    }

    /// What is alive of it now, the root first.
    public List<ProcessHandle> tree() {
        return tree.alive();
    }

    private boolean exited(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Whether it is dead with all it started, and its record and leftovers are removed: only then
    /// may something of the same name be started.
    boolean buried() {
        return gone(Deadline.in(KILL));
    }

    private boolean gone(Deadline deadline) {
        try {
            ended.get(deadline.leftMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException _) {
            return false;
        }
    }

    private void bury(ProcessRecord record) {
        try {
            int exit = process.waitFor();
            while (!dead()) {
                Thread.sleep(AGAIN);
            }
            cleanUp(record);
            ended.complete(exit);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean dead() {
        try {
            return tree.kill(Deadline.in(KILL));
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "end what " + name() + " left running", failure);
            return false;
        }
    }

    /// What cannot be removed must not keep the name from being started again: that start removes
    /// or replaces it itself, or says why it cannot.
    private void cleanUp(ProcessRecord record) {
        try {
            tree.home().ifPresent(Leftovers::remove);
            record.delete();
        } catch (IOException | RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "remove what " + name() + " left", failure);
        }
    }
}
