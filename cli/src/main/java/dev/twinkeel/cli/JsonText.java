package dev.twinkeel.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.twinkeel.twin.Json;

/// Results for programs: one JSON value, indented, with a line break at its end.
final class JsonText {
    private JsonText() {}

    static String of(Object value) {
        try {
            return Json.mapper()
                            .writer()
                            .with(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(value)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("write " + value.getClass() + " as JSON", e);
        }
    }
}
