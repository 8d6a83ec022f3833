package dev.twinkeel.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The problems of one file as they are found. Not for several threads.
final class Problems {
    /// Nobody reads more at once, and a hostile file must not fill the memory.
    static final int COUNT_MAX = 100;

    /// A value is quoted to be found again, not to be read.
    private static final int QUOTED_LENGTH_MAX = 60;

    /// More than this nobody reads to the end.
    private static final int LISTED_MAX = 20;

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    boolean none() {
        return found.isEmpty();
    }

    boolean full() {
        return found.size() >= COUNT_MAX;
    }

    void add(Place place, String path, String value, String fault, String expected) {
        add(place, path, value, fault, expected, Optional.empty());
    }

    void add(
            Place place,
            String path,
            String value,
            String fault,
            String expected,
            Optional<String> nearest) {
        if (!full()) {
            found.add(
                    new Problem(
                            file,
                            place.line(),
                            place.column(),
                            shown(path),
                            shown(value),
                            fault,
                            expected,
                            nearest));
        }
    }

    /// All of them, in the order of the file.
    List<Problem> inOrder() {
        return found.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }

    /// The first few of the names.
    static String list(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(names.size(), LISTED_MAX)));
        return names.size() <= LISTED_MAX
                ? first
                : first + " and %d more".formatted(names.size() - LISTED_MAX);
    }

    static String quoted(String value) {
        return "\"" + shown(value) + "\"";
    }

    /// Short, and without anything that would move a terminal's cursor.
    static String shown(String value) {
        var text = new StringBuilder();
        value.codePoints()
                .limit(QUOTED_LENGTH_MAX)
                .forEach(
                        it -> {
                            if (Character.isISOControl(it)
                                    || !Character.isDefined(it)
                                    || Character.getType(it) == Character.FORMAT
                                    || Character.getType(it) == Character.SURROGATE
                                    || Character.getType(it) == Character.LINE_SEPARATOR
                                    || Character.getType(it) == Character.PARAGRAPH_SEPARATOR) {
                                text.append("\\u%04x".formatted(it));
                            } else {
                                text.appendCodePoint(it);
                            }
                        });
        if (value.codePointCount(0, value.length()) > QUOTED_LENGTH_MAX) {
            text.append("…");
        }
        return text.toString();
    }
}
