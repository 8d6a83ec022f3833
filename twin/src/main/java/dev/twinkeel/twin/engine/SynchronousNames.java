package dev.twinkeel.twin.engine;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// PostgreSQL's `synchronous_standby_names`, between its text and the names in it.
final class SynchronousNames {
    private static final Pattern COUNTED =
            Pattern.compile("\\s*(?:ANY|FIRST)\\s+\\d+\\s*\\(", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^\\s,()\"]+)");

    private SynchronousNames() {}

    /// A commit waits for any one of the names; for nobody when there are none.
    static String text(Set<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        return new TreeSet<>(names)
                .stream()
                        .map(name -> '"' + name.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(",", "ANY 1 (", ")"));
    }

    static Set<String> names(String text) {
        String list = COUNTED.matcher(text).replaceFirst("");
        return NAME.matcher(list).results().map(SynchronousNames::name).collect(Collectors.toSet());
    }

    private static String name(MatchResult found) {
        String quoted = found.group(1);
        return quoted == null ? found.group(2) : quoted.replace("\"\"", "\"");
    }
}
