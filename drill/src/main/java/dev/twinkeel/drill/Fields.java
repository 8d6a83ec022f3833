package dev.twinkeel.drill;

import dev.twinkeel.model.Nearest;
import dev.twinkeel.model.Problem;
import dev.twinkeel.model.Rate;
import dev.twinkeel.model.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// The values of one YAML file, each read with what it must be, and all problems together.
final class Fields {
    private static final int PROBLEMS_MAX = 50;
    private static final int SHOWN_MAX = 60;
    private static final Pattern RATE = Pattern.compile("(\\d{1,6})/([1-9]\\d{0,3})?(ms|s|m|h)");

    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setAllowDuplicateKeys(true) // Reported below, with the line.
                    .setMaxAliasesForCollections(0)
                    .build();

    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    Fields(String file) {
        this.file = file;
    }

    List<Problem> problems() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }

    /// The file's document; empty when a problem was reported instead.
    Optional<Node> compose(String text) {
        try {
            Optional<Node> root = new Compose(SETTINGS).composeString(text);
            if (root.isEmpty()) {
                add(
                        1,
                        1,
                        "",
                        "",
                        "the file is empty",
                        "expected `scenario: name` first",
                        List.of());
            }
            return root;
        } catch (MarkedYamlEngineException broken) {
            Optional<Mark> mark = broken.getProblemMark();
            add(
                    mark.map(it -> it.getLine() + 1).orElse(1),
                    mark.map(it -> it.getColumn() + 1).orElse(1),
                    "",
                    "",
                    "not YAML: " + shown(String.valueOf(broken.getProblem())),
                    "expected `key: value`",
                    List.of());
        } catch (YamlEngineException | IllegalArgumentException broken) {
            add(
                    1,
                    1,
                    "",
                    "",
                    "not YAML: " + shown(String.valueOf(broken.getMessage())),
                    "expected `key: value`",
                    List.of());
        }
        return Optional.empty();
    }

    void wrong(Node node, String path, String fault, String expected) {
        add(node, path, fault, expected, List.of());
    }

    private void add(Node node, String path, String fault, String expected, List<String> words) {
        Optional<Mark> mark = node.getStartMark();
        add(
                mark.map(it -> it.getLine() + 1).orElse(1),
                mark.map(it -> it.getColumn() + 1).orElse(1),
                path,
                node instanceof ScalarNode scalar ? shown(scalar.getValue()) : "",
                fault,
                expected,
                words);
    }

    private void add(
            int line,
            int column,
            String path,
            String value,
            String fault,
            String expected,
            List<String> words) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(
                    new Problem(
                            file,
                            line,
                            column,
                            path,
                            value,
                            fault,
                            expected,
                            Nearest.of(value, words)));
        }
    }

    private static String shown(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > SHOWN_MAX ? line.substring(0, SHOWN_MAX) + "..." : line;
    }

    /// A mapping whose keys must be among `keys`.
    Section section(MappingNode mapping, String path, List<String> keys) {
        Map<String, Node> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!keys.contains(name)) {
                add(
                        key,
                        path,
                        "unknown key \"" + shown(name) + "\"",
                        "expected one of " + String.join(", ", keys),
                        keys);
            } else if (values.putIfAbsent(name, tuple.getValueNode()) != null) {
                add(key, path, "\"" + name + "\" a second time", "expected it once", List.of());
            }
        }
        return new Section(mapping, path, values);
    }

    /// One level of keys.
    final class Section {
        private final MappingNode mapping;
        private final String path;
        private final Map<String, Node> values;

        private Section(MappingNode mapping, String path, Map<String, Node> values) {
            this.mapping = mapping;
            this.path = path;
            this.values = values;
        }

        Optional<Node> node(String key) {
            return Optional.ofNullable(values.get(key));
        }

        void missing(String key, String expected) {
            add(mapping, at(key), "missing", "expected " + expected, List.of());
        }

        void wrong(String key, String fault, String expected) {
            add(node(key).orElse(mapping), at(key), fault, expected, List.of());
        }

        private String at(String key) {
            return path.isEmpty() ? key : path + "." + key;
        }

        Optional<String> text(String key) {
            Optional<Node> node = node(key);
            if (node.isEmpty()) {
                return Optional.empty();
            }
            if (node.get() instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
                return Optional.of(scalar.getValue().strip());
            }
            add(node.get(), at(key), "not a text", "expected words", List.of());
            return Optional.empty();
        }

        Optional<String> word(String key, List<String> words) {
            Optional<String> text = text(key);
            if (text.isPresent() && !words.contains(text.get())) {
                add(
                        node(key).orElse(mapping),
                        at(key),
                        "unknown value \"" + shown(text.get()) + "\"",
                        "expected one of " + String.join(", ", words),
                        words);
                return Optional.empty();
            }
            return text;
        }

        Duration time(String key, Duration otherwise, boolean positive) {
            Optional<String> text = text(key);
            if (text.isEmpty()) {
                return otherwise;
            }
            Optional<Duration> time = Times.parse(text.get());
            if (time.isEmpty() || (positive && time.get().isZero())) {
                wrong(key, "not a time", "expected a whole number and a unit, `5s`, `500ms`");
                return otherwise;
            }
            return time.get();
        }

        Optional<Integer> whole(String key, int least, int most) {
            Optional<String> text = text(key);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                int number = Integer.parseInt(text.get());
                if (number >= least && number <= most) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException notANumber) {
                // Said below, as for a number outside the bounds.
            }
            wrong(
                    key,
                    "not a number from %d to %d".formatted(least, most),
                    "expected such a whole number");
            return Optional.empty();
        }

        Optional<Rate> rate(String key) {
            Optional<String> text = text(key);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            var match = RATE.matcher(text.get());
            if (!match.matches()) {
                wrong(key, "not a rate", "expected so many in a time, `200/s` or `2000/5m`");
                return Optional.empty();
            }
            String count = match.group(2) == null ? "1" : match.group(2);
            Duration interval = Times.parse(count + match.group(3)).orElse(Duration.ofSeconds(1));
            return Optional.of(new Rate(Integer.parseInt(match.group(1)), interval));
        }
    }
}
