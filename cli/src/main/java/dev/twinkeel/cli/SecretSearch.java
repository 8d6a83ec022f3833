package dev.twinkeel.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks for every secret that was generated for a twin where none may stand: in every file of its
/// folder (logs, what processes are told at their start, journals, reports, configurations, what
/// lies beside them), and in the command line and the environment of each process.
///
/// Where secrets belong is left out: the folder that the twin's processes read them from, the
/// password file of a database's member that runs, and, for the token of the host, the file that
/// says where the host is. So is what an engine keeps in a form of its own.
final class SecretSearch {
    /// What was generated has 32 characters or more. A file holds one alone, or beside a word that
    /// says so; whatever else is as long is a name or a part of a path.
    private static final Pattern VALUE =
            Pattern.compile(
                    "(?m)(?:\\A\\s*|^(?:password|aws_secret_access_key|masterauth)\\s*[= ]\\s*)"
                            + "([A-Za-z0-9_-]{28,})\\s*$");

    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]{28,})\"");
    private static final String SECRETS = "secrets";
    private static final String CONTACT = "twin.json";

    /// Of engines: what a person can read.
    private static final Pattern READABLE =
            Pattern.compile(".*\\.(conf|json|jsonl|opts|signal|pid|log|txt|properties)");

    /// Folders of PostgreSQL's pages: many, and nobody's text.
    private static final Set<String> PAGES = Set.of("base", "global", "pg_wal");

    private final Path state;

    /// @param state the twin's folder
    SecretSearch(Path state) {
        this.state = state;
    }

    /// A secret in a place; its name, never its value.
    record Found(String secret, Path place) {
        @Override
        public String toString() {
            return secret + " in " + place;
        }
    }

    /// The secrets by value, each with the name of its file.
    Map<String, String> secrets() throws IOException {
        Map<String, String> secrets = new TreeMap<>();
        Path folder = state.resolve(SECRETS);
        if (Files.isDirectory(folder)) {
            // In memory it is a link.
            try (Stream<Path> files = Files.list(folder.toRealPath())) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    learn(secrets, SECRETS + "/" + file.getFileName(), VALUE, file);
                }
            }
        }
        learn(secrets, CONTACT, TOKEN, state.resolve(CONTACT));
        return secrets;
    }

    private static void learn(Map<String, String> secrets, String name, Pattern form, Path file) {
        Matcher value = form.matcher(text(file));
        while (value.find()) {
            secrets.putIfAbsent(value.group(value.groupCount()), name);
        }
    }

    /// Where a secret stands: its file's name, never its value.
    ///
    /// @param pids of the twin's processes; one that is gone is passed over
    List<String> found(List<Long> pids) throws IOException {
        List<Path> places = files();
        for (long pid : pids) {
            Path process = Path.of("/proc", Long.toString(pid));
            places.add(process.resolve("cmdline"));
            places.add(process.resolve("environ"));
        }
        return in(places, secrets()).stream()
                .filter(it -> !(it.secret().equals(CONTACT) && it.place().endsWith(CONTACT)))
                .map(Found::toString)
                .toList();
    }

    /// @param secrets by value
    static List<Found> in(Collection<Path> places, Map<String, String> secrets) {
        List<Found> found = new ArrayList<>();
        for (Path place : places) {
            String text = text(place);
            secrets.forEach(
                    (value, name) -> {
                        if (text.contains(value)) {
                            found.add(new Found(name, place));
                        }
                    });
        }
        return found;
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(state)) {
            return files;
        }
        Path data = state.resolve("data");
        Files.walkFileTree(
                state,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        boolean passed =
                                folder.equals(state.resolve(SECRETS))
                                        || PAGES.contains(String.valueOf(folder.getFileName()));
                        return passed ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        boolean engines = file.startsWith(data);
                        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                                && (!engines || READABLE.matcher(file.toString()).matches())) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        // It was there when its folder was listed: what runs renames and deletes.
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }

    private static String text(Path place) {
        try {
            return Files.readString(place, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
