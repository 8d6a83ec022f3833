package dev.twinkeel.twin.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which process listens on a port of every address of this machine, as far as Linux tells.
final class PortHolder {
    private static final Path PROC = Path.of("/proc");

    /// Columns of `/proc/net/tcp` (man 5 proc).
    private static final int LOCAL = 1;

    private static final int INODE = 9;

    private PortHolder() {}

    /// `process 4711 (node)`; empty when it is not known.
    static Optional<String> of(int port, String protocol) {
        String end = String.format(":%04X", port);
        Set<String> sockets =
                Stream.of(protocol, protocol + "6")
                        .flatMap(name -> lines(PROC.resolve("net").resolve(name)).stream())
                        .map(line -> line.strip().split("\\s+"))
                        .filter(it -> it.length > INODE && it[LOCAL].matches("0+" + end))
                        .map(it -> "socket:[" + it[INODE] + "]")
                        .collect(Collectors.toSet());
        return sockets.isEmpty()
                ? Optional.empty()
                : ProcessHandle.allProcesses()
                        .filter(process -> has(process.pid(), sockets))
                        .findFirst()
                        .map(PortHolder::named);
    }

    private static boolean has(long pid, Set<String> sockets) {
        try (Stream<Path> open = Files.list(PROC.resolve(pid + "/fd"))) {
            return open.anyMatch(it -> sockets.contains(target(it)));
        } catch (IOException _) {
            // Gone, or somebody else's.
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException _) {
            return "";
        }
    }

    private static String named(ProcessHandle process) {
        return "process %d%s"
                .formatted(
                        process.pid(),
                        process.info()
                                .command()
                                .map(it -> " (" + Path.of(it).getFileName() + ")")
                                .orElse(""));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException _) {
            return List.of();
        }
    }
}
