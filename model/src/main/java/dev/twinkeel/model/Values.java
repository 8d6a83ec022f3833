package dev.twinkeel.model;

import dev.twinkeel.model.Shape.Entries;
import dev.twinkeel.model.Shape.Flag;
import dev.twinkeel.model.Shape.Frequency;
import dev.twinkeel.model.Shape.Items;
import dev.twinkeel.model.Shape.OneOrMore;
import dev.twinkeel.model.Shape.Part;
import dev.twinkeel.model.Shape.Reference;
import dev.twinkeel.model.Shape.Section;
import dev.twinkeel.model.Shape.Text;
import dev.twinkeel.model.Shape.Time;
import dev.twinkeel.model.Shape.Whole;
import dev.twinkeel.model.Shape.Word;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Single values: text to what its shape means, or a problem that says what was expected.
final class Values {
    /// Like a number and a unit, somehow written.
    private static final Pattern NEARLY_TIME =
            Pattern.compile("\\s*([0-9]{1,9})\\s*([a-zA-Zµμ]{0,12})\\s*");

    /// JSON's form of an integer, short enough for a `long`.
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,11})");

    /// Longer than any number with its unit.
    private static final int NUMBER_LENGTH_MAX = 32;

    private final Problems problems;

    Values(Problems problems) {
        this.problems = problems;
    }

    /// The value; empty when a problem was reported.
    Optional<Object> read(ScalarNode node, Shape shape, String path) {
        return switch (shape) {
            case Text text -> text(node, text, path);
            case Reference _ -> text(node, Forms.NAME, path);
            case Word word -> word(node, word, path);
            case Whole whole -> whole(node, whole, path);
            case Flag flag -> flag(node, flag, path);
            case Time time -> time(node, time, path);
            case Part part -> part(node, part, path);
            case Frequency frequency -> frequency(node, frequency, path);
            case Section _, Entries _, Items _, OneOrMore _ ->
                    throw new IllegalArgumentException(path);
        };
    }

    boolean fits(String value, Text shape) {
        return value.codePointCount(0, value.length()) <= shape.lengthMax()
                && shape.pattern().matcher(value).matches();
    }

    private Optional<Object> text(ScalarNode node, Text shape, String path) {
        if (!isText(node)) {
            return wrong(
                    node,
                    path,
                    written(node) + " is not text",
                    shape.expected(),
                    Optional.of("'" + Problems.shown(node.getValue()) + "'")
                            .filter(it -> fits(node.getValue(), shape)));
        }
        if (!fits(node.getValue(), shape)) {
            return wrong(
                    node,
                    path,
                    node.getValue().isEmpty() ? "empty" : written(node) + " is not " + shape.kind(),
                    shape.expected(),
                    Optional.empty());
        }
        return Optional.of(node.getValue());
    }

    private Optional<Object> word(ScalarNode node, Word shape, String path) {
        if (isText(node) && shape.words().contains(node.getValue())) {
            return Optional.of(node.getValue());
        }
        return wrong(
                node,
                path,
                "unknown value " + written(node),
                shape.expected(),
                Nearest.of(node.getValue(), shape.words()));
    }

    private Optional<Object> whole(ScalarNode node, Whole shape, String path) {
        if (!node.getTag().equals(Tag.INT) || !NUMBER.matcher(node.getValue()).matches()) {
            return wrong(
                    node, path, written(node) + " is not one", shape.expected(), Optional.empty());
        }
        long value = Long.parseLong(node.getValue());
        if (value < shape.min() || value > shape.max()) {
            return outOfRange(node, path, shape);
        }
        return Optional.of((int) value);
    }

    private Optional<Object> flag(ScalarNode node, Flag shape, String path) {
        boolean word = node.getValue().equals("true") || node.getValue().equals("false");
        if (node.getTag().equals(Tag.BOOL) && word) {
            return Optional.of(Boolean.valueOf(node.getValue()));
        }
        String nearest =
                switch (node.getValue()) {
                    case "yes", "on", "True", "TRUE", "y" -> "true";
                    case "no", "off", "False", "FALSE", "n" -> "false";
                    default -> "";
                };
        return wrong(
                node,
                path,
                written(node) + " is neither",
                shape.expected(),
                Optional.of(nearest).filter(it -> !it.isEmpty()));
    }

    private Optional<Object> time(ScalarNode node, Time shape, String path) {
        Optional<Duration> time = isText(node) ? Times.parse(clipped(node)) : Optional.empty();
        if (time.isEmpty()) {
            boolean unitless = node.getTag().equals(Tag.INT);
            return wrong(
                    node,
                    path,
                    written(node) + (unitless ? " has no unit" : " is not a time"),
                    shape.expected(),
                    nearestTime(clipped(node)));
        }
        if (time.get().compareTo(shape.min()) < 0 || time.get().compareTo(shape.max()) > 0) {
            return outOfRange(node, path, shape);
        }
        return time.map(it -> it);
    }

    private static Optional<String> nearestTime(String text) {
        var match = NEARLY_TIME.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        String unit = match.group(2);
        String meant =
                switch (unit.toLowerCase(java.util.Locale.ROOT)) {
                    case "", "s", "sec", "secs", "second", "seconds" -> "s";
                    case "ms", "msec", "millis", "millisecond", "milliseconds" -> "ms";
                    case "µs", "μs", "us", "micros", "microseconds" -> "us";
                    case "m", "min", "mins", "minute", "minutes" -> "m";
                    case "h", "hr", "hrs", "hour", "hours" -> "h";
                    case "d", "day", "days" -> "d";
                    default -> "";
                };
        return meant.isEmpty()
                ? Optional.empty()
                : Optional.of(Long.parseLong(match.group(1)) + meant);
    }

    private Optional<Object> part(ScalarNode node, Part shape, String path) {
        String text = clipped(node);
        if (isText(node) && Part.PATTERN.matcher(text).matches()) {
            return Optional.of(new Percent(Integer.parseInt(text.substring(0, text.length() - 1))));
        }
        boolean bare = Part.PATTERN.matcher(text + "%").matches();
        return wrong(
                node,
                path,
                written(node) + (bare ? " has no unit" : " is not one"),
                shape.expected(),
                bare ? Optional.of(text + "%") : Optional.empty());
    }

    private Optional<Object> frequency(ScalarNode node, Frequency shape, String path) {
        String text = clipped(node);
        var match = Frequency.PATTERN.matcher(text);
        if (!isText(node) || !match.matches()) {
            boolean bare = Frequency.PATTERN.matcher(text + "/s").matches();
            return wrong(
                    node,
                    path,
                    written(node) + (bare ? " has no unit" : " is not a rate"),
                    shape.expected(),
                    bare ? Optional.of(text + "/s") : Optional.empty());
        }
        String count = Optional.ofNullable(match.group(2)).orElse("1");
        Duration interval = Times.parse(count + match.group(3)).orElseThrow();
        var rate = new Rate(Integer.parseInt(match.group(1)), interval);
        return rate.perSecond() > shape.perSecondMax()
                ? outOfRange(node, path, shape)
                : Optional.of(rate);
    }

    private Optional<Object> outOfRange(ScalarNode node, String path, Shape shape) {
        return wrong(
                node, path, written(node) + " is out of range", shape.expected(), Optional.empty());
    }

    private Optional<Object> wrong(
            ScalarNode node, String path, String fault, String expected, Optional<String> nearest) {
        problems.add(Place.of(node), path, node.getValue(), fault, expected, nearest);
        return Optional.empty();
    }

    private static boolean isText(ScalarNode node) {
        return node.getTag().equals(Tag.STR);
    }

    private static String written(ScalarNode node) {
        return Problems.quoted(node.getValue());
    }

    private static String clipped(ScalarNode node) {
        String text = node.getValue();
        return text.length() <= NUMBER_LENGTH_MAX ? text : "";
    }
}
