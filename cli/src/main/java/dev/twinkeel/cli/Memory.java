package dev.twinkeel.cli;

import dev.twinkeel.twin.host.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Memory of a twin in PSS: a page that several processes share counts once (proc(5),
/// `smaps_rollup`). Linux only.
final class Memory {
    private static final double KIB_A_MIB = 1024;

    private Memory() {}

    static boolean measurable() {
        return Files.isReadable(Path.of("/proc/self/smaps_rollup"));
    }

    /// Of the host, of every process that it says there is, and of all that they started.
    static double mib(long host, Status status) {
        return Stream.concat(
                                Stream.of(host),
                                status.processes().stream()
                                        .map(Status.Unit::pid)
                                        .filter(pid -> pid > 0))
                        .flatMap(Memory::withChildren)
                        .distinct()
                        .mapToLong(Memory::kib)
                        .sum()
                / KIB_A_MIB;
    }

    private static Stream<Long> withChildren(long pid) {
        return Stream.concat(
                Stream.of(pid),
                ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .map(ProcessHandle::pid));
    }

    private static long kib(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                    .sum();
        } catch (IOException | java.io.UncheckedIOException _) {
            return 0; // It ended meanwhile.
        }
    }
}
