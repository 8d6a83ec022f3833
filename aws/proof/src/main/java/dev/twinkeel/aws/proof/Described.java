package dev.twinkeel.aws.proof;

import dev.twinkeel.aws.proof.Wire.Message;
import dev.twinkeel.aws.schema.Schema;
import dev.twinkeel.aws.schema.Schema.Attribute;
import dev.twinkeel.aws.schema.Schema.Block;
import dev.twinkeel.aws.schema.Schema.Kind;
import dev.twinkeel.aws.schema.Schema.Nested;
import dev.twinkeel.aws.schema.Type;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The provider's schema as a plugin tells it to Terraform.
final class Described {
    /// The plugin protocol's numbers of a response.
    private static final int PROVIDER = 1;

    private static final int RESOURCES = 2;
    private static final int DATA = 3;
    private static final int EPHEMERAL = 8;

    private Described() {}

    /// @param wanted types that are told: a configuration uses a hundred of thousands, and
    ///   Terraform reads all that it is told at each command
    static byte[] response(Schema schema, Predicate<String> wanted) {
        var response = new Message().message(PROVIDER, schema(schema.provider()));
        put(response, RESOURCES, schema, Kind.RESOURCE, wanted);
        put(response, DATA, schema, Kind.DATA, wanted);
        put(response, EPHEMERAL, schema, Kind.EPHEMERAL, wanted);
        return response.bytes();
    }

    private static void put(
            Message response, int field, Schema schema, Kind kind, Predicate<String> wanted) {
        for (String type : schema.types(kind).stream().filter(wanted).toList()) {
            Block block = schema.find(kind, type).orElseThrow();
            response.entry(field, type, schema(block));
        }
    }

    private static Message schema(Block block) {
        return new Message().message(2, block(block));
    }

    private static Message block(Block block) {
        var message = new Message();
        new TreeMap<>(block.attributes())
                .forEach((name, it) -> message.message(2, attribute(name, it)));
        new TreeMap<>(block.blocks()).forEach((name, it) -> message.message(3, nested(name, it)));
        return message;
    }

    private static Message attribute(String name, Attribute it) {
        return new Message()
                .text(1, name)
                .bytes(2, type(it.type()).getBytes(StandardCharsets.UTF_8))
                .flag(4, it.required())
                .flag(5, it.optional())
                .flag(6, it.computed())
                .flag(11, writeOnly(name, it));
    }

    /// The provider names what it never gives back so.
    static boolean writeOnly(String name, Attribute it) {
        return name.endsWith("_wo") && it.settable();
    }

    private static Message nested(String name, Nested it) {
        return new Message()
                .text(1, name)
                .message(2, block(it.block()))
                .number(
                        3,
                        switch (it.nesting()) {
                            case SINGLE -> 1;
                            case LIST -> 2;
                            case SET -> 3;
                            case MAP -> 4;
                        })
                .number(4, counted(it) ? it.min() : 0)
                .number(5, counted(it) ? it.max() : 0);
    }

    /// Only of lists and sets does Terraform want to know how many.
    private static boolean counted(Nested it) {
        return it.nesting() == Schema.Nesting.LIST || it.nesting() == Schema.Nesting.SET;
    }

    /// A type as JSON.
    static String type(Type type) {
        return switch (type) {
            case Type.Any _ -> "\"dynamic\"";
            case Type.Text _ -> "\"string\"";
            case Type.Numeric _ -> "\"number\"";
            case Type.Bool _ -> "\"bool\"";
            case Type.Listed it -> "[\"list\"," + type(it.of()) + "]";
            case Type.Setted it -> "[\"set\"," + type(it.of()) + "]";
            case Type.Mapped it -> "[\"map\"," + type(it.of()) + "]";
            case Type.Tuple it ->
                    "[\"tuple\",["
                            + String.join(",", it.of().stream().map(Described::type).toList())
                            + "]]";
            case Type.Structure it -> {
                var text = new StringBuilder("[\"object\",{");
                new TreeMap<>(it.of())
                        .forEach(
                                (name, of) ->
                                        text.append(
                                                        text.charAt(text.length() - 1) == '{'
                                                                ? ""
                                                                : ",")
                                                .append('"')
                                                .append(name)
                                                .append("\":")
                                                .append(type(of)));
                yield text.append("}]").toString();
            }
        };
    }
}
