package dev.twinkeel.aws.terraform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A body of HCL: attributes and blocks, written as `terraform fmt` would write them. Values are
/// strings, numbers, booleans, lists, maps, and what this class makes: expressions and calls. Not
/// thread-safe.
final class Hcl {
    /// Longest line on which a list stands.
    private static final int LINE_MAX = 100;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final String INDENT = "  ";

    private final List<Item> items = new ArrayList<>();

    private sealed interface Item {}

    private record Attribute(String name, Value value) implements Item {}

    private record Block(String head, Hcl body) implements Item {}

    private record Comment(String text) implements Item {}

    private record Gap() implements Item {}

    sealed interface Value {}

    /// An expression, a number or a flag: written as it is.
    record Expression(String text) implements Value {}

    private record Text(String text) implements Value {}

    private record Many(List<Value> values) implements Value {}

    private record Entries(Map<String, Value> entries) implements Value {}

    /// A function of one argument around a value.
    private record Call(String function, Value argument) implements Value {}

    /// Entries on one line.
    private record Inline(Map<String, Value> entries) implements Value {}

    static Expression expression(String text) {
        return new Expression(text);
    }

    /// A string in which `${...}` is not escaped.
    static Expression template(String text) {
        return new Expression('"' + text.replace("\"", "\\\"") + '"');
    }

    static Object json(Object value) {
        return new Call("jsonencode", of(value));
    }

    /// @param pairs key, value, key, value
    static Object inline(Object... pairs) {
        return new Inline(entries(map(pairs)));
    }

    /// A map that keeps the order.
    ///
    /// @param pairs key, value, key, value
    static Map<String, Object> map(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int index = 0; index < pairs.length; index += 2) {
            map.put((String) pairs[index], pairs[index + 1]);
        }
        return map;
    }

    Hcl set(String name, Object value) {
        items.add(new Attribute(name, of(value)));
        return this;
    }

    /// An empty line between attributes.
    Hcl gap() {
        items.add(new Gap());
        return this;
    }

    Hcl comment(String text) {
        items.add(new Comment(text));
        return this;
    }

    /// Adds a block and returns its body.
    Hcl block(String type, String... labels) {
        var head = new StringBuilder(type);
        for (String label : labels) {
            head.append(" \"").append(label).append('"');
        }
        var body = new Hcl();
        items.add(new Block(head.toString(), body));
        return body;
    }

    String text() {
        var out = new StringBuilder();
        write(out, "");
        return out.toString();
    }

    private void write(StringBuilder out, String indent) {
        for (int index = 0; index < items.size(); index++) {
            Item before = index == 0 ? new Gap() : items.get(index - 1);
            Item item = items.get(index);
            if (blankBetween(before, item)) {
                out.append('\n');
            }
            switch (item) {
                case Attribute attribute -> attribute(attribute, width(index), out, indent);
                case Block block -> {
                    out.append(indent).append(block.head).append(" {");
                    if (block.body.items.isEmpty()) {
                        out.append("}\n");
                    } else {
                        out.append('\n');
                        block.body.write(out, indent + INDENT);
                        out.append(indent).append("}\n");
                    }
                }
                case Comment comment ->
                        out.append(indent).append("# ").append(comment.text).append('\n');
                case Gap _ -> {}
            }
        }
    }

    private static boolean blankBetween(Item before, Item item) {
        return switch (item) {
            case Gap _ -> !(before instanceof Gap);
            case Attribute _ -> before instanceof Block;
            case Block _ -> !(before instanceof Gap || before instanceof Comment);
            case Comment _ -> !(before instanceof Gap);
        };
    }

    private static void attribute(
            Attribute attribute, int width, StringBuilder out, String indent) {
        out.append(indent).append(attribute.name);
        out.append(" ".repeat(Math.max(0, width - attribute.name.length()))).append(" = ");
        value(attribute.value, out, indent);
        out.append('\n');
    }

    /// Neighbours on one line each have their equals signs in one column.
    private int width(int index) {
        if (!single(items.get(index))) {
            return 0;
        }
        int first = index;
        while (first > 0 && single(items.get(first - 1))) {
            first--;
        }
        int width = 0;
        for (int at = first; at < items.size() && single(items.get(at)); at++) {
            width = Math.max(width, ((Attribute) items.get(at)).name.length());
        }
        return width;
    }

    private static boolean single(Item item) {
        return item instanceof Attribute attribute && line(attribute.value).length() > 0;
    }

    private static Value of(Object value) {
        if (value instanceof Value already) {
            return already;
        }
        if (value instanceof String text) {
            return new Text(text);
        }
        if (value instanceof Number || value instanceof Boolean) {
            return new Expression(value.toString());
        }
        if (value instanceof Map<?, ?> map) {
            return new Entries(entries(map));
        }
        if (value instanceof List<?> list) {
            return new Many(list.stream().map(Hcl::of).toList());
        }
        throw new IllegalArgumentException("write HCL: it has no value such as " + value);
    }

    private static Map<String, Value> entries(Map<?, ?> map) {
        var entries = new LinkedHashMap<String, Value>();
        map.forEach((key, value) -> entries.put((String) key, of(value)));
        return entries;
    }

    private static void value(Value value, StringBuilder out, String indent) {
        String line = line(value);
        if (!line.isEmpty()) {
            out.append(line);
            return;
        }
        switch (value) {
            case Call call -> {
                out.append(call.function).append('(');
                value(call.argument, out, indent);
                out.append(')');
            }
            case Entries map -> {
                var body = new Hcl();
                map.entries.forEach((key, it) -> body.set(key(key), it));
                out.append("{\n");
                body.write(out, indent + INDENT);
                out.append(indent).append('}');
            }
            case Many list -> {
                out.append("[\n");
                for (Value it : list.values) {
                    out.append(indent).append(INDENT);
                    value(it, out, indent + INDENT);
                    out.append(",\n");
                }
                out.append(indent).append(']');
            }
            case Text _, Expression _, Inline _ ->
                    throw new IllegalStateException("write HCL: several lines in " + value);
        }
    }

    /// The value on one line, or empty when it needs several.
    private static String line(Value value) {
        return switch (value) {
            case Text text -> quoted(text.text);
            case Expression expression -> expression.text;
            case Inline inline -> inlined(inline.entries);
            case Call call ->
                    line(call.argument).isEmpty()
                            ? ""
                            : call.function + "(" + line(call.argument) + ")";
            case Entries map -> map.entries.isEmpty() ? "{}" : "";
            case Many list -> list(list.values);
        };
    }

    private static String list(List<Value> list) {
        var lines = list.stream().map(Hcl::line).toList();
        String line = "[" + String.join(", ", lines) + "]";
        return lines.contains("") || line.length() > LINE_MAX ? "" : line;
    }

    private static String inlined(Map<String, Value> map) {
        var entries = new ArrayList<String>();
        map.forEach((key, value) -> entries.add(key(key) + " = " + line(value)));
        return "{ " + String.join(", ", entries) + " }";
    }

    private static String key(String key) {
        boolean expression = key.startsWith("(");
        return expression || NAME.matcher(key).matches() ? key : quoted(key);
    }

    private static String quoted(String text) {
        String escaped =
                text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("${", "$${")
                        .replace("%{", "%%{");
        return '"' + escaped + '"';
    }
}
