package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One member of a database: a PostgreSQL server on this machine, with its data.
///
/// It is created once ([#createPrimary] or [#createStandby]) and then started and ended as often as
/// needed. A folder that was not filled to the end is never started. Thread-safe: one operation at
/// a time, except [#kill], [#freeze], [#thaw], [#alive], which interrupt any other.
public final class PostgresServer {
    /// What was written since its last checkpoint is replayed first: one that is ended in the
    /// middle of it begins anew.
    private static final Duration START = Duration.ofMinutes(2);

    /// Former lives of a member that are kept.
    static final int ASIDE_MAX = 3;

    private static final Duration CLONE = Duration.ofMinutes(2);
    private static final int STATUS_LINE = 7;

    /// What a server's receiver writes to the log before it receives the first byte.
    private static final String STREAMS = "started streaming WAL";

    private static final Duration POLL = Duration.ofMillis(3);

    private final PostgresInstallation installation;
    private final Processes processes;
    private final PostgresSpec spec;
    private volatile @Nullable RunningProcess process;

    public PostgresServer(
            PostgresInstallation installation, Processes processes, PostgresSpec spec) {
        this.installation = installation;
        this.processes = processes;
        this.spec = spec;
    }

    public PostgresSpec spec() {
        return spec;
    }

    /// Whether it has data that was filled to the end.
    public boolean created() {
        return Files.exists(spec.data().resolve("PG_VERSION")) && !Files.exists(unfinished());
    }

    /// Makes a new, empty primary, not started. What was there before is kept aside.
    public synchronized void createPrimary() {
        fill(
                () -> {
                    installation.template().copyTo(spec.data());
                    configure();
                    installation.setSuperuserPassword(spec);
                });
    }

    /// Makes a standby by cloning a running member, not started. What was there before is kept
    /// aside. On failure nothing of the clone is left, and the member has what it had.
    ///
    /// @param upstream the member to clone and to follow
    /// @param seen its address as seen from this member's place
    /// @return bytes copied
    public synchronized long createStandby(String upstream, Address seen) {
        long[] bytes = new long[1];
        fill(
                () -> {
                    bytes[0] =
                            new Cloning(spec.data())
                                    .from(seen, spec.superuserPasswordFile(), CLONE);
                    PostgresConf.follow(spec, upstream, seen);
                    configure();
                });
        return bytes[0];
    }

    /// Clones a running member and starts the clone. One that does not start is no copy: then the
    /// member has what it had. One that has followed its upstream stays: what it received may have
    /// been acknowledged because it has it.
    ///
    /// @param upstream as for [#createStandby]
    /// @param seen as for [#createStandby]
    public synchronized void startStandby(String upstream, Address seen) {
        boolean had = created();
        createStandby(upstream, seen);
        try {
            start();
        } catch (EngineException failure) {
            if (!followed()) {
                Folders.delete(spec.data());
                giveBack(had);
            }
            throw failure;
        }
    }

    /// Starts it and returns when it answers questions: a standby when it is consistent.
    public synchronized void start() {
        if (!created()) {
            throw new EngineException(
                    "start %s: %s holds no whole database cluster; create or clone it first"
                            .formatted(spec.name(), spec.data()));
        }
        try {
            Leftovers.remove(spec.data());
            configure();
        } catch (IOException failure) {
            throw Folders.failed("configure " + spec.name(), spec.folder(), failure);
        }
        RunningProcess started = processes.start(process());
        process = started;
        awaitAnswers(started);
    }

    /// Starts it as a standby that follows nobody, whatever it was: it replays what it has, can be
    /// asked and promoted, and accepts no write before that.
    public synchronized void startAlone() {
        try {
            PostgresConf.followNobody(spec);
            installation.user().give(spec.data());
        } catch (IOException failure) {
            throw Folders.failed("make a standby of " + spec.name(), spec.folder(), failure);
        }
        start();
    }

    /// Ends it in order (a fast shutdown: open transactions are rolled back, standbys get all), or
    /// kills it when that takes longer than `grace`.
    public synchronized void stop(Duration grace) {
        RunningProcess running = process;
        if (running == null || !running.alive()) {
            return;
        }
        running.thaw();
        // SIGINT: PostgreSQL's fast shutdown. Its SIGTERM waits for every session to leave.
        boolean _ = Shell.succeeds(grace, List.of("kill", "-INT", Long.toString(running.pid())));
        Deadline deadline = Deadline.in(grace);
        boolean _ = deadline.await(POLL, () -> !running.alive());
        kill();
    }

    /// SIGKILL to the postmaster and all its children. When it returns they are dead, and what they
    /// left on the machine is removed.
    public void kill() {
        RunningProcess running = process;
        if (running != null) {
            running.kill();
            Leftovers.remove(spec.data());
        }
    }

    /// SIGSTOP to all its processes.
    public void freeze() {
        RunningProcess running = process;
        if (running != null) {
            running.freeze();
        }
    }

    /// SIGCONT to all its processes.
    public void thaw() {
        RunningProcess running = process;
        if (running != null) {
            running.thaw();
        }
    }

    public boolean alive() {
        RunningProcess running = process;
        return running != null && running.alive();
    }

    /// Whether it answers questions before a time is over, whoever starts it.
    public boolean answers(Duration within) {
        return Deadline.in(within).await(POLL, this::looks);
    }

    /// Completes when the process that runs now has ended; at once when none does.
    public CompletableFuture<Integer> onExit() {
        RunningProcess running = process;
        return running == null ? CompletableFuture.completedFuture(0) : running.onExit();
    }

    /// The last lines of its log.
    public String lastWords() {
        try {
            List<String> lines = Files.readAllLines(spec.log(), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException _) {
            return "";
        }
    }

    /// Something that fills the data folder.
    interface Filling {
        void run() throws IOException;
    }

    void fill(Filling filling) {
        if (alive()) {
            throw new EngineException(
                    "fill %s: it still runs; kill it first".formatted(spec.name()));
        }
        boolean whole = false;
        boolean moved = false;
        try {
            Folders.makePrivate(spec.folder());
            moved = keepAside();
            Files.writeString(unfinished(), "");
            PostgresConf.writePassFile(spec);
            installation.user().give(spec.folder());
            filling.run();
            Files.deleteIfExists(unfinished());
            whole = true;
        } catch (IOException failure) {
            throw Folders.failed("fill " + spec.data(), spec.folder(), failure);
        } finally {
            if (!whole) {
                Folders.delete(spec.data());
                giveBack(moved);
            }
        }
    }

    /// What was there is kept, the newest few of a member; a folder that was never whole is not
    /// worth keeping.
    ///
    /// @return whether anything was
    private boolean keepAside() throws IOException {
        Leftovers.remove(spec.data());
        if (!created()) {
            Folders.delete(spec.data());
            return false;
        }
        Folders.delete(spec.aside(ASIDE_MAX - 1));
        for (int older = ASIDE_MAX - 1; older > 0; older--) {
            if (Files.exists(spec.aside(older - 1))) {
                Files.move(
                        spec.aside(older - 1), spec.aside(older), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.move(spec.data(), spec.aside(), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /// A clone that failed leaves the member what it had.
    private void giveBack(boolean moved) {
        try {
            if (moved) {
                Files.move(spec.aside(), spec.data(), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.deleteIfExists(unfinished());
        } catch (IOException failure) {
            throw Folders.failed("give back " + spec.data(), spec.aside(), failure);
        }
    }

    private void configure() throws IOException {
        PostgresConf.write(spec);
        PostgresConf.writePassFile(spec);
        installation.user().give(spec.passFile());
        installation.user().give(spec.data());
    }

    private Path unfinished() {
        return spec.folder().resolve("unfinished");
    }

    private ProcessSpec process() {
        return new ProcessSpec(
                spec.name(),
                spec.place(),
                List.of(installation.program().toString(), "-D", spec.data().toString()),
                Map.of("LC_ALL", "C"),
                spec.data(),
                true,
                spec.log(),
                installation.user());
    }

    private void awaitAnswers(RunningProcess started) {
        Deadline deadline = Deadline.in(START);
        boolean answers = deadline.await(POLL, () -> !started.alive() || (ready() && looks()));
        if (!started.alive() || !answers) {
            String why = started.alive() ? "it does not answer after " + START : "it ended at once";
            kill();
            throw new EngineException(
                    "start %s on %s: %s; the end of %s says:\n%s"
                            .formatted(spec.name(), spec.listen(), why, spec.log(), lastWords()));
        }
    }

    /// Whether it has received anything from its upstream since its last start, as its log says. A
    /// log that cannot be read denies nothing.
    private boolean followed() {
        try {
            return Files.readString(spec.log()).contains(STREAMS);
        } catch (IOException _) {
            return true;
        }
    }

    /// As the server itself writes down; asking it instead would cost it a process each time.
    private boolean ready() {
        try {
            List<String> lines = Files.readAllLines(spec.data().resolve("postmaster.pid"));
            String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
            return status.equals("ready") || status.equals("standby");
        } catch (IOException _) {
            return false;
        }
    }

    private boolean looks() {
        try (PostgresControl control =
                new PostgresControl(spec.name(), spec.listen(), spec.superuserPasswordFile())) {
            control.sight();
            return true;
        } catch (PostgresException _) {
            return false;
        }
    }
}
