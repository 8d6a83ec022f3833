package dev.twinkeel.twin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessesTest {
    private static final Path OWN_GROUP = Path.of("/proc/self/autogroup");
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir private Path folder = Path.of("unset");
    private Processes processes;

    @BeforeEach
    void open() {
        processes = new Processes(folder);
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void aKilledProcessTakesItsWholeTreeWithIt() throws Exception {
        RunningProcess pod = start("pod", "setsid sleep 600 & sleep 600 & wait");
        Lab.await("children", SOON, () -> pod.tree().size() == 3);
        List<ProcessHandle> tree = pod.tree();
        pod.kill();
        assertThat(tree).noneMatch(Tree::lives);
        assertThat(pod.onExit().get(1, TimeUnit.SECONDS)).isEqualTo(137);
        assertThat(folder.resolve("processes/pod")).doesNotExist();
    }

    @Test
    void aKillIsAProofAlsoForAThreadThatIsInterrupted() throws Exception {
        RunningProcess pod = start("pod", "sleep 600 & sleep 600 & wait");
        Thread.currentThread().interrupt();
        pod.kill();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(pod.onExit().get(1, TimeUnit.SECONDS)).isEqualTo(137);
    }

    /// Often, because the child may be looked for at the very instant in which it becomes `sleep`.
    @RepeatedTest(30)
    void whatAProgramLeavesBehindWhenItEndsIsEnded() throws Exception {
        RunningProcess pod = start("pod", "setsid sleep 600 & echo $! > child; exit 3");
        assertThat(pod.onExit().get(20, TimeUnit.SECONDS)).isEqualTo(3);
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        assertThat(ProcessHandle.of(child).filter(Tree::lives)).isEmpty();
    }

    @Test
    void aFrozenProcessDoesNothingUntilItIsThawed() throws Exception {
        Path ticks = folder.resolve("ticks");
        RunningProcess pod = start("pod", "while :; do echo x >> ticks; done");
        Lab.await("ticks", SOON, () -> Files.exists(ticks));
        pod.freeze();
        long frozen = Files.size(ticks);
        assertThat(Deadline.in(Duration.ofMillis(200)).await(POLL, () -> size(ticks) > frozen))
                .isFalse();
        assertThat(pod.alive()).isTrue();
        pod.thaw();
        Lab.await("ticks again", SOON, () -> size(ticks) > frozen);
        pod.freeze();
        pod.kill();
        assertThat(pod.alive()).isFalse();
    }

    /// Only Linux has groups of sessions, and not every one: elsewhere it runs as any other.
    @Test
    void aProcessBehindGivesWayToOtherSessionsUntilItComesForward() {
        String own = nice(OWN_GROUP, "nice 0");
        ProcessSpec spec =
                ProcessSpec.pod(
                        "pod",
                        "lab",
                        List.of("sleep", "600"),
                        Map.of(),
                        folder,
                        folder.resolve("pod.log"));
        RunningProcess pod = processes.startBehind(spec);
        Path group = Path.of("/proc", Long.toString(pod.pid()), "autogroup");
        Lab.await("behind", SOON, () -> nice(group, "nice 10").endsWith("nice 10"));
        Lab.await("forward", SOON, pod::comeForward);
        assertThat(nice(group, "nice 0")).endsWith("nice 0");
        assertThat(nice(OWN_GROUP, "nice 0")).isEqualTo(own);
    }

    private static String nice(Path group, String elsewhere) {
        try {
            return Files.exists(OWN_GROUP) ? Files.readString(group).strip() : elsewhere;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void aProcessThatIgnoresTheRequestToStopIsKilled() {
        RunningProcess deaf =
                start("deaf", "trap '' TERM; echo up > up; while :; do sleep 1; done");
        Lab.await("up", SOON, () -> Files.exists(folder.resolve("up")));
        assertThat(deaf.stop(Duration.ofMillis(200))).isFalse();
        assertThat(deaf.alive()).isFalse();
        RunningProcess polite =
                start("polite", "trap 'exit 0' TERM; echo up > up2; while :; do :; done");
        Lab.await("up", SOON, () -> Files.exists(folder.resolve("up2")));
        assertThat(polite.stop(SOON)).isTrue();
    }

    @Test
    void theLogOfTheStartBeforeIsKept() throws Exception {
        start("pod", "echo one").onExit().get(20, TimeUnit.SECONDS);
        start("pod", "echo two").onExit().get(20, TimeUnit.SECONDS);
        assertThat(Files.readString(folder.resolve("pod.log"))).isEqualTo("two\n");
        assertThat(Files.readString(folder.resolve("pod.log.1"))).isEqualTo("one\n");
    }

    @Test
    void aProgramThatIsNotThereEndsWith127AndALineInItsLog() throws Exception {
        RunningProcess pod =
                processes.start(
                        ProcessSpec.pod(
                                "pod",
                                "lab",
                                List.of("/no/such/program"),
                                Map.of(),
                                folder,
                                folder.resolve("pod.log")));
        assertThat(pod.onExit().get(20, TimeUnit.SECONDS)).isEqualTo(127);
        assertThat(folder.resolve("pod.log")).isNotEmptyFile();
    }

    @Test
    void aNameThatRunsIsNotStartedTwice() {
        start("pod", "sleep 600");
        assertThatThrownBy(() -> start("pod", "sleep 600")).hasMessageContaining("runs already");
    }

    @Test
    void aNameWhoseRecordCouldNotBeRemovedMayBeStartedLater() throws Exception {
        RunningProcess pod = start("pod", "sleep 600");
        Path file = folder.resolve("processes/pod.pid");
        Lab.await("its number", SOON, () -> Files.exists(file));
        Files.delete(file);
        Path inTheWay = Files.createDirectories(file.resolve("in-the-way"));
        pod.kill();
        assertThat(pod.onExit().get(1, TimeUnit.SECONDS)).isEqualTo(137);
        assertThatThrownBy(() -> start("pod", "sleep 600")).hasMessageContaining("start pod");
        Files.delete(inTheWay);
        assertThat(start("pod", "sleep 600").alive()).isTrue();
    }

    /// As a crash of the machine may leave it.
    @Test
    void aTornFileOfAServerKeepsItsNameFromNothing() throws Exception {
        Path file = folder.resolve("postmaster.pid");
        byte[] torn = {'1', '\n', (byte) 0xff, (byte) 0xfe, 0, '\n'};
        Files.write(file, torn);
        var spec =
                new ProcessSpec(
                        "orders-a",
                        "lab",
                        List.of("sleep", "600"),
                        Map.of(),
                        folder,
                        true,
                        folder.resolve("orders-a.log"),
                        ProcessUser.SAME);
        RunningProcess server = processes.start(spec);
        server.kill();
        assertThat(server.onExit().get(1, TimeUnit.SECONDS)).isEqualTo(137);
        assertThat(file).doesNotExist();
        assertThat(processes.start(spec).alive()).isTrue();
    }

    @Test
    void aStrangerWhoGotTheNumberIsLeftAlone() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Path records = folder.resolve("processes");
            Properties lines = new Properties();
            lines.setProperty("name", "pod");
            lines.setProperty("program", "sleep");
            lines.setProperty("token", "somebody-else");
            lines.setProperty("born", Instant.now().minusSeconds(3600).toString());
            try (var writer = Files.newBufferedWriter(records.resolve("pod"))) {
                lines.store(writer, null);
            }
            Files.writeString(records.resolve("pod.pid"), stranger.pid() + "\n");
            assertThat(processes.sweep()).isEmpty();
            assertThat(stranger.isAlive()).isTrue();
            assertThat(records.resolve("pod")).doesNotExist();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aHostKilledWithoutWarningLeavesNothingThatTheNextSweepDoesNotEnd() throws Exception {
        Path lab = Files.createDirectory(folder.resolve("lab")).toRealPath();
        Process host =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Duser.home=" + System.getProperty("user.home"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                AbandoningHost.class.getName(),
                                lab.toString(),
                                Integer.toString(Lab.freePort()))
                        .redirectErrorStream(true)
                        .start();
        try (var output = host.inputReader()) {
            String line = output.readLine();
            while (line != null && !line.startsWith("ready")) {
                System.out.println(line);
                line = output.readLine();
            }
            assertThat(line).startsWith("ready");
        } finally {
            host.destroyForcibly().waitFor();
        }
        // The postmaster too, so that its children have no parent left.
        Path data = lab.resolve("members/orders-a/data");
        long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        ProcessHandle.of(postmaster).ifPresent(ProcessHandle::destroyForcibly);
        long start = System.nanoTime();
        try (Processes next = new Processes(lab.resolve("state"))) {
            List<Processes.Swept> swept = next.sweep();
            Lab.figure("sweep what a killed host left", Lab.millisSince(start));
            assertThat(swept).extracting(Processes.Swept::name).contains("orders-1", "orders-a");
            assertThat(swept).allMatch(each -> each.processes() >= 3);
            assertThat(next.sweep()).isEmpty();
            PostgresServer again =
                    new PostgresServer(
                            PostgresInstallation.find(PostgresBinaries.cache(), lab),
                            next,
                            Lab.spec(lab, "orders-a", Lab.freePort()));
            again.start();
            assertThat(again.alive()).isTrue();
        }
    }

    private static final Duration POLL = Duration.ofMillis(5);

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private RunningProcess start(String name, String script) {
        return processes.start(
                ProcessSpec.pod(
                        name,
                        "lab",
                        List.of("sh", "-c", script),
                        Map.of(),
                        folder,
                        folder.resolve(name + ".log")));
    }
}
