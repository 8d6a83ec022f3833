package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// A process with everything that it started, found by descent and, on Linux, by marks that survive
/// the death of a parent: the token in the environment, and the working folder that is nobody
/// else's.
///
/// @param root process id of the one that was started
/// @param born when the root was started, if that is known
/// @param token in the environment as `TWINKEEL_PROCESS`
/// @param program the program's file name
/// @param home its own working folder, if it has one
record Tree(long root, Optional<Instant> born, String token, String program, Optional<Path> home) {
    static final String VARIABLE = "TWINKEEL_PROCESS";

    private static final Path PROC = Path.of("/proc");
    private static final Duration POLL = Duration.ofMillis(2);
    private static final Duration SAME_INSTANT = Duration.ofSeconds(2);
    private static final Duration SIGNAL = Duration.ofSeconds(5);
    private static final Duration EXEC = Duration.ofMillis(20);

    /// All that is alive of it, the root first, parents before children.
    List<ProcessHandle> alive() {
        List<ProcessHandle> found = descended();
        if (Files.isDirectory(PROC)) {
            ProcessHandle.allProcesses()
                    .filter(handle -> isMarked(handle.pid()) && !found.contains(handle))
                    .forEach(found::add);
        }
        found.removeIf(handle -> !lives(handle));
        return found;
    }

    private List<ProcessHandle> descended() {
        List<ProcessHandle> found = new ArrayList<>();
        ProcessHandle.of(root).filter(this::isRoot).ifPresent(found::add);
        found.addAll(found.stream().flatMap(ProcessHandle::descendants).toList());
        return found;
    }

    /// Kills until nothing is left; false when something still is at the deadline. Frozen processes
    /// die too.
    boolean kill(Deadline deadline) {
        return deadline.await(POLL, this::killOnce);
    }

    /// Sends a signal to all, again for those that were born meanwhile.
    void signal(String signal) {
        List<Long> told = new ArrayList<>();
        // A tree that grows faster than it can be told is not frozen; three rounds have always
        // done.
        for (int round = 0; round < 3; round++) {
            List<Long> pids =
                    alive().stream()
                            .map(ProcessHandle::pid)
                            .filter(pid -> !told.contains(pid))
                            .toList();
            if (pids.isEmpty()) {
                return;
            }
            List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
            pids.forEach(pid -> command.add(pid.toString()));
            // A process that ended meanwhile makes kill fail; the next round looks again.
            boolean _ = Shell.succeeds(SIGNAL, command);
            told.addAll(pids);
        }
    }

    private boolean killOnce() {
        // At once what is quickly found, then what has to be looked for.
        strike();
        List<ProcessHandle> left = alive();
        left.forEach(ProcessHandle::destroyForcibly);
        return left.isEmpty();
    }

    /// Kills the root and its children at once, without a search of the whole table of processes,
    /// and without a proof.
    void strike() {
        ProcessHandle.of(root)
                .filter(this::isRoot)
                .ifPresent(
                        handle -> {
                            List<ProcessHandle> children = children(root);
                            boolean _ = handle.destroyForcibly();
                            children.forEach(ProcessHandle::destroyForcibly);
                        });
    }

    /// The children as Linux lists them; none where it does not (CONFIG_PROC_CHILDREN).
    private static List<ProcessHandle> children(long pid) {
        try {
            Path list = PROC.resolve(pid + "/task/" + pid + "/children");
            return Arrays.stream(Files.readString(list).split(" "))
                    .filter(text -> !text.isBlank())
                    .map(Long::parseLong)
                    .flatMap(child -> ProcessHandle.of(child).stream())
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    /// The root is looked up by a number, which the system may have given to somebody else since.
    private boolean isRoot(ProcessHandle handle) {
        boolean sameInstant =
                born.isPresent()
                        && handle.info()
                                .startInstant()
                                .filter(at -> near(at, born.orElseThrow()))
                                .isPresent();
        return sameInstant || isMarked(root);
    }

    /// The system counts ticks since it booted, so one instant read twice may differ a little.
    private static boolean near(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(SAME_INSTANT) < 0;
    }

    private boolean isMarked(long pid) {
        if (pid == ProcessHandle.current().pid()) {
            return false;
        }
        return worksAtHome(pid) || environment(pid).contains('\0' + VARIABLE + "=" + token + '\0');
    }

    private boolean worksAtHome(long pid) {
        try {
            return home.isPresent()
                    && Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).equals(home.orElseThrow())
                    && Files.readSymbolicLink(PROC.resolve(pid + "/exe")).endsWith(program);
        } catch (IOException | SecurityException _) {
            // Gone, or somebody else's.
            return false;
        }
    }

    private static String environment(long pid) {
        AtomicReference<String> seen = new AtomicReference<>("");
        boolean _ = Deadline.in(EXEC).await(POLL, () -> readEnvironment(pid, seen));
        return seen.get();
    }

    /// For the instant in which a process becomes another program, Linux shows its environment as
    /// empty (`fs/proc/base.c`, `environ_read` while the new image is laid out). A kernel's thread
    /// has none for ever, and no program either.
    ///
    /// @return whether that was an answer
    private static boolean readEnvironment(long pid, AtomicReference<String> seen) {
        try {
            byte[] bytes = Files.readAllBytes(PROC.resolve(pid + "/environ"));
            seen.set('\0' + new String(bytes, StandardCharsets.UTF_8));
            return bytes.length > 0 || !Files.exists(PROC.resolve(pid + "/exe"));
        } catch (IOException | SecurityException _) {
            // Gone, or somebody else's.
            return true;
        }
    }

    /// Whether all of it stands still. Elsewhere than on Linux that cannot be seen, and is
    /// believed.
    boolean frozen() {
        return alive().stream().allMatch(handle -> "TtZX-".indexOf(state(handle)) >= 0);
    }

    /// Alive and not a corpse that its parent has not buried yet.
    static boolean lives(ProcessHandle handle) {
        if (!handle.isAlive()) {
            return false;
        }
        char state = state(handle);
        return state != 'Z' && state != 'X';
    }

    /// The kernel's letter for what it does; X when it is gone, a dash where there is no telling.
    private static char state(ProcessHandle handle) {
        if (!Files.isDirectory(PROC)) {
            return '-';
        }
        try {
            String stat = Files.readString(PROC.resolve(handle.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException _) {
            return 'X';
        }
    }
}
