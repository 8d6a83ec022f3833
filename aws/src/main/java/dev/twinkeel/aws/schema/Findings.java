package dev.twinkeel.aws.schema;

import dev.twinkeel.model.Problem;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Problems as they are found. Not for several threads.
final class Findings {
    private static final int VALUE_LENGTH_MAX = 60;

    private final Set<Problem> found = new LinkedHashSet<>();

    /// Takes what is said and forgets it.
    static Findings silent() {
        return new Findings();
    }

    void add(String file, At at, String path, String value, String fault, String expected) {
        add(file, at, path, value, fault, expected, Optional.empty());
    }

    /// A word that is none of those that may stand there.
    void unknown(
            String file, At at, String path, String word, String fault, Collection<String> known) {
        Optional<String> nearest = Words.nearest(word, known);
        add(file, at, path, word, fault, "use one of " + few(known), nearest);
    }

    void add(Malformed it, String file) {
        add(file, it.at(), "", it.value(), it.fault(), it.remedy());
    }

    private void add(
            String file,
            At at,
            String path,
            String value,
            String fault,
            String expected,
            Optional<String> nearest) {
        String shown =
                value.length() <= VALUE_LENGTH_MAX
                        ? value
                        : value.substring(0, VALUE_LENGTH_MAX) + "…";
        found.add(
                new Problem(
                        file,
                        at.line(),
                        at.column(),
                        path,
                        shown.replace('\n', ' '),
                        fault,
                        expected,
                        nearest));
    }

    /// By file and place.
    List<Problem> inOrder() {
        return found.stream()
                .sorted(
                        Comparator.comparing(Problem::file)
                                .thenComparingInt(Problem::line)
                                .thenComparingInt(Problem::column))
                .toList();
    }

    private static String few(Collection<String> words) {
        int max = 12;
        String first = String.join(", ", words.stream().sorted().limit(max).toList());
        return words.isEmpty()
                ? "nothing: none is there"
                : words.size() <= max
                        ? first
                        : first + " and %d more".formatted(words.size() - max);
    }
}
