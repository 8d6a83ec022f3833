package dev.twinkeel.model;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What may stand as the value of a key. The parser, the JSON Schema and the page about the file
/// are all made from these, so they cannot say different things.
sealed interface Shape {

    /// For the page: `time`, `text`, `list of path`.
    String type();

    /// For a problem: "expected a time such as 30s".
    String expected();

    /// Text of one form.
    ///
    /// @param kind what it is, with its article: "a path"
    /// @param hint how it looks
    record Text(String kind, String hint, Pattern pattern, int lengthMax) implements Shape {
        @Override
        public String type() {
            return kind.replaceFirst("^an? ", "");
        }

        @Override
        public String expected() {
            return "expected %s: %s".formatted(kind, hint);
        }
    }

    /// The name of something that the file describes elsewhere.
    ///
    /// @param sections the top-level keys under which it may stand
    record Reference(List<String> sections) implements Shape {
        @Override
        public String type() {
            return "name in `" + String.join("`, `", sections) + "`";
        }

        @Override
        public String expected() {
            return "expected a name that is written under " + or(sections);
        }
    }

    /// One word of a few.
    record Word(List<String> words) implements Shape {
        @Override
        public String type() {
            return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
        }

        @Override
        public String expected() {
            return words.size() == 1
                    ? "expected \"" + words.getFirst() + "\""
                    : "expected one of " + String.join(", ", words);
        }
    }

    record Whole(int min, int max) implements Shape {
        @Override
        public String type() {
            return "number, %d to %d".formatted(min, max);
        }

        @Override
        public String expected() {
            return "expected a whole number from %d to %d".formatted(min, max);
        }
    }

    record Flag() implements Shape {
        @Override
        public String type() {
            return "`true`, `false`";
        }

        @Override
        public String expected() {
            return "expected true or false";
        }
    }

    record Time(Duration min, Duration max) implements Shape {
        @Override
        public String type() {
            return "time, %s to %s".formatted(Times.text(min), Times.text(max));
        }

        @Override
        public String expected() {
            return "expected a time from %s to %s, a whole number with us, ms, s, m, h or d"
                    .formatted(Times.text(min), Times.text(max));
        }
    }

    record Part() implements Shape {
        static final Pattern PATTERN = Pattern.compile("([1-9][0-9]?|100)%");

        @Override
        public String type() {
            return "percentage, 1% to 100%";
        }

        @Override
        public String expected() {
            return "expected a percentage from 1% to 100%";
        }
    }

    record Frequency(int perSecondMax) implements Shape {
        static final Pattern PATTERN =
                Pattern.compile("([1-9][0-9]{0,8})/([1-9][0-9]{0,5})?(ms|s|m|h|d)");

        @Override
        public String type() {
            return "rate, at most %d/s".formatted(perSecondMax);
        }

        @Override
        public String expected() {
            return "expected a rate of at most %d/s, such as 200/s or 2000/5m"
                    .formatted(perSecondMax);
        }
    }

    record Items(Shape item, int min, int max) implements Shape {
        @Override
        public String type() {
            return "list of: " + item.type();
        }

        @Override
        public String expected() {
            return "expected a list of %d to %d, [ ... ], each different".formatted(min, max);
        }
    }

    /// One, or a list of some.
    record OneOrMore(Section one, int max) implements Shape {
        @Override
        public String type() {
            return one.type() + ", or a list of 1 to " + max;
        }

        @Override
        public String expected() {
            return "expected one section or a list of 1 to %d".formatted(max);
        }
    }

    /// Keys that the user names.
    record Entries(Text key, Shape value, int min, int max) implements Shape {
        @Override
        public String type() {
            return key.type() + " → " + value.type();
        }

        @Override
        public String expected() {
            return min == max
                    ? "expected exactly %d, each with %s".formatted(min, key.kind())
                    : "expected %d to %d, each with %s".formatted(min, max, key.kind());
        }
    }

    /// Keys that the file's format names.
    ///
    /// @param title heading on the page
    record Section(String title, List<Key> keys) implements Shape {
        public Section {
            keys = List.copyOf(keys);
        }

        @Override
        public String type() {
            return "section *" + title + "*";
        }

        @Override
        public String expected() {
            return "expected a section with keys among " + String.join(", ", names());
        }

        List<String> names() {
            return keys.stream().map(Key::name).toList();
        }

        /// Nothing at all means every default.
        boolean mayBeEmpty() {
            return keys.stream().noneMatch(Key::required);
        }
    }

    private static String or(List<String> words) {
        return words.size() == 1
                ? words.getFirst()
                : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }
}
