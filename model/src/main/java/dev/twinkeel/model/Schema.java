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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The JSON Schema (draft 2020-12) of `twinkeel.yaml`, made from the parser's own description, so
/// that editors complete and check what the parser accepts. It cannot judge names that refer to
/// others, ranges of times and rates, or two keys together: the parser does.
public final class Schema {
    /// Where the published schema is on the class path.
    public static final String RESOURCE = "/twinkeel.schema.json";

    private Schema() {}

    /// The schema as text; equal to the resource.
    public static String text() {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "https://twinkeel.dev/twinkeel.schema.json");
        schema.put("title", "twinkeel.yaml");
        schema.putAll(of(Keys.FILE));
        return Json.text(schema) + "\n";
    }

    private static Map<String, Object> of(Shape shape) {
        var schema = new LinkedHashMap<String, Object>();
        switch (shape) {
            case Section section -> section(section, schema);
            case Entries entries -> entries(entries, schema);
            case Items items -> {
                schema.put("type", "array");
                schema.put("items", of(items.item()));
                schema.put("minItems", items.min());
                schema.put("maxItems", items.max());
                schema.put("uniqueItems", true);
            }
            case OneOrMore some -> {
                var list = new LinkedHashMap<String, Object>();
                list.put("type", "array");
                list.put("items", of(some.one()));
                list.put("minItems", 1);
                list.put("maxItems", some.max());
                schema.put("anyOf", List.of(of(some.one()), list));
            }
            case Text text -> text(text, schema);
            case Reference _ -> text(Forms.NAME, schema);
            case Word word -> schema.put("enum", word.words());
            case Whole whole -> {
                schema.put("type", "integer");
                schema.put("minimum", whole.min());
                schema.put("maximum", whole.max());
            }
            case Flag _ -> schema.put("type", "boolean");
            case Time _ -> pattern(Times.PATTERN, schema);
            case Part _ -> pattern(Part.PATTERN, schema);
            case Frequency _ -> pattern(Frequency.PATTERN, schema);
        }
        return schema;
    }

    private static void section(Section section, Map<String, Object> schema) {
        schema.put("type", section.mayBeEmpty() ? List.of("object", "null") : "object");
        List<String> required =
                section.keys().stream().filter(Key::required).map(Key::name).toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        var properties = new LinkedHashMap<String, Object>();
        for (Key key : section.keys()) {
            var property = new LinkedHashMap<String, Object>();
            property.put("description", description(key));
            property.putAll(of(key.shape()));
            properties.put(key.name(), property);
        }
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
    }

    private static String description(Key key) {
        String standard =
                key.standard().isEmpty()
                        ? ""
                        : "; when left out: " + key.standard().replace("`", "");
        String example = key.example().isEmpty() ? "" : "; example: " + key.example();
        return key.meaning().replace("`", "") + standard + example;
    }

    private static void entries(Entries entries, Map<String, Object> schema) {
        schema.put("type", entries.min() == 0 ? List.of("object", "null") : "object");
        var names = new LinkedHashMap<String, Object>();
        text(entries.key(), names);
        schema.put("propertyNames", names);
        schema.put("additionalProperties", of(entries.value()));
        schema.put("minProperties", entries.min());
        schema.put("maxProperties", entries.max());
    }

    private static void text(Text text, Map<String, Object> schema) {
        pattern(text.pattern(), schema);
        schema.put("maxLength", text.lengthMax());
    }

    private static void pattern(Pattern pattern, Map<String, Object> schema) {
        schema.put("type", "string");
        schema.put("pattern", "^(?:" + pattern.pattern() + ")$");
    }
}
