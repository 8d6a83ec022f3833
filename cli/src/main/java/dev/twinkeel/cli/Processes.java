package dev.twinkeel.cli;

import dev.twinkeel.drill.Proof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the operating system says of processes, as proofs. Names come as the host tells what it
/// hit: `orders-db-mumbai-a (4711)`.
final class Processes {
    private static final Pattern HIT = Pattern.compile("(.+) \\((\\d+)\\)");

    private Processes() {}

    static Proof dead(String hit) {
        return proof(hit, "dead", state -> state.isEmpty() || state.get().startsWith("Z"));
    }

    static Proof frozen(String hit) {
        return proof(hit, "frozen", state -> state.map(it -> it.startsWith("T")).orElse(false));
    }

    static Proof alive(String name, long pid) {
        return proof(
                name + " (" + pid + ")",
                "alive",
                state -> state.map(it -> !it.startsWith("Z") && !it.startsWith("T")).orElse(false));
    }

    /// That no file of it may grow: its own limit says so, or it has died of that since.
    static Proof full(String hit) {
        Matcher matcher = HIT.matcher(hit);
        if (!matcher.matches()) {
            return new Proof(hit + " can write no file", false, "no process of that name was told");
        }
        String claim =
                "process %s (pid %s) can write no file"
                        .formatted(matcher.group(1), matcher.group(2));
        try {
            return Files.readAllLines(Path.of("/proc", matcher.group(2), "limits")).stream()
                    .filter(line -> line.startsWith("Max file size"))
                    .findFirst()
                    .map(line -> new Proof(claim, line.matches("Max file size +0 .*"), line))
                    .orElse(new Proof(claim, false, "its limits say nothing of files"));
        } catch (IOException _) {
            return new Proof(claim, true, "it has ended since");
        }
    }

    private static Proof proof(
            String hit, String claim, java.util.function.Predicate<Optional<String>> holds) {
        Matcher matcher = HIT.matcher(hit);
        if (!matcher.matches()) {
            return new Proof(hit + " is " + claim, false, "no process of that name was told");
        }
        long pid = Long.parseLong(matcher.group(2));
        Optional<String> state = state(pid);
        return new Proof(
                "process %s (pid %d) is %s".formatted(matcher.group(1), pid, claim),
                holds.test(state),
                state.map(it -> "its state is " + it).orElse("no such process"));
    }

    /// `S`, `T` (stopped), `Z` (dead, not yet buried) and so on, as `ps` says it.
    private static Optional<String> state(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            if (Files.isDirectory(Path.of("/proc/self"))) {
                String text = Files.readString(stat);
                return Optional.of(text.substring(text.lastIndexOf(')') + 2).substring(0, 1));
            }
            return ps(pid);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> ps(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", Long.toString(pid)).start();
        String said =
                new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return said.isEmpty() ? Optional.empty() : Optional.of(said);
    }
}
