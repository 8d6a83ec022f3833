package dev.twinkeel.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes maps, lists, texts, numbers and booleans as JSON with two spaces of indent; lists of
/// plain values stay on a line.
final class Json {
    private Json() {}

    static String text(Object value) {
        return text(value, "");
    }

    private static String text(Object value, String indent) {
        return switch (value) {
            case Map<?, ?> map -> object(map, indent);
            case List<?> list ->
                    list.stream()
                            .map(it -> text(it, indent))
                            .collect(Collectors.joining(", ", "[", "]"));
            case Integer number -> number.toString();
            case Boolean flag -> flag.toString();
            case String plain -> quoted(plain);
            default -> throw new IllegalArgumentException("write JSON: " + value.getClass());
        };
    }

    private static String object(Map<?, ?> map, String indent) {
        String inner = indent + "  ";
        return map.entrySet().stream()
                .map(it -> inner + quoted(it.getKey() + "") + ": " + text(it.getValue(), inner))
                .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
    }

    private static String quoted(String plain) {
        var text = new StringBuilder("\"");
        for (int index = 0; index < plain.length(); index++) {
            char it = plain.charAt(index);
            if (it == '"' || it == '\\') {
                text.append('\\').append(it);
            } else if (it < 0x20) {
                text.append("\\u%04x".formatted((int) it));
            } else {
                text.append(it);
            }
        }
        return text.append('"').toString();
    }
}
