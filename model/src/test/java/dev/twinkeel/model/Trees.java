package dev.twinkeel.model;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.BiConsumer;

/// One change in a copy of a tree, as text.
final class Trees {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Trees() {}

    /// Every key of every object and every index of every list, with the way to its parent.
    static void each(JsonNode root, BiConsumer<JsonPointer, String> visit) {
        each(root, JsonPointer.empty(), visit);
    }

    private static void each(
            JsonNode node, JsonPointer way, BiConsumer<JsonPointer, String> visit) {
        if (node instanceof ObjectNode object) {
            for (var entry : object.properties()) {
                visit.accept(way, entry.getKey());
                each(entry.getValue(), way.appendProperty(entry.getKey()), visit);
            }
        } else if (node instanceof ArrayNode array) {
            for (int index = 0; index < array.size(); index++) {
                visit.accept(way, Integer.toString(index));
                each(array.get(index), way.appendIndex(index), visit);
            }
        }
    }

    static Optional<String> with(JsonNode root, JsonPointer parent, String key, String value) {
        JsonNode copy = root.deepCopy();
        JsonNode node = copy.at(parent);
        JsonNode put = tree(value);
        if (node instanceof ObjectNode object) {
            object.set(key, put);
        } else if (node instanceof ArrayNode array) {
            array.set(Integer.parseInt(key), put);
        }
        return Optional.of(copy.toString());
    }

    static Optional<String> without(JsonNode root, JsonPointer parent, String key) {
        JsonNode copy = root.deepCopy();
        if (copy.at(parent) instanceof ObjectNode object) {
            object.remove(key);
            return Optional.of(copy.toString());
        }
        return Optional.empty();
    }

    static Optional<String> renamed(JsonNode root, JsonPointer parent, String key) {
        JsonNode copy = root.deepCopy();
        if (copy.at(parent) instanceof ObjectNode object) {
            object.set(key + "X", object.remove(key));
            return Optional.of(copy.toString());
        }
        return Optional.empty();
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("read a value: " + json, broken);
        }
    }
}
