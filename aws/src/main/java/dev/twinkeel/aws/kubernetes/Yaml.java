package dev.twinkeel.aws.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Writes maps, lists, text, numbers and flags as YAML in the block style that people read.
final class Yaml {
    /// Text that means the same without quotes, in YAML 1.1 (Helm) and 1.2.
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z/][A-Za-z0-9_./@-]*(?::[A-Za-z0-9_./@-]+)*");

    /// Plain words that YAML 1.1 takes for something else.
    private static final Pattern WORD =
            Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|nan|inf");

    private final StringBuilder text = new StringBuilder();

    private Yaml() {}

    /// Text that ends with a newline.
    static String of(Map<String, ?> map) {
        var yaml = new Yaml();
        yaml.map(map, 0);
        return yaml.text.toString();
    }

    private void map(Map<?, ?> map, int indent) {
        map.forEach(
                (key, value) -> {
                    text.append("  ".repeat(indent)).append(scalar(key)).append(':');
                    value(value, indent + 1);
                });
    }

    private void list(List<?> list, int indent) {
        for (Object item : list) {
            text.append("  ".repeat(indent)).append('-');
            if (item instanceof Map<?, ?> map && !map.isEmpty()) {
                var inner = new Yaml();
                inner.map(map, indent + 1);
                text.append(' ').append(inner.text.substring((indent + 1) * 2));
            } else {
                value(item, indent + 1);
            }
        }
    }

    private void value(Object value, int indent) {
        switch (value) {
            case Map<?, ?> map when !map.isEmpty() -> {
                text.append('\n');
                map(map, indent);
            }
            case List<?> list when !list.isEmpty() -> {
                text.append('\n');
                list(list, indent);
            }
            case Map<?, ?> _ -> text.append(" {}\n");
            case List<?> _ -> text.append(" []\n");
            default -> text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static String scalar(Object value) {
        if (!(value instanceof String string)) {
            return value.toString();
        }
        boolean plain = PLAIN.matcher(string).matches() && !WORD.matcher(string).matches();
        return plain
                ? string
                : '"'
                        + string.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
                        + '"';
    }
}
