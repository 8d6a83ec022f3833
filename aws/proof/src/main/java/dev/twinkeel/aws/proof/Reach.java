package dev.twinkeel.aws.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Terraform reads when it works in a folder: the folder's own files, its tests, and the
/// folders that it calls as modules.
final class Reach {
    private static final Pattern SOURCE = Pattern.compile("source\\s*=\\s*\"(\\.[^\"]*)\"");

    private Reach() {}

    /// The files' texts, as they are now.
    static List<String> texts(Path folder) {
        Map<Path, List<String>> seen = new LinkedHashMap<>();
        follow(folder.toAbsolutePath().normalize(), seen);
        return seen.values().stream().flatMap(List::stream).toList();
    }

    private static void follow(Path folder, Map<Path, List<String>> seen) {
        if (seen.containsKey(folder) || !Files.isDirectory(folder)) {
            return;
        }
        List<String> texts = new ArrayList<>(read(folder));
        seen.put(folder, texts);
        Path tests = folder.resolve("tests");
        if (Files.isDirectory(tests)) {
            texts.addAll(read(tests));
        }
        for (String text : List.copyOf(texts)) {
            Matcher sources = SOURCE.matcher(text);
            for (MatchResult it : sources.results().toList()) {
                follow(folder.resolve(it.group(1)).normalize(), seen);
            }
        }
    }

    private static List<String> read(Path folder) {
        try (var all = Files.list(folder)) {
            return all.filter(Reach::configuration).sorted().map(Copy::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("list " + folder, e);
        }
    }

    private static boolean configuration(Path file) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        return name.endsWith(".tf") || name.endsWith(".tftest.hcl");
    }
}
