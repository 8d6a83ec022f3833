package dev.twinkeel.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks for every secret that was generated for a twin where none may stand: in logs, in what
/// processes are told at their start, in journals and reports, and in the command line and the
/// environment of each process.
final class SecretSearch {
    /// What was generated has 32 characters; names and key ids are shorter.
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{28,}");

    private static final List<String> FOLDERS = List.of("logs", "run", "journals", "reports");

    private final Path state;

    /// @param state the twin's folder
    SecretSearch(Path state) {
        this.state = state;
    }

    /// The secrets by value, each with the name of its file.
    Map<String, String> secrets() throws IOException {
        Map<String, String> secrets = new TreeMap<>();
        for (Path file : files(state.resolve("secrets"))) {
            String name = state.relativize(file).toString();
            Matcher value = VALUE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            while (value.find()) {
                secrets.putIfAbsent(value.group(), name);
            }
        }
        return secrets;
    }

    /// Where a secret stands: its file's name, never its value.
    ///
    /// @param pids of the twin's processes; one that is gone is passed over
    List<String> found(List<Long> pids) throws IOException {
        Map<String, String> secrets = secrets();
        List<Path> places = new ArrayList<>();
        for (String folder : FOLDERS) {
            places.addAll(files(state.resolve(folder)));
        }
        for (long pid : pids) {
            Path process = Path.of("/proc", Long.toString(pid));
            places.add(process.resolve("cmdline"));
            places.add(process.resolve("environ"));
        }
        List<String> found = new ArrayList<>();
        for (Path place : places) {
            String text = text(place);
            secrets.forEach(
                    (value, name) -> {
                        if (text.contains(value)) {
                            found.add(name + " in " + place);
                        }
                    });
        }
        return found;
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(it -> Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS)).toList();
        }
    }

    private static String text(Path place) {
        try {
            return Files.readString(place, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
