package dev.twinkeel.aws.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Every field of every kind that the chart may render, and what is wrong with an object by it: a
/// field that the kind does not have, one that is missing, a value of another type. How the data
/// was made is in `src/test/schemas`.
final class Kinds {
    private static final JsonNode DATA = read();

    private final List<String> wrong = new ArrayList<>();

    private Kinds() {}

    /// What is wrong with the object; empty when nothing is.
    static List<String> wrong(Map<String, Object> object) {
        String kind = object.get("apiVersion") + "/" + object.get("kind");
        JsonNode type = DATA.path("kinds").path(kind);
        if (type.isMissingNode()) {
            return List.of(kind + ": no such kind");
        }
        var kinds = new Kinds();
        kinds.check(kind, object, type);
        return kinds.wrong;
    }

    private void check(String path, @Nullable Object value, JsonNode type) {
        if (type.isTextual()) {
            plain(path, value, type.asText());
        } else if (type.has("r")) {
            check(path, value, DATA.path("shared").path(type.get("r").asInt()));
        } else if (type.has("e")) {
            words(path, value, type.get("e"));
        } else if (type.has("u")) {
            union(path, value, type.get("u"));
        } else if (type.has("a")) {
            list(path, value, type.get("a"));
        } else if (type.has("m")) {
            map(path, value, type.get("m"));
        } else {
            fields(path, value, type);
        }
    }

    private void plain(String path, @Nullable Object value, String type) {
        boolean fits =
                switch (type) {
                    case "s" -> value instanceof String;
                    case "n" -> value instanceof Number;
                    case "b" -> value instanceof Boolean;
                    default -> true;
                };
        if (!fits) {
            String name = Map.of("s", "text", "n", "a number", "b", "true or false").get(type);
            wrong.add(path + ": " + value + " is not " + name);
        }
    }

    private void words(String path, @Nullable Object value, JsonNode words) {
        for (JsonNode word : words) {
            if (word.asText().equals(value)) {
                return;
            }
        }
        wrong.add(path + ": " + value + " is none of " + words);
    }

    private void union(String path, @Nullable Object value, JsonNode types) {
        var first = new ArrayList<String>();
        for (JsonNode type : types) {
            var one = new Kinds();
            one.check(path, value, type);
            if (one.wrong.isEmpty()) {
                return;
            }
            first.addAll(one.wrong);
        }
        wrong.addAll(first);
    }

    private void list(String path, @Nullable Object value, JsonNode type) {
        if (!(value instanceof List<?> list)) {
            wrong.add(path + ": " + value + " is not a list");
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            check(path + "[" + i + "]", list.get(i), type);
        }
    }

    private void map(String path, @Nullable Object value, JsonNode type) {
        if (!(value instanceof Map<?, ?> map)) {
            wrong.add(path + ": " + value + " is not a map");
            return;
        }
        map.forEach((key, one) -> check(path + "." + key, one, type));
    }

    private void fields(String path, @Nullable Object value, JsonNode type) {
        if (!(value instanceof Map<?, ?> map)) {
            wrong.add(path + ": " + value + " is not a map");
            return;
        }
        JsonNode fields = type.path("o");
        map.forEach(
                (key, one) -> {
                    if (fields.has(key.toString())) {
                        check(path + "." + key, one, fields.get(key.toString()));
                    } else {
                        wrong.add(path + "." + key + ": no such field");
                    }
                });
        for (JsonNode required : type.path("q")) {
            if (!map.containsKey(required.asText())) {
                wrong.add(path + "." + required.asText() + ": is missing");
            }
        }
    }

    private static JsonNode read() {
        try (InputStream stream = Kinds.class.getResourceAsStream("/kubernetes/kinds.json.gz")) {
            return new ObjectMapper().readTree(new GZIPInputStream(Objects.requireNonNull(stream)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
