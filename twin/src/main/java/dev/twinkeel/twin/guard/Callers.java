package dev.twinkeel.twin.guard;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which pod holds the other end of a connection on this machine, as Linux tells it: the table of
/// sockets gives a socket's number, the open files of a process tell that it holds it, and the
/// process's environment says of which pod it is.
///
/// A lookup costs milliseconds, most of it for reading the table, however many connections are
/// asked for at once. Not thread-safe.
final class Callers {
    private static final Path PROC = Path.of("/proc");

    /// The second is read for what is not in the first, and most pods are Java's, whose sockets are
    /// of IPv6 whatever the address.
    private static final List<String> TABLES = List.of("net/tcp6", "net/tcp");

    private static final String SOCKET = "socket:[";

    /// A pod's process.
    private record Known(String service, String pod, String born) {}

    /// A connection as the client's side sees it.
    record End(InetSocketAddress client, InetSocketAddress listener) {}

    /// @param pod its name
    record Caller(String service, String pod) {}

    /// What is known of the callers that were asked for; whoever is in neither is no pod.
    ///
    /// @param gone who has closed its end, so that nobody can tell any more whose it was
    record Found(Map<End, Caller> pods, Set<End> gone) {
        static final Found NOTHING = new Found(Map.of(), Set.of());
    }

    private final Map<Long, Known> pods = new LinkedHashMap<>();
    private final Set<Long> others = new HashSet<>();

    /// Whether this system tells.
    static boolean possible() {
        return Files.isReadable(PROC.resolve("self/net/tcp"));
    }

    Found find(List<End> ends) throws IOException {
        Map<String, End> wanted = sockets(ends);
        Set<End> gone = new HashSet<>(ends);
        gone.removeAll(wanted.values());
        if (!gone.isEmpty()) {
            // A table that changes while it is read may lack a row.
            Map<String, End> late = sockets(List.copyOf(gone));
            gone.removeAll(late.values());
            wanted.putAll(late);
        }
        Map<End, Caller> found = new HashMap<>();
        lookInto(List.copyOf(pods.keySet()), wanted, found);
        if (!wanted.isEmpty()) {
            lookInto(newPods(), wanted, found);
        }
        if (!wanted.isEmpty()) {
            // A process that was no pod's may have become one's: a start is a fork and an exec.
            others.clear();
            lookInto(newPods(), wanted, found);
        }
        return new Found(found, gone);
    }

    /// The connections by the text that stands for their client's socket among a process's files.
    private static Map<String, End> sockets(List<End> ends) throws IOException {
        Map<String, End> keys = new HashMap<>();
        ends.forEach(end -> keys.put(key(end), end));
        Map<String, End> sockets = new HashMap<>();
        for (String table : TABLES) {
            if (sockets.size() < keys.size()) {
                rows(read(PROC.resolve("self").resolve(table)), keys, sockets);
            }
        }
        return sockets;
    }

    /// A row has its number, the near and the far address, and the number of its socket in its
    /// tenth column: none when its process has closed it, also while it waits for the other end's
    /// close. One that only ended its sending has its number. An IPv4 address ends as its IPv6 form
    /// ends.
    private static void rows(String table, Map<String, End> keys, Map<String, End> sockets) {
        for (int at = table.indexOf('\n') + 1; at > 0 && at < table.length(); ) {
            int end = table.indexOf('\n', at);
            int stop = end < 0 ? table.length() : end;
            int near = table.indexOf(':', at) + 2;
            int space = table.indexOf(' ', near);
            int far = table.indexOf(' ', space + 1);
            if (near > 1 && far > 0 && far <= stop) {
                End known =
                        keys.get(
                                table.substring(Math.max(near, space - 13), space)
                                        + table.substring(Math.max(space + 1, far - 13), far));
                if (known != null) {
                    String[] columns = table.substring(at, stop).strip().split("\\s+", -1);
                    if (columns.length > 9 && !columns[9].equals("0")) {
                        sockets.put(SOCKET + columns[9] + "]", known);
                    }
                }
            }
            at = stop + 1;
        }
    }

    private static String key(End end) {
        return hex(end.client()) + hex(end.listener());
    }

    /// As the kernel writes it: the four bytes of the address as one number of this machine.
    private static String hex(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        boolean four = address.getAddress() instanceof Inet4Address;
        int at = four ? 0 : bytes.length - 4;
        return String.format(
                Locale.ROOT,
                "%02X%02X%02X%02X:%04X",
                bytes[at + 3],
                bytes[at + 2],
                bytes[at + 1],
                bytes[at],
                address.getPort());
    }

    private void lookInto(List<Long> pids, Map<String, End> wanted, Map<End, Caller> found) {
        for (Long pid : pids) {
            if (wanted.isEmpty()) {
                return;
            }
            Known known = pods.get(pid);
            if (known == null || !born(pid).equals(Optional.of(known.born()))) {
                pods.remove(pid);
                continue;
            }
            String[] open = new File("/proc/" + pid + "/fd").list();
            for (String number : open == null ? new String[0] : open) {
                End end = wanted.remove(target("/proc/" + pid + "/fd/" + number));
                if (end != null) {
                    found.put(end, new Caller(known.service(), known.pod()));
                }
            }
        }
    }

    /// Looks at the processes that were not there before.
    private List<Long> newPods() {
        String[] names = PROC.toFile().list();
        List<Long> all =
                Arrays.stream(names == null ? new String[0] : names)
                        .filter(name -> Character.isDigit(name.charAt(0)))
                        .map(Long::valueOf)
                        .toList();
        others.retainAll(Set.copyOf(all));
        List<Long> fresh =
                all.stream().filter(pid -> !pods.containsKey(pid) && others.add(pid)).toList();
        List<Long> found = fresh.stream().filter(this::isPod).toList();
        others.removeAll(Set.copyOf(found));
        return found;
    }

    private boolean isPod(Long pid) {
        String service = "";
        String pod = "";
        try {
            for (String variable : read(PROC.resolve(pid + "/environ")).split("\0", -1)) {
                if (variable.startsWith("TWINKEEL_SERVICE=")) {
                    service = variable.substring(variable.indexOf('=') + 1);
                } else if (variable.startsWith("TWINKEEL_POD=")) {
                    pod = variable.substring(variable.indexOf('=') + 1);
                }
            }
        } catch (IOException _) {
            // Gone, or somebody else's.
        }
        Optional<String> born = born(pid);
        if (service.isEmpty() || pod.isEmpty() || born.isEmpty()) {
            return false;
        }
        pods.put(pid, new Known(service, pod, born.orElseThrow()));
        return true;
    }

    /// When it was started, in the kernel's ticks: a number is given to another process later.
    private static Optional<String> born(Long pid) {
        try {
            String stat = read(PROC.resolve(pid + "/stat"));
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
        } catch (IOException | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    private static String target(String link) {
        try {
            return Files.readSymbolicLink(Path.of(link)).toString();
        } catch (IOException _) {
            // Closed since it was listed.
            return "";
        }
    }

    /// These files have no length: they are read until they end.
    private static String read(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            in.transferTo(out);
            return out.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
